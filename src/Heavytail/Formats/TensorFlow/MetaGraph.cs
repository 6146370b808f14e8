// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>MetaGraphDef</c>: a graph, and what it needs to run.</summary>
internal static class MetaGraph
{
    public const int GraphField = 2;

    /// <summary>Fields of the message are numbered up to here.</summary>
    public const int MostFields = 7;

    private const int CollectionField = 4;

    /// <summary>A damaged file could name parts without end.</summary>
    private const int MaxParts = 1 << 20;

    /// <summary>Where the parts of partitioned variables lie, by their names.</summary>
    /// <exception cref="InvalidCheckpointException">The message is damaged.</exception>
    public static IReadOnlyDictionary<string, VariablePart> Partitions(ProtoMessage meta)
    {
        var parts = new Dictionary<string, VariablePart>(StringComparer.Ordinal);
        foreach (var collection in Messages(meta, CollectionField))
        {
            var entry = collection.Fields().ToList();
            if (!entry.Exists(field => field is { Number: 1, IsBytes: true }
                && collection.Text(field) is "variables" or "trainable_variables"))
            {
                continue;
            }

            // A CollectionDef with a BytesList, whose bytes are messages.
            foreach (var variable in entry.Where(field => field is { Number: 2, IsBytes: true })
                .SelectMany(field => Messages(collection.Message(field), 2)).SelectMany(list => Messages(list, 1)))
            {
                if (parts.Count < MaxParts && VariablePart.Read(variable) is { } read)
                {
                    parts.TryAdd(read.Name, read.Part);
                }
            }
        }

        return parts;
    }

    private static IEnumerable<ProtoMessage> Messages(ProtoMessage message, int number) =>
        message.Fields().Where(field => field.IsBytes && field.Number == number).Select(message.Message);
}
