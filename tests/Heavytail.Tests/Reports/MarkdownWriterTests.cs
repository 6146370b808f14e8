using Heavytail.Reports;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class MarkdownWriterTests
{
    [Theory]
    [InlineData("layers.0.in_proj", "layers.0.in_proj")]
    [InlineData("__x__", "\\_\\_x\\_\\_")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\nb", "a b")]
    [InlineData("[64, 3]", "[64, 3]")]
    [InlineData("[a](http://b)", "[a\\](http://b)")]
    [InlineData("<img>*`~\\", "\\<img>\\*\\`\\~\\\\")]
    public void Escapes_what_markdown_would_read(string text, string expected) =>
        Assert.Equal(expected, MarkdownWriter.Escape(text));
}
