// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto

using Heavytail.Files;
using Heavytail.Files.Protobuf;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TensorFlow;

/// <summary>A TensorFlow graph whose weights are constants in it: a frozen graph, <c>.pb</c>.</summary>
internal sealed class GraphDefFormat : CheckpointFormat
{
    /// <summary>The key of field 1, of bytes: a node.</summary>
    private const byte NodeKey = 0x0A;

    public override string Name => "TensorFlow graph";

    public override IReadOnlyList<string> Extensions => [".pb"];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head is [NodeKey, ..] && GraphReader.IsGraph(new ProtoMessage(file));

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var bodies = GraphReader.Read(new ProtoMessage(file));
        var skipped = new UnreadTensors();
        var roles = new GraphRoles(bodies);
        var tensors = roles.Compute(GraphConstants.List(bodies, roles, file, skipped));
        int variables = bodies[0].Nodes.Count(node => node.IsVariable);
        if (tensors.Count == 0 && variables > 0)
        {
            throw file.Invalid(
                $"is a graph of {variables:N0} variables without their values",
                "open the checkpoint (`.index`) or the SavedModel that it was saved with");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        skipped.AddTo(metadata);
        roles.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, []) { Unread = skipped.All };
    }
}
