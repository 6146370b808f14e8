using System.Buffers.Binary;

namespace Heavytail.Tensors;

/// <summary>
/// Doubles → stored little-endian elements, each rounded once, to the nearest; of two that are as near, the one whose
/// last bit is zero. What is beyond the largest finite number of the type becomes that number, with its sign.
/// </summary>
internal static class ElementNarrowing
{
    /// <summary>
    /// Finite values of a type of eight bits that are not negative, ascending, by their bit patterns.
    /// </summary>
    private static readonly double[] s_e4m3 = SmallFloats.Table(ElementType.F8E4M3)[..0x7F];

    private static readonly double[] s_e5m2 = SmallFloats.Table(ElementType.F8E5M2)[..0x7C];

    /// <summary>The largest finite number of a type of weights.</summary>
    public static double Largest(ElementType type) => type switch
    {
        ElementType.F64 => double.MaxValue,
        ElementType.F32 => float.MaxValue,
        ElementType.F16 => (double)Half.MaxValue,
        ElementType.BF16 => BitConverter.UInt32BitsToSingle(0x7F7F0000),
        ElementType.F8E4M3 => s_e4m3[^1],
        ElementType.F8E5M2 => s_e5m2[^1],
        _ => throw NotAFloat(type),
    };

    /// <summary>Writes one element.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="type">A type for which <see cref="ElementTypes.IsRealFloat"/> holds.</param>
    /// <param name="destination">The bytes of the element.</param>
    public static void Write(double value, ElementType type, Span<byte> destination)
    {
        double largest = Largest(type);
        value = Math.Clamp(value, -largest, largest);
        switch (type)
        {
            case ElementType.F64:
                BinaryPrimitives.WriteDoubleLittleEndian(destination, value);
                break;
            case ElementType.F32:
                BinaryPrimitives.WriteSingleLittleEndian(destination, (float)value);
                break;
            case ElementType.F16:
                BinaryPrimitives.WriteHalfLittleEndian(destination, (Half)value);
                break;
            case ElementType.BF16:
                BinaryPrimitives.WriteUInt16LittleEndian(destination, ToBFloat16(value));
                break;
            case ElementType.F8E4M3:
                destination[0] = ToSmall(value, s_e4m3);
                break;
            case ElementType.F8E5M2:
                destination[0] = ToSmall(value, s_e5m2);
                break;
            default:
                throw NotAFloat(type);
        }
    }

    /// <summary>Rounds once: the F32 on the way is rounded to odd, so that no second rounding meets a tie.</summary>
    private static ushort ToBFloat16(double value)
    {
        float single = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (single != value)
        {
            bits -= Math.Abs((double)single) > Math.Abs(value) ? 1u : 0;
            bits |= 1;
        }

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static byte ToSmall(double value, double[] ascending)
    {
        double magnitude = Math.Abs(value);
        int above = Array.BinarySearch(ascending, magnitude);
        if (above < 0)
        {
            above = ~above;
            double up = ascending[above] - magnitude;
            double down = magnitude - ascending[above - 1];
            above -= down < up || (down == up && above % 2 == 1) ? 1 : 0;
        }

        return (byte)(above | (double.IsNegative(value) ? 0x80 : 0));
    }

    private static ArgumentOutOfRangeException NotAFloat(ElementType type) =>
        new(nameof(type), type, "not a type of weights");
}
