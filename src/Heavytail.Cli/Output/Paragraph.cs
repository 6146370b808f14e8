namespace Heavytail.Cli.Output;

/// <summary>A sentence on as many lines as the width asks for, each indented as far as the first one's label.</summary>
internal static class Paragraph
{
    /// <summary>Lines longer than this are hard to read, however wide the window.</summary>
    private const int LongestLine = 110;

    public static void Write(Terminal terminal, string label, string text, Tone tone)
    {
        int width = Math.Min(LongestLine, terminal.Width) - label.Length;
        string indent = label;
        foreach (string line in Lines(Printable.Text(text), Math.Max(20, width)))
        {
            terminal.Write(indent, tone);
            terminal.WriteLine(line);
            indent = new string(' ', label.Length);
        }
    }

    /// <summary>Words, as many a line as fit.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string line = "";
        foreach (string word in Words(text))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>An equation is one word.</summary>
    private static IEnumerable<string> Words(string text) => text
        .Replace(" = ", "\u00a0=\u00a0", StringComparison.Ordinal)
        .Replace(" < ", "\u00a0<\u00a0", StringComparison.Ordinal)
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Replace('\u00a0', ' '));
}
