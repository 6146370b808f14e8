namespace Heavytail.Formats.TFLite;

/// <summary>A type of the schema's <c>TensorType</c>.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Bits">Bits of an element; 0 where elements have no fixed size.</param>
/// <param name="Element">Type of the elements as stored; null if they are packed or not numeric.</param>
internal sealed record TFLiteType(string Name, int Bits, ElementType? Element)
{
    private static readonly TFLiteType[] s_types =
    [
        From(ElementType.F32),
        From(ElementType.F16),
        From(ElementType.I32),
        From(ElementType.U8),
        From(ElementType.I64),
        new("strings", 0, null),
        From(ElementType.Bool),
        From(ElementType.I16),
        From(ElementType.C64),
        From(ElementType.I8),
        From(ElementType.F64),
        From(ElementType.C128),
        From(ElementType.U64),
        new("resources", 0, null),
        new("variants", 0, null),
        From(ElementType.U32),
        From(ElementType.U16),
        new("I4", 4, null),
        From(ElementType.BF16),
        new("I2", 2, null),
        new("U4", 4, null),
        From(ElementType.F8E4M3),
        From(ElementType.F8E5M2),
    ];

    /// <summary>Whether its elements are integers, which scales make real ones.</summary>
    public bool IsInteger => Name[0] is 'I' or 'U';

    /// <summary>Whether the topmost bit of an element is its sign.</summary>
    public bool IsSigned => Name[0] == 'I';

    /// <summary>The type of this number; null where the schema has none.</summary>
    public static TFLiteType? Find(int number) => number < s_types.Length ? s_types[number] : null;

    private static TFLiteType From(ElementType type) => new(type.Name(), type.Bits(), type);
}
