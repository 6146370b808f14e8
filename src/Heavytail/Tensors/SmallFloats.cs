namespace Heavytail.Tensors;

/// <summary>
/// Floating types of eight bits and fewer: all their values, by bit pattern. Sign, exponent, mantissa from the highest
/// bit down, subnormals as in IEEE 754, as the OCP 8-bit floating point specification (E4M3, E5M2) and the OCP
/// microscaling formats specification 1.0 (E8M0, E3M2, E2M3, E2M1) define them.
/// </summary>
internal static class SmallFloats
{
    private static readonly double[] s_e4m3 = WithoutInfinities(Signed(exponentBits: 4, mantissaBits: 3));
    private static readonly double[] s_e5m2 = WithInfinities(Signed(exponentBits: 5, mantissaBits: 2));
    private static readonly double[] s_e8m0 = PowersOfTwo();
    private static readonly double[] s_e2m3 = Signed(exponentBits: 2, mantissaBits: 3);
    private static readonly double[] s_e3m2 = Signed(exponentBits: 3, mantissaBits: 2);
    private static readonly double[] s_e2m1 = Signed(exponentBits: 2, mantissaBits: 1);

    /// <summary>The number of every bit pattern: 256, 64 or 16 of them.</summary>
    public static double[] Table(ElementType type) => type switch
    {
        ElementType.F8E4M3 => s_e4m3,
        ElementType.F8E5M2 => s_e5m2,
        ElementType.F8E8M0 => s_e8m0,
        ElementType.F6E2M3 => s_e2m3,
        ElementType.F6E3M2 => s_e3m2,
        ElementType.F4 => s_e2m1,
        _ =>
            throw new ArgumentOutOfRangeException(
                nameof(type), type, "not a floating-point type of eight bits or fewer"),
    };

    /// <summary>The bias is half of the exponent's range; every pattern is taken as a finite number.</summary>
    private static double[] Signed(int exponentBits, int mantissaBits)
    {
        int bias = (1 << (exponentBits - 1)) - 1;
        int signBit = exponentBits + mantissaBits;
        double[] table = new double[2 << signBit];
        for (int bits = 0; bits < table.Length; bits++)
        {
            int exponent = (bits >> mantissaBits) & ((1 << exponentBits) - 1);
            int mantissa = bits & ((1 << mantissaBits) - 1);
            int significand = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
            double magnitude = Math.ScaleB(significand, Math.Max(exponent, 1) - bias - mantissaBits);
            table[bits] = bits >> signBit == 0 ? magnitude : -magnitude;
        }

        return table;
    }

    /// <summary>E4M3 gives up infinities for one more binade: only all ones are NaN.</summary>
    private static double[] WithoutInfinities(double[] table)
    {
        table[0x7F] = table[0xFF] = double.NaN;
        return table;
    }

    /// <summary>E5M2 is as IEEE 754 would have it: the top exponent means infinity and NaN.</summary>
    private static double[] WithInfinities(double[] table)
    {
        table.AsSpan(0x7D, 3).Fill(double.NaN);
        table.AsSpan(0xFD, 3).Fill(double.NaN);
        table[0x7C] = double.PositiveInfinity;
        table[0xFC] = double.NegativeInfinity;
        return table;
    }

    /// <summary>No sign, no mantissa, no zero: 2^-127 to 2^127, and NaN.</summary>
    private static double[] PowersOfTwo()
    {
        double[] table = new double[256];
        for (int bits = 0; bits < table.Length; bits++)
        {
            table[bits] = bits == 0xFF ? double.NaN : Math.ScaleB(1, bits - 127);
        }

        return table;
    }
}
