using Parquet;
using Parquet.Schema;

namespace Heavytail.Reports.Spectra;

/// <summary>A Parquet file with a row for each eigenvalue. Slices are buffered until they fill a row group.</summary>
internal sealed class ParquetSlices : ISliceWriter
{
    /// <summary>Rows of a group: a few MB of columns.</summary>
    private const int GroupRows = 1 << 17;

    private static readonly DataField[] s_before = [.. SliceRecord.Before.Select(Field)];
    private static readonly DataField[] s_behind = [.. SliceRecord.Behind.Select(Field)];
    private static readonly DataField s_index = new DataField<int>(SliceRecord.Index);
    private static readonly DataField s_eigenvalue = new DataField<double>(SliceRecord.Eigenvalue);

    private readonly ParquetWriter _file;
    private readonly List<SliceRecord> _slices = [];
    private int _rows;

    /// <param name="destination">The destination, which stays open.</param>
    public ParquetSlices(Stream destination)
    {
        var schema = new ParquetSchema([.. s_before, s_index, s_eigenvalue, .. s_behind]);
        _file = ParquetWriter.CreateAsync(schema, destination).GetAwaiter().GetResult();
    }

    public void Write(SliceRecord slice)
    {
        _slices.Add(slice);
        _rows += slice.Eigenvalues.Length;
        if (_rows >= GroupRows)
        {
            WriteGroup();
        }
    }

    public void Dispose()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        _file.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static DataField Field(Column<SliceRecord> column) => column.Kind switch
    {
        ColumnKind.Text => new DataField<string>(column.Name),
        ColumnKind.Count => new DataField<int>(column.Name),
        _ => new DataField<double>(column.Name),
    };

    private void WriteGroup()
    {
        WriteGroupAsync().GetAwaiter().GetResult();
        _slices.Clear();
        _rows = 0;
    }

    private async Task WriteGroupAsync()
    {
        using var group = _file.CreateRowGroup();
        await WriteColumnsAsync(group, s_before, SliceRecord.Before).ConfigureAwait(false);
        int[] indices = [.. _slices.SelectMany(slice => Enumerable.Range(0, slice.Eigenvalues.Length))];
        await group.WriteAsync<int>(s_index, indices).ConfigureAwait(false);
        double[] values = [.. _slices.SelectMany(slice => slice.Eigenvalues)];
        await group.WriteAsync<double>(s_eigenvalue, values).ConfigureAwait(false);
        await WriteColumnsAsync(group, s_behind, SliceRecord.Behind).ConfigureAwait(false);
    }

    private async Task WriteColumnsAsync(
        ParquetRowGroupWriter group, DataField[] fields, IReadOnlyList<Column<SliceRecord>> columns)
    {
        foreach (var (field, column) in fields.Zip(columns))
        {
            var write = column.Kind switch
            {
                ColumnKind.Text => group.WriteAsync(field, Repeat(column, cell => cell.Exact)),
                ColumnKind.Count => group.WriteAsync<int>(field, Repeat(column, cell => (int)cell.Whole!.Value)),
                _ => group.WriteAsync<double>(field, Repeat(column, cell => cell.Real!.Value)),
            };
            await write.ConfigureAwait(false);
        }
    }

    /// <summary>The values of a column, each as often as its slice has eigenvalues.</summary>
    private T[] Repeat<T>(Column<SliceRecord> column, Func<Cell, T> value) =>
        [.. _slices.SelectMany(slice => Enumerable.Repeat(value(column.Value(slice)), slice.Eigenvalues.Length))];
}
