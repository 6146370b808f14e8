using System.Globalization;
using System.Text;

namespace Heavytail.Reports.Spectra;

/// <summary>A line of comma-separated values for each eigenvalue.</summary>
internal sealed class CsvSlices : ISliceWriter
{
    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;

    /// <param name="destination">The destination, which stays open.</param>
    /// <param name="neutralizesFormulas">Whether text that a spreadsheet would compute gets an apostrophe in front.
    /// </param>
    public CsvSlices(Stream destination, bool neutralizesFormulas)
    {
        _csv = new CsvWriter(neutralizesFormulas);
        _text = new StreamWriter(destination, new UTF8Encoding(false), leaveOpen: true);
        string[] header =
        [
            .. SliceRecord.Before.Select(column => column.Name), SliceRecord.Index, SliceRecord.Eigenvalue,
            .. SliceRecord.Behind.Select(column => column.Name),
        ];
        _csv.WriteLine(header.Select(name => (Cell)name), _text);
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

    private string Join(IEnumerable<Column<SliceRecord>> columns, SliceRecord slice) =>
        _csv.Join(columns.Select(column => column.Value(slice)));
}
