using System.Globalization;
using System.Text;
using Heavytail.Tabular;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Tabular;

public sealed class CsvTableTests
{
    [Theory]
    [InlineData("model,alpha\nvgg,2.5\nresnet,-3e-1\n")]
    [InlineData("model;alpha\r\nvgg;2.5\r\nresnet;-3e-1")]
    [InlineData("model\talpha\nvgg\t2.5\n\nresnet\t-3e-1\n")]
    [InlineData("\uFEFF\"model\", alpha\n\"vgg\", +2.5 \n\"resnet\",-.3\n")]
    public void Separators_quotes_and_marks_are_recognized(string text)
    {
        var table = Parse(text);
        Assert.Equal(["model", "alpha"], table.Columns);
        Assert.Equal(2, table.RowCount);
        Assert.Equal("vgg", table.Text(0, "model"));
        Assert.Equal(2.5, table.Number(0, "alpha"));
        Assert.Equal(-0.3, table.Number(1, "alpha"));
    }

    [Fact]
    public void Quoted_values_hold_separators_quotes_and_lines()
    {
        var table = Parse("name,note,x\na,\"one; \"\"two\"\",\nthree\",1\nb,,2\n");
        Assert.Equal("one; \"two\",\nthree", table.Text(0, "note"));
        Assert.Equal(2, table.LineOf(0));
        Assert.Equal(4, table.LineOf(1));
        Assert.Equal("", table.Text(1, "note"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("nan")]
    [InlineData("NULL")]
    [InlineData("-")]
    public void Missing_numbers_are_null(string text) => Assert.Null(Parse($"a,b\nx,{text}").Number(0, "b"));

    [Theory]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("+infinity", double.PositiveInfinity)]
    [InlineData("0.1", 0.1)]
    [InlineData("1E3", 1000)]
    public void Numbers_are_read(string text, double expected) =>
        Assert.Equal(expected, Parse($"a,b\nx,{text}").Number(0, "b"));

    [Theory]
    [InlineData("abc")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("++inf")]
    [InlineData("-∞")]
    [InlineData("1 000")]
    public void What_is_no_number_names_its_place(string text)
    {
        var error = Assert.Throws<TableException>(() => Parse($"a,b\nx,1\ny,{text}").Number(1, "b"));
        Assert.Equal($"`t.csv`, line 3, column `b`: found `{text}`, expected a number", error.Message);
        Assert.Equal(("t.csv", "line 3", "b"), (error.Path, error.Place, error.Column));
    }

    [Fact]
    public void A_decimal_comma_is_explained()
    {
        var error = Assert.Throws<TableException>(() => Parse("a;b\nx;1,5").Number(0, "b"));
        Assert.Contains("decimal point", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_names_those_that_are()
    {
        var table = Parse("a,b\n1,2");
        Assert.False(table.Has("c"));
        Assert.True(table.Has("a"));
        var error = Assert.Throws<TableException>(() => table.Number(0, "c"));
        Assert.Equal("`t.csv`: has no column `c`", error.Message);
        Assert.Equal("its columns are a, b", error.Hint);
    }

    [Fact]
    public void The_index_that_pandas_writes_is_left_out() =>
        Assert.Equal(["a", "b"], Parse(",a,b\n0,1,2\n1,3,4").Columns);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "is empty")]
    [InlineData("a,b\n", "has a header and no rows")]
    [InlineData("a,b,a\n1,2,3", "line 1: two columns are named `a`")]
    [InlineData("1,2\n3,4", "line 1: all column names are numbers")]
    [InlineData(",\n3,4", "line 1: no column has a name")]
    [InlineData("a,b\n1,2\n\n1,2,3\n", "line 4: found 3 values, expected 2")]
    [InlineData("a,b\n1\n", "line 2: found 1 values, expected 2")]
    [InlineData("a,b\n1,\"2\n", "line 2: a quote is out of place")]
    [InlineData("a,b\n1,2\"3\n", "line 2: a quote is out of place")]
    [InlineData("a,b\0\n1,2\n", "NUL character after 3 others")]
    public void What_is_no_table_is_refused(string text, string problem)
    {
        var error = Assert.Throws<TableException>(() => Parse(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_read_and_bad_ones_named()
    {
        using var folder = new TempFolder();
        byte[] text = Encoding.UTF8.GetBytes("modèle,α\nvgg,2\n");
        Assert.Equal(["modèle", "α"], Table.Read(folder.Write("plain.txt", text)).Columns);
        Assert.Equal(["modèle", "α"], Table.Read(folder.Write("mark.csv", [0xEF, 0xBB, 0xBF, .. text])).Columns);
        byte[] excel = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("modèle,α\nvgg,2\n")];
        Assert.Equal(["modèle", "α"], Table.Read(folder.Write("excel.csv", excel)).Columns);

        Refuses(folder.Write("latin.csv", Encoding.Latin1.GetBytes("modèle,a\nvgg,2\n")), "is not UTF-8 text");
        Refuses(folder.Write("empty.csv", []), "is empty");
        Refuses(Path.Combine(folder.Path, "none.csv"), "no such file");
        Refuses(folder.Path, "is a folder");
    }

    [Fact]
    public void The_culture_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = RussianNumbers();
            Assert.Equal(2.5, Parse("a;b\nx;2.5").Number(0, "b"));
            Assert.Throws<TableException>(() => Parse("a;b\nx;2,5").Number(0, "b"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>As ru-RU writes them; the tests run without the cultures of the system.</summary>
    private static CultureInfo RussianNumbers() => new("")
    {
        NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00a0" },
        TextInfo = { ListSeparator = ";" },
    };

    private static void Refuses(string path, string problem)
    {
        var error = Assert.Throws<TableException>(() => Table.Read(path));
        Assert.StartsWith($"`{path}`", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static Table Parse(string text) => Table.ReadCsv(new StringReader(text.TrimStart('\uFEFF')), "t.csv");
}
