// Specification:
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/trackable_object_graph.proto

using Heavytail.Files;
using Heavytail.Files.Protobuf;

namespace Heavytail.Formats.TensorFlow;

/// <summary>The objects of a checkpoint: which variable is stored under which key.</summary>
internal static class ObjectGraph
{
    /// <summary>Bytes between the length of a stored string and its text: a checksum of the length.</summary>
    private const int ChecksumBytes = 4;

    /// <summary>
    /// Keys → the full names of their variables, where the writer recorded them and they tell variables apart.
    /// </summary>
    /// <exception cref="InvalidCheckpointException">The objects are damaged.</exception>
    public static IReadOnlyDictionary<string, string> Names(BundleEntry entry, ByteSource shard)
    {
        entry.Check(shard);
        var window = new ProtoMessage(shard);

        // A tensor of one string: its length as a varint, a checksum, the text.
        long start = entry.Offset;
        long length = TextLength(shard, entry, ref start);
        var graph = window.Message(new ProtoField(1, WireType.Bytes, 0, start, length));
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in Messages(graph, 1))
        {
            foreach (var attribute in Messages(node, 2))
            {
                string? key = null;
                string? full = null;
                foreach (var field in attribute.Fields())
                {
                    full = field.Number == 2 ? attribute.Text(field) : full;
                    key = field.Number == 3 ? attribute.Text(field) : key;
                }

                if (!string.IsNullOrEmpty(key) && !string.IsNullOrEmpty(full) && names.TryAdd(key, full))
                {
                    uses[full] = uses.GetValueOrDefault(full) + 1;
                }
            }
        }

        return names.Where(name => uses[name.Value] == 1).ToDictionary(
            name => name.Key, name => name.Value, StringComparer.Ordinal);
    }

    private static IEnumerable<ProtoMessage> Messages(ProtoMessage message, int number) =>
        message.Fields().Where(field => field.Number == number).Select(message.Message);

    private static long TextLength(ByteSource shard, BundleEntry entry, ref long at)
    {
        byte[] head = new byte[(int)Math.Min(10, entry.Size)];
        shard.ReadExactly(at, head);
        long length = 0;
        for (int k = 0; k < head.Length && k < 9; k++)
        {
            length |= (long)(head[k] & 0x7F) << (7 * k);
            if (head[k] < 0x80)
            {
                at += k + 1 + ChecksumBytes;
                return length == entry.Size - (k + 1 + ChecksumBytes)
                    ? length
                    : throw shard.InvalidTensor(entry.Key, $"is a string of {length:N0} bytes in {entry.Size:N0}");
            }
        }

        throw shard.InvalidTensor(entry.Key, "is not a stored string");
    }
}
