namespace Heavytail.Formats.Quantization.Blocks;

/// <summary>Five digits of −1, 0, 1 a byte: the byte is the fraction 0.ddddd of base 3, rounded up.</summary>
internal sealed class Tq10() : BlockType("TQ1_0", SuperBlock, 54, new BlockWord(52, HalfBytes))
{
    private const int Fives = 48;

    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 52);
        Digits(block[..32], 5, d, values[..160]);
        Digits(block[32..Fives], 5, d, values[160..240]);
        Digits(block.Slice(Fives, 4), 4, d, values[240..SuperBlock]);
    }

    /// <summary>The first digit of every byte, then the second …</summary>
    private static void Digits(ReadOnlySpan<byte> bytes, int digits, float d, Span<float> values)
    {
        byte power = 1;
        for (int digit = 0; digit < digits; digit++, power *= 3)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                // Overflow drops the digits before.
                byte rest = unchecked((byte)(bytes[i] * power));
                values[(digit * bytes.Length) + i] = ((rest * 3 >> 8) - 1) * d;
            }
        }
    }
}

/// <summary>Two bits of −1, 0, 1 (and 2).</summary>
internal sealed class Tq20() : BlockType("TQ2_0", SuperBlock, 66, new BlockWord(64, HalfBytes))
{
    public override void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block, 64);
        for (int run = 0; run < 8; run++)
        {
            var bits = block.Slice(run / 4 * 32, 32);
            int shift = run % 4 * 2;
            var target = values.Slice(run * 32, 32);
            for (int i = 0; i < 32; i++)
            {
                target[i] = (((bits[i] >> shift) & 3) - 1) * d;
            }
        }
    }
}
