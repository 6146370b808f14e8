using Parquet;
using Parquet.Meta;

namespace Heavytail.Tabular;

/// <summary>
/// What a Parquet file claims, held against the bytes it has, before the reader allocates by it: the number of
/// cells, and the sizes of every page.
/// </summary>
internal static class ParquetGuard
{
    private const int MagicBytes = 4;

    /// <summary>Cells that no byte speaks for: run lengths make a long constant column of a few bytes.</summary>
    private const long FreeCells = 1 << 18;
    private const long CellsPerByte = 64;

    /// <summary>Deflate compresses at most 1 : 1032, so a larger claim is wrong.</summary>
    private const long FreePageBytes = 1 << 20;
    private const long MaxCompression = 1100;

    /// <summary>Rows, columns and pages, once the footer could be read.</summary>
    /// <returns>Number of rows.</returns>
    public static int Check(ParquetReader reader, byte[] bytes)
    {
        int columns = reader.Schema.DataFields.Length;
        long limit = FreeCells + (CellsPerByte * bytes.Length);
        long rows = 0;
        foreach (var group in reader.Metadata?.RowGroups ?? [])
        {
            if (group.NumRows < 0 || group.NumRows > limit || (rows += group.NumRows) * columns > limit)
            {
                throw new InvalidDataException(
                    $"claims {rows:N0} or more rows of {columns} columns in {bytes.Length:N0} bytes");
            }

            foreach (var chunk in group.Columns)
            {
                CheckPages(
                    chunk.MetaData ?? throw new InvalidDataException("a column has no metadata"), bytes, group.NumRows);
            }
        }

        return (int)rows;
    }

    private static void CheckPages(ColumnMetaData chunk, byte[] bytes, long rows)
    {
        long at = chunk.DictionaryPageOffset is > 0 and long dictionary
            ? Math.Min(dictionary, chunk.DataPageOffset)
            : chunk.DataPageOffset;
        if (at < MagicBytes || chunk.NumValues != rows)
        {
            throw new InvalidDataException(
                $"a column claims {chunk.NumValues:N0} values from byte {at:N0} on for {rows:N0} rows");
        }

        for (long values = 0; values < rows;)
        {
            if (at >= bytes.Length)
            {
                throw new InvalidDataException($"a column has {values:N0} values where its table has {rows:N0} rows");
            }

            var page = ParquetPage.Read(bytes.AsSpan((int)at));
            CheckSizes(page, bytes.AsSpan((int)at + page.HeaderBytes), chunk.Codec);
            if (page.Values < 0 || page.Values > rows - (page.IsData ? values : 0))
            {
                throw new InvalidDataException($"a page claims {page.Values:N0} values, its table has {rows:N0} rows");
            }

            values += page.IsData ? page.Values : 0;
            at += page.HeaderBytes + page.CompressedBytes;
        }
    }

    private static void CheckSizes(ParquetPage page, ReadOnlySpan<byte> left, CompressionCodec codec)
    {
        if (page.CompressedBytes < 0 || page.CompressedBytes > left.Length || page.Bytes < 0
            || page.Bytes > FreePageBytes + (MaxCompression * page.CompressedBytes)
            || page.LevelBytes < 0 || page.LevelBytes > page.CompressedBytes)
        {
            throw new InvalidDataException(
                $"a page claims {page.CompressedBytes:N0} bytes, {page.Bytes:N0} unpacked, where {left.Length:N0} are left");
        }

        // Snappy's own claim comes first in its data.
        if (codec == CompressionCodec.SNAPPY && page.CompressedBytes > page.LevelBytes)
        {
            ulong claimed = new ThriftCompact(left[(int)page.LevelBytes..(int)page.CompressedBytes]).Varint();
            if (claimed > (ulong)page.Bytes)
            {
                throw new InvalidDataException(
                    $"a page of {page.Bytes:N0} bytes has Snappy data that claims {claimed:N0}");
            }
        }
    }
}
