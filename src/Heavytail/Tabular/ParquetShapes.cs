using static Heavytail.Tabular.ThriftShape;

namespace Heavytail.Tabular;

/// <summary>
/// The headers of Parquet, field by field. The reader takes a field for what it should be, whatever the file says it
/// is; so a file that says otherwise must not reach it. Reference:
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
/// </summary>
internal static class ParquetShapes
{
    private static readonly ThriftShape s_empty = Struct();
    private static readonly ThriftShape s_keyValue = Struct(Binary, Binary);
    private static readonly ThriftShape s_timeUnit = Struct(s_empty, s_empty, s_empty);

    private static readonly ThriftShape s_time = Struct(Bool, s_timeUnit);

    private static readonly ThriftShape s_logicalType = Struct(
        s_empty, s_empty, s_empty, s_empty, Integers(2), s_empty, s_time, s_time, null, Struct(Octet, Bool),
        s_empty, s_empty, s_empty, s_empty, s_empty, Struct(Octet), Struct(Binary), Struct(Binary, Integer));

    private static readonly ThriftShape s_statistics =
        Struct(Binary, Binary, Integer, Integer, Binary, Binary, Bool, Bool);

    private static readonly ThriftShape s_sizeStatistics = Struct(Integer, List(Integer), List(Integer));

    private static readonly ThriftShape s_columnMetaData = Struct(
        Integer, List(Integer), List(Binary), Integer, Integer, Integer, Integer, List(s_keyValue), Integer, Integer,
        Integer, s_statistics, List(Integers(3)), Integer, Integer, s_sizeStatistics);

    private static readonly ThriftShape s_columnChunk =
        Struct(Binary, Integer, s_columnMetaData, Integer, Integer, Integer, Integer);

    private static readonly ThriftShape s_rowGroup = Struct(
        List(s_columnChunk), Integer, Integer, List(Struct(Integer, Bool, Bool)), Integer, Integer, Integer);

    /// <summary>A column, or a node above columns.</summary>
    public static ThriftShape SchemaElement { get; } = Struct(
        Integer, Integer, Integer, Binary, Integer, Integer, Integer, Integer, Integer, s_logicalType);

    /// <summary>The footer.</summary>
    public static ThriftShape FileMetaData { get; } = Struct(
        Integer, List(SchemaElement), Integer, List(s_rowGroup), List(s_keyValue), Binary, List(Struct(s_empty)));

    /// <summary>
    /// Its fifth field is a page of data, the seventh of a dictionary, the eighth of data in version 2.
    /// </summary>
    public static ThriftShape PageHeader { get; } = Struct(
        Integer, Integer, Integer, Integer,
        Struct(Integer, Integer, Integer, Integer, s_statistics),
        s_empty,
        Struct(Integer, Integer, Bool),
        Struct(Integer, Integer, Integer, Integer, Integer, Integer, Bool, s_statistics));
}
