namespace Heavytail.Cli.Output;

/// <summary>
/// A message with a word before it: wrapped in a window, so that words stay whole, and one line in a file or a pipe,
/// where programs look for it.
/// </summary>
internal static class Message
{
    /// <param name="terminal">Where to.</param>
    /// <param name="word"><c>error</c>, <c>hint</c> or <c>note</c>.</param>
    /// <param name="tone">The tone of the word.</param>
    /// <param name="text">The sentence.</param>
    public static void Write(Terminal terminal, string word, Tone tone, string text)
    {
        terminal.Write(word, tone);
        terminal.Write(": ");
        text = Unbroken(Printable.Text(text));
        int indent = word.Length + 2;
        var lines = terminal.IsWindow ? Paragraph.Lines(text, Math.Max(20, terminal.Width - indent)) : [text];
        terminal.WriteLine(string.Join("\n" + new string(' ', indent), lines).Replace('\u00a0', ' '));
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
