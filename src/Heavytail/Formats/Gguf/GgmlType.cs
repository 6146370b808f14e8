using Heavytail.Files;
using Heavytail.Formats.Quantization.Blocks;

namespace Heavytail.Formats.Gguf;

/// <summary>How ggml stores values: one by one, or in blocks that share a scale.</summary>
/// <param name="Name">Name, as people write it: <c>F16</c>, <c>Q4_K</c>.</param>
/// <param name="Element">Type of the values, as stored or decoded.</param>
/// <param name="Block">Decoder of a block; null if values are stored one by one.</param>
internal sealed record GgmlType(string Name, ElementType Element, BlockType? Block)
{
    public int BlockElements => Block?.Elements ?? 1;

    public int BlockBytes => Block?.Bytes ?? Element.Bits() / 8;

    /// <summary>Whether it is known what a big-endian file holds.</summary>
    public bool HasBigEndian => Block is null || Block.Words is not null;

    /// <summary>The elements of a tensor from its stored bytes.</summary>
    /// <param name="source">Those bytes; closed with the result.</param>
    /// <param name="elements">Number of elements, a multiple of the block size.</param>
    /// <param name="isBigEndian">Whether values of more than a byte are.</param>
    public Stream Open(Stream source, long elements, bool isBigEndian)
    {
        if (Block is not null)
        {
            return new BlockStream(source, Block, elements / Block.Elements, isBigEndian);
        }

        return isBigEndian && BlockBytes > 1 ? new ByteSwapStream(source, elements * BlockBytes, BlockBytes) : source;
    }
}
