using System.Text.Json;
using Heavytail.Reports;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>A name cannot hide, nor leave its cell, in any format; JSON keeps it as it is.</summary>
public sealed class VisibleTextTests
{
    /// <summary>What no name should be able to do to a reader.</summary>
    public static TheoryData<string, string> Hidden { get; } = new()
    {
        { "a\u001b[2Jb", @"a\u001b[2Jb" },
        { "a\nb\tc\rd", @"a\u000ab\u0009c\u000dd" },
        { "a\u0085b", @"a\u0085b" },
        { "a\u2028b\u2029c", @"a\u2028b\u2029c" },
        { "\u202agpj\u202e", @"\u202agpj\u202e" },
        { "\u2066x\u2069\u200e\u200f\u061c", @"\u2066x\u2069\u200e\u200f\u061c" },
        { "\ufeffa\u200bb", @"\ufeffa\u200bb" },
        { "a\U000E0001\U000E0041\U000E01EF", @"a\U000e0001\U000e0041\U000e01ef" },
        { "a\ud800b", @"a\ud800b" },
        { "\udc00", @"\udc00" },
        { @"a\u001b", @"a\u005cu001b" },
        { @"a\U000e0001", @"a\u005cU000e0001" },
    };

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Hidden_characters_are_escapes_of_one_form(string text, string expected) =>
        Assert.Equal(expected, VisibleText.Escape(text));

    [Theory]
    [InlineData("layers.0.weight")]
    [InlineData("層の名前")]
    [InlineData("é\u0301 😀 \U0001d49c")]
    [InlineData(@"C:\users\u12\model.pt")]
    public void What_can_be_seen_stays(string text) => Assert.Equal(text, VisibleText.Escape(text));

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Csv_and_Markdown_have_the_escapes(string text, string expected)
    {
        Assert.Equal($"name,n\n{expected},-1.5\n", Csv(text));
        Assert.Equal(
            $"| name | n |\n| :--- | ---: |\n| {expected.Replace("\\", "\\\\", StringComparison.Ordinal)} | -1.500 |\n",
            Markdown(text));
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Json_has_the_exact_text_and_nothing_hidden(string text, string expected)
    {
        Assert.NotEqual(text, expected);

        // Half a pair is not text, and JSON has U+FFFD in its place.
        string exact = string.Concat(text.EnumerateRunes());
        using var writer = new StringWriter();
        JsonWriter.WriteLines([new Fields { { "name", text }, { "list", (string[])[text] }, { text, 1L } }], writer);
        string json = writer.ToString();
        Assert.DoesNotContain(json[..^1].EnumerateRunes(), VisibleText.IsHidden);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(exact, document.RootElement.GetProperty("name").GetString());
        Assert.Equal(exact, document.RootElement.GetProperty("list")[0].GetString());
        Assert.Equal(1, document.RootElement.GetProperty(exact).GetInt32());
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", @"\u0009=1")]
    [InlineData("\r=1", @"\u000d=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+3e7", "+3e7")]
    [InlineData("a=b", "a=b")]
    public void Formulas_are_text_where_that_is_asked_for(string text, string expected)
    {
        Assert.Equal($"name,n\n{expected},-1.5\n", Csv(text, neutralizesFormulas: true));
        Assert.Equal(
            $"name,n\n{expected.Replace("'" + text[..1], text[..1], StringComparison.Ordinal)},-1.5\n", Csv(text));
    }

    private static string Csv(string name, bool neutralizesFormulas = false)
    {
        using var writer = new StringWriter();
        new CsvWriter(neutralizesFormulas).Write(SheetOf(name), writer);
        return writer.ToString();
    }

    private static string Markdown(string name)
    {
        using var writer = new StringWriter();
        MarkdownWriter.Write([new Block.Table(SheetOf(name))], writer);
        return writer.ToString();
    }

    private static Sheet SheetOf(string name) => new(
        [new SheetColumn("name", ColumnKind.Text), new SheetColumn("n", ColumnKind.Real)], [[name, -1.5]]);
}
