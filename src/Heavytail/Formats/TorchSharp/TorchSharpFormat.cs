// Specification: https://github.com/dotnet/TorchSharp/blob/main/docfx/articles/saveload.md, and its writer
// https://github.com/dotnet/TorchSharp/blob/main/src/Python/exportsd.py
using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.TorchSharp;

/// <summary>
/// What <c>save</c> of a TorchSharp module writes (<c>.dat</c>): the number of tensors, then of each its name, type,
/// dimensions and elements. There is no magic number, so a file is known by the descriptions of its first tensors.
/// </summary>
internal sealed class TorchSharpFormat : CheckpointFormat
{
    /// <summary>How many descriptions must be right before a file is called one of TorchSharp's.</summary>
    private const int SniffedTensors = 3;

    public override string Name => "TorchSharp";

    /// <summary>None: <c>.dat</c> is everybody's.</summary>
    public override IReadOnlyList<string> Extensions => [];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) =>
        head.Length > TorchSharpReader.LeastBytes && head[0] != 0 && TorchSharpReader.Looks(file, SniffedTensors);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new TorchSharpReader(file);
        for (long left = reader.Count; left > 0; left--)
        {
            var entry = reader.Next();
            if (!names.Add(entry.Name))
            {
                throw file.InvalidTensor(entry.Name, "two tensors have this name");
            }

            var info = new TensorInfo(tensors.Count, entry.Name, entry.Type, entry.Shape, file.Path);
            tensors.Add(new StoredTensor(info, () => file.OpenRegion(entry.Offset, (long)info.ByteCount)));
        }

        return reader.Position == file.Length
            ? new CheckpointContents(tensors)
            : throw file.Invalid(
                $"ends its {reader.Count:N0} tensors at byte {reader.Position:N0}, and has {file.Length:N0} bytes");
    }
}
