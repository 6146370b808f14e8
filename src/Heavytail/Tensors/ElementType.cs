namespace Heavytail;

/// <summary>How one number of a tensor is stored.</summary>
public enum ElementType
{
    Bool,
    U8,
    I8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F16,
    BF16,
    F32,
    F64,

    /// <summary>Complex of two F32 (real, imaginary).</summary>
    C64,

    /// <summary>Complex of two F64 (real, imaginary).</summary>
    C128,
    F8E4M3,
    F8E5M2,
    F8E8M0,
    F6E2M3,
    F6E3M2,
    F4,

    /// <summary>A type that is not read; the tensor's encoding names it.</summary>
    Unknown,
}

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bits of storage for one element.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.Unknown => 0,
        ElementType.F4 => 4,
        ElementType.F6E2M3 or ElementType.F6E3M2 => 6,
        ElementType.Bool or ElementType.U8 or ElementType.I8 => 8,
        ElementType.F8E4M3 or ElementType.F8E5M2 or ElementType.F8E8M0 => 8,
        ElementType.I16 or ElementType.U16 or ElementType.F16 or ElementType.BF16 => 16,
        ElementType.I32 or ElementType.U32 or ElementType.F32 => 32,
        ElementType.I64 or ElementType.U64 or ElementType.F64 or ElementType.C64 => 64,
        ElementType.C128 => 128,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an element type"),
    };

    /// <summary>The name as safetensors spells it: <c>F32</c>, <c>BF16</c>, <c>F8_E4M3</c>.</summary>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Bool => "BOOL",
        ElementType.Unknown => "?",
        ElementType.F8E4M3 => "F8_E4M3",
        ElementType.F8E5M2 => "F8_E5M2",
        ElementType.F8E8M0 => "F8_E8M0",
        ElementType.F6E2M3 => "F6_E2M3",
        ElementType.F6E3M2 => "F6_E3M2",
        _ => type.ToString(),
    };

    /// <summary>
    /// Machine epsilon ε of a floating type: the distance from 1 to the next larger number.
    /// It bounds the rounding that the stored weights already carry, and so decides which singular values are zero.
    /// Integers are exact: their ε is that of the double they become.
    /// </summary>
    public static double Epsilon(this ElementType type) => type switch
    {
        ElementType.F32 or ElementType.C64 => 1.1920928955078125e-07, // 2^-23
        ElementType.F16 => 0.0009765625, // 2^-10
        ElementType.BF16 => 0.0078125, // 2^-7
        ElementType.F8E4M3 or ElementType.F6E2M3 => 0.125, // 2^-3
        ElementType.F8E5M2 or ElementType.F6E3M2 => 0.25, // 2^-2
        ElementType.F4 => 0.5, // 2^-1
        ElementType.F8E8M0 => 1, // nothing between powers of two
        _ => MachineEpsilon.Double,
    };

    /// <summary>Whether an element is a pair of real and imaginary part.</summary>
    public static bool IsComplex(this ElementType type) => type is ElementType.C64 or ElementType.C128;

    /// <summary>
    /// Whether weights come in this type: real floating-point numbers of whole bytes, converted one by one. Powers of
    /// two (F8_E8M0) are scales of weights, not weights.
    /// </summary>
    public static bool IsRealFloat(this ElementType type) =>
        type is ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64
        or ElementType.F8E4M3 or ElementType.F8E5M2;
}
