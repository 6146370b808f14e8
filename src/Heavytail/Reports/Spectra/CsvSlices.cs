using System.Globalization;
using System.Text;

namespace Heavytail.Reports.Spectra;

/// <summary>A line of comma-separated values for each eigenvalue.</summary>
internal sealed class CsvSlices : ISliceWriter
{
    private readonly StreamWriter _text;

    /// <param name="destination">The destination, which stays open.</param>
    public CsvSlices(Stream destination)
    {
        _text = new StreamWriter(destination, new UTF8Encoding(false), leaveOpen: true);
        string[] header =
        [
            .. SliceRecord.Before.Select(column => column.Name), SliceRecord.Index, SliceRecord.Eigenvalue,
            .. SliceRecord.Behind.Select(column => column.Name),
        ];
        CsvWriter.WriteLine(header, _text);
    }

    public void Write(SliceRecord slice)
    {
        string before = Join(SliceRecord.Before, slice);
        string behind = Join(SliceRecord.Behind, slice);
        foreach (var (index, value) in slice.Eigenvalues.Index())
        {
            _text.Write(before);
            _text.Write(',');
            _text.Write(index.ToString(CultureInfo.InvariantCulture));
            _text.Write(',');
            _text.Write(RealText.Exact(value));
            _text.Write(',');
            _text.Write(behind);
            _text.Write('\n');
        }
    }

    public void Dispose() => _text.Dispose();

    private static string Join(IEnumerable<Column<SliceRecord>> columns, SliceRecord slice) =>
        CsvWriter.Join(columns.Select(column => column.Value(slice).Exact));
}
