namespace Heavytail.Tabular;

/// <summary>What a value of Thrift's compact protocol has to be.</summary>
/// <param name="Wire">The type as the protocol counts them; all integers are one, both truth values are one.</param>
/// <param name="Fields">Fields of a struct, by id from 1 on; null for an unused id.</param>
/// <param name="Item">Item of a list.</param>
internal sealed record ThriftShape(int Wire, IReadOnlyList<ThriftShape?> Fields, ThriftShape? Item)
{
    public static ThriftShape Bool { get; } = new(ThriftCompact.True, [], null);

    public static ThriftShape Octet { get; } = new(ThriftCompact.Byte8, [], null);

    public static ThriftShape Integer { get; } = new(ThriftCompact.Integer, [], null);

    public static ThriftShape Binary { get; } = new(ThriftCompact.Binary, [], null);

    public static ThriftShape List(ThriftShape item) => new(ThriftCompact.List, [], item);

    public static ThriftShape Struct(params ThriftShape?[] fields) => new(ThriftCompact.Struct, fields, null);

    /// <summary>A struct of this many integers.</summary>
    public static ThriftShape Integers(int count) => Struct([.. Enumerable.Repeat(Integer, count)]);

    /// <summary>What a field is; null for one that is not known.</summary>
    public ThriftShape? Field(int id) => id >= 1 && id <= Fields.Count ? Fields[id - 1] : null;

    /// <summary>Whether a type on the wire is this one.</summary>
    public bool Is(int wire) => Wire == wire switch
    {
        ThriftCompact.False => ThriftCompact.True,
        ThriftCompact.Short or ThriftCompact.Long => ThriftCompact.Integer,
        _ => wire,
    };
}
