using Heavytail.Reports;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class MarkdownWriterTests
{
    [Theory]
    [InlineData("layers.0.in_proj", "layers.0.in_proj")]
    [InlineData("__x__", "\\_\\_x\\_\\_")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\nb", "a\\\\u000ab")]
    [InlineData("[64, 3]", "[64, 3]")]
    [InlineData("[a](http://b)", "[a\\](http\\://b)")]
    [InlineData("<img>*`~\\", "\\<img>\\*\\`\\~\\\\")]
    [InlineData("![a](b)", "![a\\](b)")]
    [InlineData("[a]: http://b", "[a\\]: http\\://b")]
    [InlineData("see https://b.org/x", "see https\\://b.org/x")]
    [InlineData("www.b.org WWW.c", "www\\.b.org WWW\\.c")]
    [InlineData("&lt;b&#62; a & b", "\\&lt;b\\&#62; a & b")]
    [InlineData("$x$", "\\$x\\$")]
    [InlineData("-1.5", "-1.5")]
    public void Escapes_what_markdown_would_read(string text, string expected) =>
        Assert.Equal(expected, MarkdownWriter.Escape(text));

    [Theory]
    [InlineData("# a", "\\# a")]
    [InlineData("> a", "\\> a")]
    [InlineData("- a", "\\- a")]
    [InlineData("+ a", "\\+ a")]
    [InlineData("===", "\\===")]
    [InlineData("[x] a", "\\[x] a")]
    [InlineData("1. a", "1\\. a")]
    [InlineData("12) a", "12\\) a")]
    [InlineData("    a", "&#32;   a")]
    [InlineData("12 layers", "12 layers")]
    public void A_line_does_not_begin_with_markup(string text, string expected)
    {
        string item = MarkdownWriter.Escape(text);
        Assert.Equal($"- {expected}\n", Write(new Block.Bullets([item])));
        Assert.Equal($"{expected}\n", Write(new Block.Paragraph(item)));
        Assert.Equal($"### {expected}\n", Write(new Block.Heading(3, text)));
    }

    [Fact]
    public void A_heading_keeps_its_last_number_sign() =>
        Assert.Equal("### a #b \\#\n", Write(new Block.Heading(3, "a #b #")));

    private static string Write(Block block)
    {
        using var writer = new StringWriter();
        MarkdownWriter.Write([block], writer);
        return writer.ToString();
    }
}
