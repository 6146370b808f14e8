using Parquet;
using Parquet.Schema;

namespace Heavytail.Reports;

/// <summary>A sheet as a Parquet file: text, 64-bit integers and doubles, all of them nullable.</summary>
internal static class ParquetSheet
{
    /// <param name="sheet">The sheet.</param>
    /// <param name="destination">The destination, which stays open.</param>
    public static void Write(Sheet sheet, Stream destination) =>
        WriteAsync(sheet, destination).GetAwaiter().GetResult();

    private static async Task WriteAsync(Sheet sheet, Stream destination)
    {
        DataField[] fields = [.. sheet.Columns.Select(Field)];
        var file = await ParquetWriter.CreateAsync(new ParquetSchema(fields), destination).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            if (sheet.Rows.Count == 0)
            {
                return;
            }

            using var group = file.CreateRowGroup();
            for (int k = 0; k < fields.Length; k++)
            {
                int column = k;
                Cell[] cells = [.. sheet.Rows.Select(row => row[column])];
                var write = sheet.Columns[k].Kind switch
                {
                    ColumnKind.Text => group.WriteAsync(
                        fields[k], [.. cells.Select(cell => cell.Kind == CellKind.None ? null : cell.Exact)]),
                    ColumnKind.Count => group.WriteAsync<long>(
                        fields[k], (ReadOnlyMemory<long?>)cells.Select(cell => cell.Whole).ToArray()),
                    _ => group.WriteAsync<double>(
                        fields[k], (ReadOnlyMemory<double?>)cells.Select(cell => cell.Real ?? cell.Whole).ToArray()),
                };
                await write.ConfigureAwait(false);
            }
        }
    }

    private static DataField Field(SheetColumn column) => column.Kind switch
    {
        ColumnKind.Text => new DataField<string>(column.Name),
        ColumnKind.Count => new DataField<long?>(column.Name),
        _ => new DataField<double?>(column.Name),
    };
}
