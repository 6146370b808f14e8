// Specification: https://github.com/google/flax/blob/main/flax/serialization.py
using Heavytail.Files;
using Heavytail.Files.MsgPack;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.Flax;

/// <summary>Flax' files: nested maps in MessagePack, whose leaves are arrays in extensions.</summary>
internal sealed class FlaxFormat : CheckpointFormat
{
    /// <summary>Items looked at before the first array: a step, a name, levels of modules.</summary>
    private const int MaxItemsBefore = 256;

    public override string Name => "Flax (msgpack)";

    public override IReadOnlyList<string> Extensions => [".msgpack"];

    /// <summary>A map whose first key is a text, and soon an extension that holds an array of three.</summary>
    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file)
    {
        bool isMap = head.Length > 4 && head[0] is (> 0x80 and < 0x90) or 0xDE or 0xDF;
        int first = !isMap ? 0 : head[0] switch { 0xDE => 3, 0xDF => 5, _ => 1 };
        return isMap && first < head.Length && head[first] is (> 0xA0 and < 0xC0) or 0xC4 or 0xD9 && LeadsToArray(file);
    }

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var tree = new FlaxTree(file);
        tree.Read();
        var roles = FlaxRoles.Of(
            tree.Arrays.ToDictionary(array => array.Name, array => array.Shape, StringComparer.Ordinal));
        var tensors = new List<StoredTensor>();
        var unread = new UnreadTensors();
        foreach (var (name, shape, pieces) in tree.Arrays)
        {
            if (pieces[0].Type is not { } type)
            {
                unread.AddType(name, pieces[0].TypeName, shape, pieces.Sum(piece => piece.Length));
                continue;
            }

            var info = new TensorInfo(tensors.Count, name, type, shape, file.Path) { Role = roles.Find(name, shape) };
            tensors.Add(new StoredTensor(info, () => Open(file, pieces)));
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, shape, pieces) in tree.TrainingState)
        {
            string type = pieces[0].Type?.Name() ?? pieces[0].TypeName;
            unread.AddTrainingState(name, "opt_state", shape, type, pieces.Sum(piece => piece.Length));
        }

        unread.AddTo(metadata);
        return new CheckpointContents(tensors, metadata, []) { Unread = unread.All };
    }

    private static Stream Open(ByteSource file, FlaxArray[] pieces) => pieces is [var only]
        ? file.OpenRegion(only.Offset, only.Length)
        : new PiecesStream(file, pieces);

    private static bool LeadsToArray(ByteSource file)
    {
        var window = new ByteWindow(file);
        var reader = new MsgPackReader(window, 0, file.Length);
        try
        {
            for (int i = 0; i < MaxItemsBefore && reader.Position < file.Length; i++)
            {
                var item = reader.Next();
                if (item is { Kind: MsgPackKind.Extension, Code: FlaxArray.ExtensionCode or FlaxArray.ScalarCode })
                {
                    return item.Count > 0 && window[reader.Position] == 0x93;
                }

                reader.Skip(item);
            }
        }
        catch (InvalidCheckpointException)
        {
            // What is not MessagePack is some other file.
        }

        return false;
    }
}
