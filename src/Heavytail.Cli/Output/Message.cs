namespace Heavytail.Cli.Output;

/// <summary>
/// A message with a word before it: wrapped in a window, so that words stay whole, and one line in a file or a pipe,
/// where programs look for it.
/// </summary>
internal static class Message
{
    private const int Narrowest = 20;

    /// <summary>The fewest letters on the last line of a path.</summary>
    private const int LeastEnd = 8;

    /// <summary>The fewest letters before a stroke that are worth a line: more than <c>`../</c>.</summary>
    private const int ShortestStart = 4;

    /// <param name="terminal">Where to.</param>
    /// <param name="word"><c>error</c>, <c>hint</c> or <c>note</c>.</param>
    /// <param name="tone">The tone of the word.</param>
    /// <param name="text">The sentence.</param>
    public static void Write(Terminal terminal, string word, Tone tone, string text)
    {
        terminal.Write(word, tone);
        text = Unbroken(Printable.Text(text));
        string[] lines = terminal.IsWindow ? [.. Wrapped(text, word.Length + 2, terminal.Width)] : [" " + text];
        terminal.WriteLine(":" + string.Join('\n', lines).Replace('\u00a0', ' '));
    }

    /// <summary>
    /// Lines with an indent; a path that fits only without it stands on a line of its own, and one that is wider than
    /// the window breaks behind a stroke. A command is never broken: the window does that, and copies it whole.
    /// </summary>
    private static IEnumerable<string> Wrapped(string text, int indent, int width)
    {
        string padding = new(' ', indent);
        string? first = " ";
        foreach (string line in Paragraph.Lines(text, Math.Max(Narrowest, width - indent)))
        {
            if (line.Length <= width - indent || width < Narrowest)
            {
                yield return (first ?? padding) + line;
                first = null;
                continue;
            }

            if (first is not null)
            {
                yield return "";
                first = null;
            }

            // A word with spaces is a command.
            string rest = line;
            while (rest.Length > width && !rest.Contains(' '))
            {
                // The end of a line is no place for a lone mark: some letters go with it.
                int stroke = rest.LastIndexOf('/', Math.Min(width, rest.Length - LeastEnd) - 1);
                int at = stroke > ShortestStart ? stroke + 1 : Math.Min(width, rest.Length - LeastEnd);
                yield return rest[..at];
                rest = rest[at..];
            }

            yield return rest;
        }
    }

    /// <summary>A command in backticks is one word, so that it can be copied from a window.</summary>
    private static string Unbroken(string text)
    {
        string[] parts = text.Split('`');
        for (int k = 1; k < parts.Length - 1; k += 2)
        {
            parts[k] = parts[k].Replace(' ', '\u00a0');
        }

        return string.Join('`', parts);
    }
}
