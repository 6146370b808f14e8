namespace Heavytail.Cli.Output;

/// <summary>The line above a model: its path, and what it is.</summary>
internal static class Heading
{
    private const string Gap = "  ";

    public static void Write(string path, string format, Terminal terminal)
    {
        (string name, string kind) = (Printable.Text(path), Printable.Text(format));
        terminal.Write(name, Tone.Strong);
        if (Printable.Width(name) + Gap.Length + Printable.Width(kind) <= terminal.Width)
        {
            terminal.WriteLine(Gap + kind, Tone.Dim);
            return;
        }

        terminal.WriteLine();
        foreach (string line in Paragraph.Lines(kind, terminal.Width - Gap.Length))
        {
            terminal.WriteLine(Gap + line, Tone.Dim);
        }
    }
}
