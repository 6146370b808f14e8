using Parquet;
using Parquet.Schema;

namespace Heavytail.Tabular;

/// <summary>A Parquet file of flat columns: numbers, text, dates and booleans, nullable or not.</summary>
internal static class ParquetTable
{
    private static readonly ParquetOptions s_options = new() { TreatByteArrayAsString = true };

    public static bool Recognizes(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PAR1"u8);

    public static Table Read(byte[] bytes, string path)
    {
        try
        {
            ParquetFooter.Check(bytes);
            using var stream = new MemoryStream(bytes);
            return ReadAsync(stream, bytes, path).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not TableException)
        {
            // Parquet.Net has no list of what it throws at a damaged file: it is whatever its code ran into.
            throw new TableException(
                path,
                e switch
                {
                    InvalidDataException or ParquetException => e.Message,
                    NotSupportedException => $"uses what is not supported: {e.Message}",
                    _ => $"is damaged Parquet: {e.Message}",
                },
                "write the file again, or save the table as CSV",
                inner: e);
        }
    }

    private static async Task<Table> ReadAsync(Stream stream, byte[] bytes, string path)
    {
        await using var reader = await ParquetReader.CreateAsync(stream, s_options).ConfigureAwait(false);
        foreach (var field in reader.Schema.Fields)
        {
            if (field is not DataField { IsArray: false, MaxRepetitionLevel: 0 })
            {
                throw new TableException(
                    path,
                    $"is a {field.SchemaType.ToString().ToLowerInvariant()}, expected one number or text a row",
                    "leave nested columns out when you write the file",
                    column: field.Name);
            }
        }

        var fields = reader.Schema.DataFields;
        TableColumns.Check(path, fields.Select(field => field.Name));
        int rows = ParquetGuard.Check(reader, bytes);
        if (rows == 0)
        {
            throw TableColumns.NoRows(path);
        }

        var columns = fields.Where(field => field.Name.Length > 0).Select(
            field => (field.Name, Cells: new string?[rows])).ToArray();
        int done = 0;
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using var rowGroup = reader.OpenRowGroupReader(group);
            foreach (var (number, field) in fields.Where(field => field.Name.Length > 0).Index())
            {
                await ReadColumnAsync(rowGroup, field, columns[number].Cells.AsMemory(done, (int)rowGroup.RowCount))
                    .ConfigureAwait(false);
            }

            done += (int)rowGroup.RowCount;
        }

        return new Table(path, columns, lines: null);
    }

    private static async Task ReadColumnAsync(ParquetRowGroupReader group, DataField field, Memory<string?> cells)
    {
        using var column = await group.ReadRawColumnDataBaseAsync(field).ConfigureAwait(false);
        ParquetCells.Fill(column, field, cells.Span);
    }
}
