namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>Tables that nibbles point into.</summary>
internal static class NibbleTables
{
    /// <summary>The sixteen levels of IQ4.</summary>
    public static ReadOnlySpan<sbyte> NonLinear =>
        [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    /// <summary>FP4 of two exponent bits and one of mantissa, doubled.</summary>
    public static ReadOnlySpan<sbyte> Float4 => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    /// <summary>Lower nibbles, then upper ones.</summary>
    public static void Decode(ReadOnlySpan<sbyte> table, ReadOnlySpan<byte> nibbles, float d, Span<float> values)
    {
        table = table[..16];
        var low = values[..nibbles.Length];
        var high = values.Slice(nibbles.Length, nibbles.Length);
        for (int i = 0; i < nibbles.Length; i++)
        {
            low[i] = table[nibbles[i] & 15] * d;
            high[i] = table[nibbles[i] >> 4] * d;
        }
    }
}

/// <summary>Nibbles that point into a table of levels.</summary>
internal sealed class Iq4Nl() : BlockType("IQ4_NL", 32, 18, new BlockWord(0, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values) =>
        NibbleTables.Decode(NibbleTables.NonLinear, block.Slice(2, 16), Half(block, 0), values);
}

/// <summary>The same in 8 groups of 32, each with a scale of six bits.</summary>
internal sealed class Iq4Xs() : BlockType(
    "IQ4_XS", SuperBlock, 136, new BlockWord(0, HalfBytes), new BlockWord(2, sizeof(ushort)))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 0);
        int upper = Word16(block, 2);
        for (int group = 0; group < 8; group++)
        {
            int low = block[4 + (group / 2)] >> (group % 2 * 4) & 15;
            float scale = d * ((low | (upper >> (group * 2) & 3) << 4) - 32);
            NibbleTables.Decode(
                NibbleTables.NonLinear, block.Slice(8 + (group * 16), 16), scale, values.Slice(group * 32, 32));
        }
    }
}

/// <summary>FP4 with a power of two as scale (OCP microscaling).</summary>
internal sealed class Mxfp4() : BlockType("MXFP4", 32, 17, [])
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values) =>
        NibbleTables.Decode(NibbleTables.Float4, block.Slice(1, 16), HalfPower(block[0]), values);

    /// <summary>2^(e − 128), half of what e says, as the table is doubled; ggml knows no NaN here.</summary>
    private static float HalfPower(byte e) =>
        BitConverter.UInt32BitsToSingle(e < 2 ? 0x0020_0000u << e : (uint)(e - 1) << 23);
}

/// <summary>FP4 in groups of 16, each with an FP8 scale without sign.</summary>
internal sealed class Nvfp4() : BlockType("NVFP4", 64, 36, [])
{
    private const int NaN = 0x7f;

    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        for (int group = 0; group < 4; group++)
        {
            NibbleTables.Decode(
                NibbleTables.Float4, block.Slice(
                    4 + (group * 8), 8), HalfScale(block[group]), values.Slice(group * 16, 16));
        }
    }

    /// <summary>Half of the value, as the table is doubled; NaN is zero, and the upper bit means nothing.</summary>
    private static float HalfScale(byte scale)
    {
        int exponent = scale >> 3 & 15;
        int mantissa = scale & 7;
        return scale == NaN ? 0
            : exponent == 0 ? MathF.ScaleB(mantissa, -10)
            : MathF.ScaleB(8 + mantissa, exponent - 11);
    }
}
