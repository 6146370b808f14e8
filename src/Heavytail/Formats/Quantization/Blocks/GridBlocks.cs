using System.Numerics;

namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>What the types share whose bits point into grids of eight or four magnitudes.</summary>
internal abstract class GridBlock(string name, int bytes, params BlockWord[]? words)
    : BlockType(name, SuperBlock, bytes, words)
{
    /// <summary>Magnitudes with the signs of bits.</summary>
    protected static void Signed(ReadOnlySpan<sbyte> magnitudes, int signs, float scale, Span<float> values)
    {
        values = values[..magnitudes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float value = scale * magnitudes[i];
            values[i] = (signs >> i & 1) != 0 ? -value : value;
        }
    }

    /// <summary>Eight signs from seven bits: an even number of them is negative.</summary>
    protected static int EvenSigns(uint bits)
    {
        uint seven = bits & 127;
        return (int)(seven | (uint)(BitOperations.PopCount(seven) & 1) << 7);
    }
}

/// <summary>Per 32 values: four bytes of grid, then four times seven bits of sign and four of scale.</summary>
internal sealed class Iq2Xxs() : GridBlock("IQ2_XXS", 66, null)
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int group = 0; group < 8; group++)
        {
            uint word = Word32(block, 2 + (group * 8) + 4);
            float scale = d * (0.5f + (word >> 28)) * 0.25f;
            for (int l = 0; l < 4; l++)
            {
                var grid = IqGrids.Iq2Xxs.Entry(block[2 + (group * 8) + l]);
                Signed(grid, EvenSigns(word >> (7 * l)), scale, values[((group * 32) + (l * 8))..]);
            }
        }
    }
}

/// <summary>Per 8 values: nine bits of grid and seven of sign; a nibble of scale for 16.</summary>
internal sealed class Iq2Xs() : GridBlock(
    "IQ2_XS", 74, new BlockWord(0, HalfBytes), new BlockWord(2, sizeof(ushort), 32))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int run = 0; run < 32; run++)
        {
            float scale = d * (0.5f + (block[66 + (run / 4)] >> (run / 2 % 2 * 4) & 15)) * 0.25f;
            int word = Word16(block, 2 + (run * 2));
            Signed(IqGrids.Iq2Xs.Entry(word & 511), EvenSigns((uint)word >> 9), scale, values[(run * 8)..]);
        }
    }
}

/// <summary>Per 8 values: ten bits of grid and eight of sign; a nibble of scale for 16.</summary>
internal sealed class Iq2S() : GridBlock("IQ2_S", 82, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int run = 0; run < 32; run++)
        {
            float scale = d * (0.5f + (block[74 + (run / 4)] >> (run / 2 % 2 * 4) & 15)) * 0.25f;
            int index = block[2 + run] | (block[66 + (run / 4)] >> (run % 4 * 2) & 3) << 8;
            Signed(IqGrids.Iq2S.Entry(index), block[34 + run], scale, values[(run * 8)..]);
        }
    }
}

/// <summary>
/// Per 32 values: eight bytes of grid, and a word of four times seven bits of sign and four of scale.
/// </summary>
internal sealed class Iq3Xxs() : GridBlock("IQ3_XXS", 98, null)
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int group = 0; group < 8; group++)
        {
            uint word = Word32(block, 66 + (group * 4));
            float scale = d * (0.5f + (word >> 28)) * 0.5f;
            for (int l = 0; l < 8; l++)
            {
                int signs = EvenSigns(word >> (l / 2 * 7)) >> (l % 2 * 4);
                var grid = IqGrids.Iq3Xxs.Entry(block[2 + (group * 8) + l]);
                Signed(grid, signs, scale, values[((group * 32) + (l * 4))..]);
            }
        }
    }
}

/// <summary>Per 4 values: nine bits of grid and four of sign; a nibble of scale for 32.</summary>
internal sealed class Iq3S() : GridBlock("IQ3_S", 110, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int run = 0; run < 64; run++)
        {
            float scale = d * (1 + (2 * (block[106 + (run / 16)] >> (run / 8 % 2 * 4) & 15)));
            int index = block[2 + run] | (block[66 + (run / 8)] >> (run % 8) & 1) << 8;
            int signs = block[74 + (run / 2)] >> (run % 2 * 4);
            Signed(IqGrids.Iq3S.Entry(index), signs, scale, values[(run * 4)..]);
        }
    }
}

/// <summary>Grids of −1, 0, 1, moved up or down by an eighth.</summary>
internal abstract class ShiftedGridBlock(string name, int bytes, params BlockWord[]? words)
    : GridBlock(name, bytes, words)
{
    private const float Shift = 0.125f;

    protected static void Shifted(int index, bool down, float scale, Span<float> values)
    {
        float shift = down ? -Shift : Shift;
        var grid = IqGrids.Iq1.Entry(index);
        values = values[..grid.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = scale * (grid[i] + shift);
        }
    }
}

/// <summary>Per 32 values: four bytes of grid, and a word of their upper bits, the scale and the shift.</summary>
internal sealed class Iq1S() : ShiftedGridBlock(
    "IQ1_S", 50, new BlockWord(0, HalfBytes), new BlockWord(34, sizeof(ushort), 8))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        for (int run = 0; run < 32; run++)
        {
            int word = Word16(block, 34 + (run / 4 * 2));
            float scale = d * ((2 * (word >> 12 & 7)) + 1);
            int index = block[2 + run] | (word >> (run % 4 * 3) & 7) << 8;
            Shifted(index, (word & 0x8000) != 0, scale, values[(run * 8)..]);
        }
    }
}

/// <summary>
/// Per 8 values: eleven bits of grid and a shift; three bits of scale for 16. The scale of all is scattered.
/// </summary>
internal sealed class Iq1M() : ShiftedGridBlock("IQ1_M", 56, null)
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        int half = Word16(block, 48) >> 12
            | (Word16(block, 50) >> 8 & 0x00f0)
            | (Word16(block, 52) >> 4 & 0x0f00)
            | (Word16(block, 54) & 0xf000);
        float d = (float)BitConverter.UInt16BitsToHalf((ushort)half);
        for (int run = 0; run < 32; run++)
        {
            int upper = block[32 + (run / 2)] >> (run % 2 * 4);
            int scale = Word16(block, 48 + (run / 8 * 2)) >> (run / 2 % 4 * 3) & 7;
            Shifted(block[run] | (upper & 7) << 8, (upper & 8) != 0, d * ((2 * scale) + 1), values[(run * 8)..]);
        }
    }
}
