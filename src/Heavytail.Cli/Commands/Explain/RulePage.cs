using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Explain;

/// <summary>A page of <c>docs/rules</c> in a terminal: headings, paragraphs, and examples as they are.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="width">The width of lines.</param>
internal sealed class RulePage(Terminal terminal, int width)
{
    private const string Fence = "```";
    private const string Title = "# ";
    private const string Heading = "## ";

    private bool _isBelowHeading;

    public void Write(RuleDefinition rule)
    {
        bool isCode = false;
        var paragraph = new List<string>();
        foreach (string line in rule.Page.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode)
            {
                terminal.WriteLine("  " + line);
            }
            else if (line.StartsWith(Title, StringComparison.Ordinal))
            {
                terminal.WriteLine(line[Title.Length..], Tone.Strong);
            }
            else if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                terminal.WriteLine(line[Heading.Length..].ToLowerInvariant(), Tone.Dim);
                _isBelowHeading = true;
            }
            else if (line.Length > 0)
            {
                paragraph.Add(line);
            }
            else
            {
                End(paragraph);
            }
        }

        End(paragraph, isLast: true);
    }

    /// <summary>A paragraph ends where a line is empty; the text of a section stands right below its heading.</summary>
    private void End(List<string> paragraph, bool isLast = false)
    {
        foreach (string line in paragraph.Count > 0 ? Paragraph.Lines(string.Join(' ', paragraph), width - 2) : [])
        {
            terminal.WriteLine("  " + line);
        }

        paragraph.Clear();
        if (!isLast && !_isBelowHeading)
        {
            terminal.WriteLine();
        }

        _isBelowHeading = false;
    }
}
