// Specification: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts

using Heavytail.Files;
using Heavytail.Formats.Contract;
using Heavytail.Formats.TensorFlow;
using Heavytail.Tensors;

namespace Heavytail.Formats.TensorFlowJs;

/// <summary>A model of TensorFlow.js by its <c>model.json</c> or <c>weights_manifest.json</c>.</summary>
internal sealed class TfjsFormat : CheckpointFormat
{
    /// <summary>Where the manifest or the topology must have begun.</summary>
    private const int SniffedBytes = 1 << 16;

    private const int MaxParameters = 16;

    public override string Name => "TensorFlow.js";

    public override IReadOnlyList<string> Extensions => ["weights_manifest.json"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
        && TfjsSniff.IsModel(file.Head(SniffedBytes), isWhole: file.Length <= SniffedBytes);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        using var opened = new Opened<ByteSource>();
        try
        {
            using var manifest = TfjsManifest.Read(file);
            var skipped = new UnreadTensors();
            var tensors = new List<StoredTensor>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            var shards = new Dictionary<string, ByteSource>(StringComparer.Ordinal);
            foreach (var group in manifest.Groups)
            {
                var data = new TfjsData([.. group.Paths.Select(path => OpenShard(file, path, shards, opened))]);
                ReadGroup(file, group, data, tensors, names, skipped);
            }

            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            skipped.AddTo(metadata);
            return new CheckpointContents(WithRoles(tensors, manifest, file), metadata, opened.Release())
            {
                Unread = skipped.All,
            };
        }
        catch (InvalidOperationException e)
        {
            // A string of the JSON is not valid UTF-8.
            throw new InvalidCheckpointException(
                file.Path, null, $"is not the JSON that TensorFlow.js uses: {e.Message}", inner: e);
        }
    }

    public override IEnumerable<string> FilesBeside(ByteSource file)
    {
        using var manifest = TfjsManifest.Read(file);
        return [.. manifest.Groups.SelectMany(group => group.Paths)];
    }

    private static ByteSource OpenShard(
        ByteSource file, string path, Dictionary<string, ByteSource> shards, Opened<ByteSource> opened)
    {
        if (!shards.TryGetValue(path, out var shard))
        {
            shard = opened.Add(file.OpenBeside(path) ?? throw file.Invalid(
                $"its shard `{path}` is not beside it",
                "put all files of the model into one folder, with their original names"));
            shards.Add(path, shard);
        }

        return shard;
    }

    private static void ReadGroup(
        ByteSource file, TfjsGroup group, TfjsData data, List<StoredTensor> tensors, HashSet<string> names,
        UnreadTensors skipped)
    {
        long offset = 0;
        foreach (var weight in group.Weights)
        {
            if (!names.Add(weight.Name))
            {
                throw file.InvalidTensor(weight.Name, "is in the manifest twice");
            }

            Int128 size = weight.Type is null
                ? data.StringBytes(offset, weight.Shape.ElementCount) ?? throw file.InvalidTensor(
                    weight.Name,
                    $"its {weight.Shape.ElementCount:N0} strings leave the files of the group, or are more than "
                    + $"{TfjsData.MaxStrings:N0}")
                : (Int128)weight.Shape.ElementCount * weight.StoredElementBytes;
            if (offset + size > data.Length)
            {
                throw file.InvalidTensor(
                    weight.Name,
                    $"shape {weight.Shape} needs {size:N0} bytes at offset {offset:N0}, the files of its group hold "
                    + $"{data.Length:N0}",
                    "a shard looks truncated, or belongs to another manifest");
            }

            if (weight.Type is null)
            {
                skipped.AddType(weight.Name, "string", weight.Shape);
            }
            else
            {
                tensors.Add(ToStored(tensors.Count, weight, data, offset, (long)size, file));
            }

            offset += (long)size;
        }

        if (offset != data.Length)
        {
            throw file.Invalid(
                $"the manifest describes {offset:N0} bytes of "
                + $"{string.Join(", ", group.Paths.Take(3).Select(path => $"`{path}`"))}, "
                + $"which hold {data.Length:N0}",
                "manifest and weights look like those of different models");
        }
    }

    private static StoredTensor ToStored(
        int index, TfjsWeight weight, TfjsData data, long offset, long size, ByteSource file)
    {
        var type = weight.Type!.Value;
        var info = new TensorInfo(
            index, weight.Name, type, weight.Shape, size == 0 ? file.Path : data.FileAt(offset).Path);
        if (weight.Scale is not { } scale)
        {
            return new StoredTensor(info, () => data.Open(offset, size));
        }

        return new StoredTensor(
            info with { Encoding = scale.Encoding, IsQuantized = true, StoredByteCount = size },
            () => new TfjsScaleStream(data.Open(offset, size), weight.Shape.ElementCount, type, scale));
    }

    private static IReadOnlyList<StoredTensor> WithRoles(
        List<StoredTensor> tensors, TfjsManifest manifest, ByteSource file)
    {
        var shapes = tensors.ToDictionary(
            tensor => tensor.Info.Name, tensor => tensor.Info.Shape, StringComparer.Ordinal);
        var byName = tensors.ToDictionary(tensor => tensor.Info.Name, StringComparer.Ordinal);
        var bodies = manifest.Topology is { } graph
            ? TfjsTopology.Graph(
                graph, shapes.GetValueOrDefault, name => Parameters(byName.GetValueOrDefault(name)), file)
            : [];
        var classes = manifest.Topology is { } layers ? TfjsTopology.Classes(layers) : new Dictionary<string, string>();
        var roles = new GraphRoles(bodies);
        var byGraph = RolesByName(roles, bodies, shapes);
        var naming = new KerasNaming(shapes, classes);
        return roles.Compute(
        [
            .. tensors.Select(tensor => tensor with
            {
                Info = tensor.Info with
                {
                    Role = GraphNames.Join(
                        byGraph.GetValueOrDefault(tensor.Info.Name),
                        naming.RoleInTensorFlow(tensor.Info.Name, tensor.Info.Shape)),
                },
            }),
        ]);
    }

    private static Dictionary<string, TensorRole> RolesByName(
        GraphRoles roles, IReadOnlyList<GraphBody> bodies, Dictionary<string, TensorShape> shapes)
    {
        var found = new Dictionary<string, TensorRole>(StringComparer.Ordinal);
        foreach (var (bodyIndex, body) in bodies.Index())
        {
            foreach (var (nodeIndex, node) in body.Nodes.Index())
            {
                if (node.IsConstant && shapes.TryGetValue(node.Name, out var shape)
                    && roles.OfConstant(bodyIndex, nodeIndex, shape) is { } role)
                {
                    found.TryAdd(node.Name, role);
                }
            }
        }

        return found;
    }

    private static int[]? Parameters(StoredTensor? tensor)
    {
        if (tensor is null || tensor.Info.Type != ElementType.I32 || tensor.Info.Shape.ElementCount > MaxParameters)
        {
            return null;
        }

        double[] numbers = new double[tensor.Info.Shape.ElementCount];
        using var stream = tensor.OpenRead();
        ElementConversion.Read(stream, ElementType.I32, numbers);
        return [.. numbers.Select(number => (int)number)];
    }
}
