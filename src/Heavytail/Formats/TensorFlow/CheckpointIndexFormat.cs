// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto

using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// A checkpoint of TensorFlow by its index: <c>model.ckpt.index</c> beside <c>model.ckpt.data-00000-of-00001</c>, and
/// the graph <c>model.ckpt.meta</c> if there is one.
/// </summary>
internal sealed class CheckpointIndexFormat : CheckpointFormat
{
    public override string Name => "TensorFlow checkpoint";

    public override IReadOnlyList<string> Extensions => [Bundle.IndexExtension];

    /// <summary>A table begins with its first entry; the word that identifies it is its last.</summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) => SortedTable.IsTable(file);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        using var opened = new Opened<ByteSource>();
        var bundle = Bundle.Read(file);
        var shards = bundle.OpenShards(opened);
        var meta = OpenMeta(file, opened);
        var graph = ReadGraph(meta);
        var skipped = new UnreadTensors();
        var variables = BundleTensors.Find(
            bundle,
            shards,
            meta is { } beside ? MetaGraph.Partitions(beside) : new Dictionary<string, VariablePart>(),
            skipped);
        var roles = new GraphRoles(graph, BundleTensors.Shapes(variables));
        var tensors = roles.Compute(
            BundleTensors.List(variables, roles.OfVariables(), new Dictionary<string, string>()));
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        skipped.AddTo(metadata);
        roles.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, opened.Release()) { Unread = skipped.All };
    }

    public override IEnumerable<string> FilesBeside(ByteSource file) =>
        [.. Bundle.Read(file).ShardNames(), MetaName(file)];

    private static string MetaName(ByteSource file)
    {
        string name = Path.GetFileName(file.Path);
        return (name.EndsWith(Bundle.IndexExtension, StringComparison.Ordinal)
            ? name[..^Bundle.IndexExtension.Length]
            : name) + ".meta";
    }

    /// <summary>What TensorFlow 1 writes beside a checkpoint; null where there is no such file.</summary>
    private static ProtoMessage? OpenMeta(ByteSource file, Opened<ByteSource> opened) =>
        file.OpenBeside(MetaName(file)) is { } meta ? new ProtoMessage(opened.Add(meta)) : null;

    private static IReadOnlyList<GraphBody> ReadGraph(ProtoMessage? meta)
    {
        if (meta is not { } message)
        {
            return [];
        }

        var graph = message.Fields().FirstOrDefault(field => field.Number == MetaGraph.GraphField);
        return graph.IsBytes ? GraphReader.Read(message.Message(graph)) : [];
    }
}
