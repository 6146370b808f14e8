// Specification: https://numpy.org/doc/stable/reference/arrays.interface.html ("typestr").


namespace Heavytail.Formats.NumPy;

/// <summary>What a NumPy type string such as <c>&lt;f4</c> means.</summary>
/// <param name="Type">The type of the elements; null where the elements are not numeric.</param>
/// <param name="SwapWidth">Bytes of one big-endian number; 0 where nothing is swapped.</param>
/// <param name="Refusal">Why there is no <paramref name="Type"/>.</param>
internal readonly record struct NpyElement(ElementType? Type, int SwapWidth, string? Refusal)
{
    /// <summary>Reads a type string.</summary>
    /// <param name="descr">Byte order, kind, bytes; null for a structured type.</param>
    public static NpyElement Parse(string? descr)
    {
        if (descr is null)
        {
            return Refuse("is a structured array (records of several fields); save its fields as arrays of their own");
        }

        if (descr is not [('<' or '>' or '|') and char order, char kind, .. string size])
        {
            return Refuse($"has the dtype `{descr}`, which NumPy does not write");
        }

        ElementType? type = (kind, size) switch
        {
            ('f', "2") => ElementType.F16,
            ('f', "4") => ElementType.F32,
            ('f', "8") => ElementType.F64,
            ('i', "1") => ElementType.I8,
            ('i', "2") => ElementType.I16,
            ('i', "4") => ElementType.I32,
            ('i', "8") => ElementType.I64,
            ('u', "1") => ElementType.U8,
            ('u', "2") => ElementType.U16,
            ('u', "4") => ElementType.U32,
            ('u', "8") => ElementType.U64,
            ('b', "1") => ElementType.Bool,
            ('c', "8") => ElementType.C64,
            ('c', "16") => ElementType.C128,
            _ => null,
        };
        if (type is null)
        {
            return Refuse(Reason(descr, kind));
        }

        int bytes = type.Value.Bits() / 8;
        if (order == '|' && bytes > 1)
        {
            return Refuse($"has the dtype `{descr}` without a byte order");
        }

        int width = kind == 'c' ? bytes / 2 : bytes;
        return new NpyElement(type, order == '>' && width > 1 ? width : 0, null);
    }

    private static string Reason(string descr, char kind) => kind switch
    {
        'O' => $"contains Python objects (dtype `{descr}`), which are pickled; Heavytail does not execute pickles",
        'S' or 'U' or 'a' => $"contains text (dtype `{descr}`)",
        'M' or 'm' => $"contains dates or durations (dtype `{descr}`)",
        'V' => $"contains raw bytes (dtype `{descr}`): NumPy has no name for their type, bfloat16 among them; "
            + "save it as float32",
        'f' or 'c' => $"has the dtype `{descr}`, whose layout depends on the machine that wrote it; save it as float64",
        _ => $"has the unknown dtype `{descr}`",
    };

    private static NpyElement Refuse(string reason) => new(null, 0, reason);
}
