namespace Heavytail.Formats.Onnx;

/// <summary>One of the types of a TensorProto.</summary>
/// <param name="Name">As the specification spells it, in the short form of <see cref="ElementTypes.Name"/>.</param>
/// <param name="Bits">Bits of one element in <c>raw_data</c>.</param>
/// <param name="Element">The type it is read as; null if there is none.</param>
/// <param name="Field">The field of elements that holds it where <c>raw_data</c> does not.</param>
internal sealed record OnnxDataType(string Name, int Bits, ElementType? Element, int Field)
{
    private const int FloatData = 4;
    private const int Int32Data = 5;
    private const int Int64Data = 7;
    private const int DoubleData = 10;
    private const int UInt64Data = 11;

    private static readonly Dictionary<long, OnnxDataType> s_types = new()
    {
        [1] = From(ElementType.F32, FloatData),
        [2] = From(ElementType.U8, Int32Data),
        [3] = From(ElementType.I8, Int32Data),
        [4] = From(ElementType.U16, Int32Data),
        [5] = From(ElementType.I16, Int32Data),
        [6] = From(ElementType.I32, Int32Data),
        [7] = From(ElementType.I64, Int64Data),
        [9] = From(ElementType.Bool, Int32Data),
        [10] = From(ElementType.F16, Int32Data),
        [11] = From(ElementType.F64, DoubleData),
        [12] = From(ElementType.U32, UInt64Data),
        [13] = From(ElementType.U64, UInt64Data),
        [14] = From(ElementType.C64, FloatData),
        [15] = From(ElementType.C128, DoubleData),
        [16] = From(ElementType.BF16, Int32Data),
        [17] = From(ElementType.F8E4M3, Int32Data),
        [18] = new("F8_E4M3FNUZ", 8, null, Int32Data),
        [19] = From(ElementType.F8E5M2, Int32Data),
        [20] = new("F8_E5M2FNUZ", 8, null, Int32Data),
        [21] = new("U4", 4, null, Int32Data),
        [22] = new("I4", 4, null, Int32Data),
        [23] = From(ElementType.F4, Int32Data),
        [24] = From(ElementType.F8E8M0, Int32Data),
        [25] = new("U2", 2, null, Int32Data),
        [26] = new("I2", 2, null, Int32Data),
    };

    /// <summary>The number of F64.</summary>
    public const long DoubleNumber = 11;

    /// <summary>F32.</summary>
    public static OnnxDataType Single => s_types[1];

    /// <summary>The type's number says that its elements are text.</summary>
    public const long Text = 8;

    public static OnnxDataType? Find(long number) => s_types.GetValueOrDefault(number);

    /// <summary>Unsigned codes of 2, 4 or 8 bits, the lowest bits of a byte first.</summary>
    public static OnnxDataType Unsigned(int bits) => s_types[bits switch { 2 => 25, 4 => 21, _ => 2 }];

    /// <summary>
    /// Bytes of one number of <see cref="Field"/>; elements of less than a byte are packed there as in <c>raw_data</c>.
    /// </summary>
    public int NumberBytes => Field switch
    {
        FloatData => sizeof(float),
        DoubleData => sizeof(double),
        _ => Math.Max(1, Bits / 8),
    };

    /// <summary>Whether <see cref="Field"/> is of varints.</summary>
    public bool IsVarint => Field is not (FloatData or DoubleData);

    /// <summary>Integers that DequantizeLinear and its kin make elements of, and floats of 8 and 4 bits.</summary>
    public bool IsCode =>
        Element is ElementType.I8 or ElementType.U8 or ElementType.I16 or ElementType.U16 or ElementType.I32
        or ElementType.F8E4M3 or ElementType.F8E5M2 or ElementType.F4 || Name is "U4" or "I4" or "U2" or "I2";

    public bool IsInteger => Element is null or <= ElementType.U64;

    private static OnnxDataType From(ElementType type, int field) => new(type.Name(), type.Bits(), type, field);
}
