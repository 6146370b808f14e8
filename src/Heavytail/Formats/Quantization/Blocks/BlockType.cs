using System.Buffers.Binary;

namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>How ggml stores a block of values that share a scale.</summary>
/// <param name="name">Name, as people write it.</param>
/// <param name="elements">Numbers in a block.</param>
/// <param name="bytes">Bytes of a block.</param>
/// <param name="words">Its values of several bytes, which big-endian files have the other way round; null where no
/// writer says which those are.</param>
/// <remarks>
/// Numbers are made by the float operations of ggml's reference, <c>dequantize_row_…</c>, in their order, so that they
/// are the same to the bit. Nothing may be fused or reordered.
/// </remarks>
internal abstract class BlockType(string name, int elements, int bytes, params BlockWord[]? words)
{
    /// <summary>Numbers in a super-block.</summary>
    protected const int SuperBlock = 256;

    protected const int HalfBytes = 2;

    public string Name => name;

    public int Elements => elements;

    public int Bytes => bytes;

    public IReadOnlyList<BlockWord>? Words => words;

    /// <summary>The values of a block.</summary>
    /// <param name="block"><see cref="Bytes"/> bytes, little-endian.</param>
    /// <param name="values">Room for <see cref="Elements"/> values.</param>
    public abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);

    /// <summary>Turns the values of several bytes round, in place.</summary>
    public void SwapWords(Span<byte> block)
    {
        foreach (var word in words!)
        {
            for (int i = 0; i < word.Count; i++)
            {
                block.Slice(word.Offset + (i * word.Bytes), word.Bytes).Reverse();
            }
        }
    }

    protected static float Half(ReadOnlySpan<byte> block, int at) =>
        (float)BinaryPrimitives.ReadHalfLittleEndian(block[at..]);

    protected static int Word16(ReadOnlySpan<byte> block, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);

    protected static uint Word32(ReadOnlySpan<byte> block, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
}

/// <summary>Numbers of several bytes in a block.</summary>
/// <param name="Offset">The first byte of the first.</param>
/// <param name="Bytes">Bytes of each.</param>
/// <param name="Count">Number of consecutive words.</param>
internal readonly record struct BlockWord(int Offset, int Bytes, int Count = 1);
