// Specification: https://www.tensorflow.org/guide/saved_model

using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TensorFlow;

/// <summary>
/// A SavedModel by its <c>saved_model.pb</c>: the graph there, the variables in the checkpoint
/// <c>variables/variables</c> beside it.
/// </summary>
internal sealed class SavedModelFormat : CheckpointFormat
{
    private const string IndexName = "variables/variables.index";

    public override string Name => "TensorFlow SavedModel";

    public override IReadOnlyList<string> Extensions => ["saved_model.pb"];

    /// <summary>
    /// Field 1 is the number of the schema, field 2 a graph with what belongs to it. ONNX has a name there.
    /// </summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        if (head is not [0x08, ..])
        {
            return false;
        }

        try
        {
            var message = new ProtoMessage(file);
            return FindGraph(message, isSniffed: true) is { } found && GraphReader.IsGraph(found.Graph);
        }
        catch (InvalidCheckpointException)
        {
            // What is not a message is not a SavedModel.
            return false;
        }
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        using var opened = new Opened<ByteSource>();
        var message = new ProtoMessage(file);
        var (meta, graph) = FindGraph(message, isSniffed: false)
            ?? throw file.Invalid("the SavedModel contains no graph");
        var bodies = GraphReader.Read(graph);
        var skipped = new UnreadTensors();
        IReadOnlyList<BundleVariable> variables = [];
        if (file.OpenBeside(IndexName) is { } index)
        {
            opened.Add(index);
            var bundle = Bundle.Read(index);
            variables = BundleTensors.Find(
                bundle, bundle.OpenShards(opened), MetaGraph.Partitions(meta), skipped);
        }
        else if (bodies.Any(body => body.Nodes.Any(node => node.IsVariable)))
        {
            throw file.Invalid(
                $"its variables are missing: no `{IndexName}` beside it",
                "a SavedModel is a folder; keep `saved_model.pb` and `variables/` together");
        }

        var roles = new GraphRoles(bodies, BundleTensors.Shapes(variables));
        var tensors = new List<StoredTensor>();
        if (variables.Count > 0)
        {
            tensors.AddRange(BundleTensors.List(variables, roles.OfVariables(), KerasMetadata.Classes(file)));
        }

        AddConstants(tensors, GraphConstants.List(bodies, roles, file, skipped), file);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        skipped.AddTo(metadata);
        roles.AddTo(metadata);
        return new CheckpointContents(roles.Compute(tensors), metadata, opened.Release()) { Unread = skipped.All };
    }

    /// <summary>Everything in the folder of a SavedModel that looks like weights belongs to it.</summary>
    public override IEnumerable<string> FilesBeside(ByteSource file)
    {
        var names = new List<string> { KerasMetadata.FileName, "fingerprint.pb", IndexName };
        using var index = file.OpenBeside(IndexName);
        if (index is not null)
        {
            names.AddRange(Bundle.Read(index).ShardNames().Select(name => $"variables/{name}"));
        }

        return names;
    }

    private static void AddConstants(List<StoredTensor> tensors, IReadOnlyList<StoredTensor> constants, ByteSource file)
    {
        var names = tensors.Select(tensor => tensor.Info.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var constant in constants)
        {
            if (!names.Add(constant.Info.Name))
            {
                throw file.InvalidTensor(constant.Info.Name, "a constant of the graph and a variable have this name");
            }

            tensors.Add(constant with { Info = constant.Info with { Index = tensors.Count } });
        }
    }

    /// <summary>
    /// The first graph; a SavedModel may hold several, for training and serving, of the same variables.
    /// </summary>
    private static (ProtoMessage Meta, ProtoMessage Graph)? FindGraph(ProtoMessage model, bool isSniffed)
    {
        foreach (var field in model.Fields())
        {
            if (field.Number != 2)
            {
                if (isSniffed && (field.Number != 1 || field.Value != 1))
                {
                    return null;
                }

                continue;
            }

            var meta = model.Message(field);
            foreach (var part in meta.Fields())
            {
                if (part.Number == MetaGraph.GraphField && part.IsBytes)
                {
                    return (meta, meta.Message(part));
                }

                if (isSniffed && (part.Number > MetaGraph.MostFields || !part.IsBytes))
                {
                    return null;
                }
            }
        }

        return null;
    }
}
