using System.Text;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.House;

/// <summary>
/// README's tables of speed: what <c>bench/results/*.md</c> holds between its summary marks, each file under the link
/// to
/// it. Nobody copies figures by hand.
/// </summary>
internal static class SpeedQuotes
{
    private const string Results = "bench/results";

    /// <summary>The text with its quotes written anew.</summary>
    public static string Rewrite(string readme)
    {
        (int start, int end) = Marked(readme, "speed");
        return $"{readme[..start]}{Quotes()}{readme[end..]}";
    }

    private static string Quotes()
    {
        var files = Directory.EnumerateFiles(Repository.Path(Results), "*.md").Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        var quotes = new StringBuilder();
        foreach (string file in files)
        {
            string text = File.ReadAllText(file);
            (int start, int end) = Marked(text, "summary");
            string[] parts = text[start..end].Split(":\n", 2);
            quotes.Append($"[{parts[0]}]({Results}/{Path.GetFileName(file)}):\n{parts[1]}");
        }

        return quotes.ToString();
    }

    /// <summary>From behind the line of the opening mark to the closing one.</summary>
    private static (int Start, int End) Marked(string text, string mark)
    {
        string opening = $"<!-- {mark} -->\n";
        int start = text.IndexOf(opening, StringComparison.Ordinal);
        int end = text.IndexOf($"<!-- /{mark} -->", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"no `<!-- {mark} -->` … `<!-- /{mark} -->`");
        return (start + opening.Length, end);
    }
}
