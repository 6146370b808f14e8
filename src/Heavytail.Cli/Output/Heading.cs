namespace Heavytail.Cli.Output;

/// <summary>The line above a model: its path, and what it is.</summary>
internal static class Heading
{
    public static void Write(string path, string format, Terminal terminal)
    {
        terminal.Write(Printable.Text(path), Tone.Strong);
        terminal.WriteLine($"  {Printable.Text(format)}", Tone.Dim);
    }
}
