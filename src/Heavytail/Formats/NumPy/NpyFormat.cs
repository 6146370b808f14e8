// Specification: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

using Heavytail.Files;
using Heavytail.Formats.Contract;

namespace Heavytail.Formats.NumPy;

/// <summary>A .npy file: one array, named after its file.</summary>
internal sealed class NpyFormat : CheckpointFormat
{
    public const string Extension = ".npy";

    public override string Name => "NumPy array";

    public override IReadOnlyList<string> Extensions => [Extension];

    public override bool Matches(ReadOnlySpan<byte> head, ByteSource file) => head.StartsWith(NpyHeader.Magic);

    public override CheckpointContents ReadHeader(ByteSource file)
    {
        string name = Path.GetFileNameWithoutExtension(file.Path);
        NpyHeader header;
        using (var start = file.OpenRegion(0, file.Length))
        {
            header = NpyHeader.Read(start, file, name);
        }

        if (header.Element.Type is not { } type)
        {
            throw file.InvalidTensor(name, header.Element.Refusal!);
        }

        long length = file.Length - header.DataOffset;
        NpyArray.CheckLength(header, length, file, name);
        var info = new TensorInfo(0, name, type, header.Shape, file.Path);
        return new CheckpointContents(
            [NpyArray.ToTensor(info, header, () => file.OpenRegion(header.DataOffset, length))]);
    }
}
