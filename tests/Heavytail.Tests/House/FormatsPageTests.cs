using System.Text;
using Heavytail.Formats;
using Heavytail.Layers.Rules;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>
/// <c>docs/formats.md</c> says what the code does: its table of rules is the code's, and no format is missing.
/// </summary>
public sealed class FormatsPageTests
{
    private const string Page = "docs/formats.md";
    private const string Open = "<!-- rules -->\n";
    private const string Close = "<!-- /rules -->";

    [Fact]
    public void Rules_are_those_of_the_code()
    {
        string text = Read();
        int start = text.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        int end = text.IndexOf(Close, StringComparison.Ordinal);
        Assert.True(start >= Open.Length && end >= start, $"no {Open}…{Close}");
        Golden.Verify(text[..start] + Table() + text[end..], Page);
    }

    [Fact]
    public void Every_format_is_on_the_page()
    {
        string text = Read();
        Assert.All(CheckpointFormats.All, format => Assert.Contains(format.Name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_word_of_a_users_rule_is_on_the_page()
    {
        string text = Read();
        Assert.All(UserRules.Kinds.Keys, word => Assert.Contains($"`{word}`", text, StringComparison.Ordinal));
    }

    /// <summary>What holds whatever a user says, the place of the user's own rules, and the rest.</summary>
    private static string Table()
    {
        var table = new StringBuilder("| rule | what it sees |\n|---|---|\n");
        foreach (var rule in LayerRules.Inherent)
        {
            table.Append(null, $"| `{rule.Name}` | {rule.Says} |\n");
        }

        table.Append("| *yours* | names that match, in the order of `--rules` |\n");
        foreach (var rule in LayerRules.Known)
        {
            table.Append(null, $"| `{rule.Name}` | {rule.Says} |\n");
        }

        return table.ToString();
    }

    private static string Read() => File.ReadAllText(Repository.Path(Page));
}
