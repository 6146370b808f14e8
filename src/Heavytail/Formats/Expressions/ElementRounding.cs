namespace Heavytail.Formats.Expressions;

/// <summary>What a conversion of elements makes of their values.</summary>
internal static class ElementRounding
{
    /// <summary>
    /// Whether a conversion may change values. That of F64 to F32 counts as none: weights of F64 are analyzed as they
    /// are stored.
    /// </summary>
    /// <param name="from">The type of the source; null where nothing says.</param>
    /// <param name="to">The type of the result; null where nothing says.</param>
    public static bool Rounds(ElementType? from, ElementType? to) =>
        to is { } target && target is not (ElementType.F32 or ElementType.F64) && from != to
        && !(from is { } source && !source.IsComplex() && !target.IsComplex() && Holds(target, source));

    /// <summary>The elements after a conversion; null where they are converted to a type that is not known.</summary>
    /// <param name="value">The elements.</param>
    /// <param name="type">The type that they are converted to.</param>
    public static Expression? Convert(Expression value, ElementType type) => type switch
    {
        ElementType.F32 or ElementType.F64 => value,
        ElementType.F16 => Elementwise.Of((a, _, _) => (double)(Half)(float)a, value),
        ElementType.BF16 => Elementwise.Of((a, _, _) => ToBF16((float)a), value),
        ElementType.Bool => Elementwise.Of((a, _, _) => a != 0 ? 1 : 0, value),
        _ when type.IsComplex() || type.IsRealFloat() => null,
        _ => Elementwise.Of((a, _, _) => Math.Truncate(a), value),
    };

    /// <summary>To the nearest number of BF16; of two as near, the even one.</summary>
    private static float ToBF16(float value)
    {
        if (float.IsNaN(value))
        {
            return value;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    /// <summary>Whether a type has all values of another.</summary>
    private static bool Holds(ElementType to, ElementType from) =>
        from == ElementType.Bool
        || (to.IsRealFloat()
            ? !from.IsRealFloat() && from.Bits() <= 8
            : to != ElementType.Bool && !from.IsRealFloat() && from.Bits() < to.Bits());
}
