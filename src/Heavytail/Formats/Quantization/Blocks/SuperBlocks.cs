namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>Two bits; 16 groups of 16, each with a nibble of scale and one of minimum.</summary>
internal sealed class Q2K() : BlockType("Q2_K", SuperBlock, 84, new BlockWord(80, HalfBytes, 2))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 80);
        float m = Half(block, 82);
        for (int group = 0; group < 16; group++)
        {
            // Two groups share 32 bytes at one of four shifts.
            float scale = d * (block[group] & 15);
            float minimum = m * (block[group] >> 4);
            int shift = group / 2 % 4 * 2;
            var bits = block.Slice(16 + (group / 8 * 32) + (group % 2 * 16), 16);
            var target = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++)
            {
                target[i] = (scale * ((bits[i] >> shift) & 3)) - minimum;
            }
        }
    }
}

/// <summary>Two bits and a third one of −4; 16 groups of 16, each with a scale of six bits.</summary>
internal sealed class Q3K() : BlockType("Q3_K", SuperBlock, 110, new BlockWord(108, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 108);
        var packed = block.Slice(96, 12);
        for (int group = 0; group < 16; group++)
        {
            // Four bits in the first 8 bytes, two in the last 4.
            int low = packed[group % 8] >> (group / 8 * 4) & 15;
            int high = packed[8 + (group % 4)] >> (group / 4 * 2) & 3;
            float scale = d * ((low | high << 4) - 32);
            int shift = group / 2 % 4 * 2;
            int third = group / 2;
            var masks = block.Slice(group % 2 * 16, 16);
            var bits = block.Slice(32 + (group / 8 * 32) + (group % 2 * 16), 16);
            var target = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++)
            {
                target[i] = scale * (((bits[i] >> shift) & 3) - 4 + (((masks[i] >> third) & 1) << 2));
            }
        }
    }
}

/// <summary>What Q4_K and Q5_K share: 8 groups of 32, each with a scale and a minimum of six bits.</summary>
internal static class SixBitScales
{
    public static (int Scale, int Minimum) Read(ReadOnlySpan<byte> packed, int group) => group < 4
        ? (packed[group] & 63, packed[group + 4] & 63)
        : ((packed[group + 4] & 15) | packed[group - 4] >> 6 << 4, packed[group + 4] >> 4 | packed[group] >> 6 << 4);
}

/// <summary>Nibbles; 8 groups of 32, two of which share 32 bytes.</summary>
internal sealed class Q4K() : BlockType("Q4_K", SuperBlock, 144, new BlockWord(0, HalfBytes, 2))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        float m = Half(block, 2);
        var packed = block.Slice(4, 12);
        for (int group = 0; group < 8; group++)
        {
            var (scale, minimum) = SixBitScales.Read(packed, group);
            float d1 = d * scale;
            float m1 = m * minimum;
            int shift = group % 2 * 4;
            var nibbles = block.Slice(16 + (group / 2 * 32), 32);
            var target = values.Slice(group * 32, 32);
            for (int i = 0; i < 32; i++)
            {
                target[i] = (d1 * ((nibbles[i] >> shift) & 15)) - m1;
            }
        }
    }
}

/// <summary>Nibbles and a fifth bit; 8 groups of 32.</summary>
internal sealed class Q5K() : BlockType("Q5_K", SuperBlock, 176, new BlockWord(0, HalfBytes, 2))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        float m = Half(block, 2);
        var packed = block.Slice(4, 12);
        var fifth = block.Slice(16, 32);
        for (int group = 0; group < 8; group++)
        {
            var (scale, minimum) = SixBitScales.Read(packed, group);
            float d1 = d * scale;
            float m1 = m * minimum;
            int shift = group % 2 * 4;
            var nibbles = block.Slice(48 + (group / 2 * 32), 32);
            var target = values.Slice(group * 32, 32);
            for (int i = 0; i < 32; i++)
            {
                target[i] = (d1 * (((nibbles[i] >> shift) & 15) + (((fifth[i] >> group) & 1) << 4))) - m1;
            }
        }
    }
}

/// <summary>Nibbles and two more bits of −32 … 31; 16 groups of 16, each with a signed byte of scale.</summary>
internal sealed class Q6K() : BlockType("Q6_K", SuperBlock, 210, new BlockWord(208, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 208);
        for (int group = 0; group < 16; group++)
        {
            // In each half of 128 values, 64 bytes have the nibbles and 32 the upper bits.
            int quarter = group / 2 % 4;
            int side = group % 2 * 16;
            float scale = d * (sbyte)block[192 + group];
            var nibbles = block.Slice((group / 8 * 64) + (quarter % 2 * 32) + side, 16);
            var upper = block.Slice(128 + (group / 8 * 32) + side, 16);
            int shift = quarter / 2 * 4;
            var target = values.Slice(group * 16, 16);
            for (int i = 0; i < 16; i++)
            {
                target[i] = scale * ((((nibbles[i] >> shift) & 15) | ((upper[i] >> (quarter * 2)) & 3) << 4) - 32);
            }
        }
    }
}
