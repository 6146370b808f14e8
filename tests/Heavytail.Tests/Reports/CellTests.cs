using Heavytail.Reports;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class CellTests
{
    public static TheoryData<Cell, CellKind, string, string> Cells => new()
    {
        { (string?)null, CellKind.None, "", "null" },
        { (double?)null, CellKind.None, "", "null" },
        { "a, \"b\"", CellKind.Text, "a, \"b\"", "\"a, \\\"b\\\"\"" },
        { 7, CellKind.Whole, "7", "7" },
        { long.MaxValue, CellKind.Whole, "9223372036854775807", "9223372036854775807" },
        { 0.1, CellKind.Real, "0.1", "0.1" },
        { -0.0, CellKind.Real, "-0", "-0" },
        { double.NaN, CellKind.Real, "", "null" },
        { double.NegativeInfinity, CellKind.Real, "-inf", "null" },
        { new TensorShape(64, 3), CellKind.Shape, "[64, 3]", "[64, 3]" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_cell_has_a_kind_and_a_text_for_each_writer(Cell cell, CellKind kind, string exact, string json)
    {
        Assert.Equal(kind, cell.Kind);
        Assert.Equal(exact, cell.Exact);
        var writer = new StringWriter();
        JsonWriter.WriteLines([new Fields { { "x", cell } }], writer);
        Assert.Equal($"{{\"x\":{json}}}\n", writer.ToString());
    }

    [Fact]
    public void A_column_marks_the_cells_that_deserve_attention()
    {
        var column = new Column<int>("x", ColumnKind.Count, row => row)
        {
            Severity = row => row < 0 ? Severity.Error : Severity.None,
        };
        var sheet = Sheet.From([column], [1, -1]);
        Assert.Equal([Severity.None, Severity.Error], sheet.Rows.Select(row => row[0].Severity));
        Assert.Equal([1, -1], sheet.Rows.Select(row => row[0].Whole));
    }

    [Fact]
    public void A_sheet_gives_columns_by_name()
    {
        var sheet = Sheet.From<int>([new("a", ColumnKind.Count, row => row), new("b", ColumnKind.Text, _ => "t")], [1]);
        Assert.Equal(["b", "a"], sheet.Select(["b", "a"]).Columns.Select(column => column.Name));
        Assert.Equal(["t", "1"], sheet.Select(["b", "a"]).Rows[0].Select(cell => cell.Exact));
        Assert.Throws<ArgumentException>(() => sheet.IndexOf("c"));
    }
}
