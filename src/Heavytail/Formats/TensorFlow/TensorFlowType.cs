using System.Globalization;

namespace Heavytail.Formats.TensorFlow;

/// <summary>TensorFlow's types of elements, by the numbers of its enumeration <c>DataType</c>.</summary>
/// <param name="Name">Name, as TensorFlow spells it.</param>
/// <param name="Element">The type here; null where it has none.</param>
/// <param name="ValueField">The field of <c>TensorProto</c> that lists values of this type.</param>
internal sealed record TensorFlowType(string Name, ElementType? Element, int ValueField)
{
    private static readonly Dictionary<long, TensorFlowType> s_types = new()
    {
        [1] = new("DT_FLOAT", ElementType.F32, 5),
        [2] = new("DT_DOUBLE", ElementType.F64, 6),
        [3] = new("DT_INT32", ElementType.I32, 7),
        [4] = new("DT_UINT8", ElementType.U8, 7),
        [5] = new("DT_INT16", ElementType.I16, 7),
        [6] = new("DT_INT8", ElementType.I8, 7),
        [7] = new("DT_STRING", null, 8),
        [8] = new("DT_COMPLEX64", ElementType.C64, 9),
        [9] = new("DT_INT64", ElementType.I64, 10),
        [10] = new("DT_BOOL", ElementType.Bool, 11),
        [11] = new("DT_QINT8", ElementType.I8, 7),
        [12] = new("DT_QUINT8", ElementType.U8, 7),
        [13] = new("DT_QINT32", ElementType.I32, 7),
        [14] = new("DT_BFLOAT16", ElementType.BF16, 13),
        [15] = new("DT_QINT16", ElementType.I16, 7),
        [16] = new("DT_QUINT16", ElementType.U16, 7),
        [17] = new("DT_UINT16", ElementType.U16, 7),
        [18] = new("DT_COMPLEX128", ElementType.C128, 12),
        [19] = new("DT_HALF", ElementType.F16, 13),
        [20] = new("DT_RESOURCE", null, 14),
        [21] = new("DT_VARIANT", null, 15),
        [22] = new("DT_UINT32", ElementType.U32, 16),
        [23] = new("DT_UINT64", ElementType.U64, 17),
        [24] = new("DT_FLOAT8_E5M2", ElementType.F8E5M2, 18),
        [25] = new("DT_FLOAT8_E4M3FN", ElementType.F8E4M3, 18),
        [29] = new("DT_INT4", null, 7),
        [30] = new("DT_UINT4", null, 7),
    };

    /// <summary>The type of a number; one without elements where the number is unknown.</summary>
    public static TensorFlowType FromCode(long number) => s_types.GetValueOrDefault(number)
        ?? new TensorFlowType(string.Create(CultureInfo.InvariantCulture, $"type {number}"), null, 0);
}
