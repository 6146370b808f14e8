using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>Signs alone: a bit is ±d.</summary>
internal sealed class Q10() : BlockType("Q1_0", 128, 18, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((block[2 + (i / 8)] >> (i % 8)) & 1) != 0 ? d : -d;
        }
    }
}

/// <summary>Two bits of −1 … 2.</summary>
internal sealed class Q20() : BlockType("Q2_0", 64, 18, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (((block[2 + (i / 4)] >> (i % 4 * 2)) & 3) - 1) * d;
        }
    }
}

/// <summary>Nibbles of −8 … 7: the lower ones are the first half.</summary>
internal sealed class Q40() : BlockType("Q4_0", 32, 18, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        var nibbles = block.Slice(2, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (int i = 0; i < 16; i++)
        {
            low[i] = ((nibbles[i] & 15) - 8) * d;
            high[i] = ((nibbles[i] >> 4) - 8) * d;
        }
    }
}

/// <summary>Nibbles of 0 … 15 above a minimum.</summary>
internal sealed class Q41() : BlockType("Q4_1", 32, 20, new BlockWord(0, HalfBytes, 2))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        float m = Half(block, 2);
        var nibbles = block.Slice(4, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (int i = 0; i < 16; i++)
        {
            low[i] = ((nibbles[i] & 15) * d) + m;
            high[i] = ((nibbles[i] >> 4) * d) + m;
        }
    }
}

/// <summary>Nibbles, and a word of fifth bits: −16 … 15.</summary>
internal sealed class Q50() : BlockType("Q5_0", 32, 22, new BlockWord(0, HalfBytes), new BlockWord(2, sizeof(uint)))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        uint fifth = Word32(block, 2);
        var nibbles = block.Slice(6, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (int i = 0; i < 16; i++)
        {
            low[i] = (((nibbles[i] & 15) | (int)((fifth >> i) & 1) << 4) - 16) * d;
            high[i] = (((nibbles[i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4) - 16) * d;
        }
    }
}

/// <summary>Nibbles, and a word of fifth bits: 0 … 31 above a minimum.</summary>
internal sealed class Q51() : BlockType("Q5_1", 32, 24, new BlockWord(0, HalfBytes, 2), new BlockWord(4, sizeof(uint)))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        float m = Half(block, 2);
        uint fifth = Word32(block, 4);
        var nibbles = block.Slice(8, 16);
        var low = values[..16];
        var high = values.Slice(16, 16);
        for (int i = 0; i < 16; i++)
        {
            low[i] = (((nibbles[i] & 15) | (int)((fifth >> i) & 1) << 4) * d) + m;
            high[i] = (((nibbles[i] >> 4) | (int)((fifth >> (i + 16)) & 1) << 4) * d) + m;
        }
    }
}

/// <summary>Signed bytes.</summary>
internal sealed class Q80() : BlockType("Q8_0", 32, 34, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(block.Slice(2, 32));
        values = values[..32];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i] * d;
        }
    }
}

/// <summary>Signed bytes, and their sum, which is for products only.</summary>
internal sealed class Q81() : BlockType("Q8_1", 32, 36, new BlockWord(0, HalfBytes, 2))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(block.Slice(4, 32));
        values = values[..32];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i] * d;
        }
    }
}

/// <summary>Signed bytes with an F32 scale, and sums of 16, which are for products only.</summary>
internal sealed class Q8K() : BlockType(
    "Q8_K", SuperBlock, 292, new BlockWord(0, sizeof(float)), new BlockWord(260, sizeof(short), 16))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = BinaryPrimitives.ReadSingleLittleEndian(block);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(block.Slice(4, SuperBlock));
        values = values[..SuperBlock];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = d * bytes[i];
        }
    }
}
