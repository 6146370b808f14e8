namespace Heavytail.Cli.Output;

/// <summary>Items after a label, separated by commas, on as many lines as the width asks for.</summary>
internal static class WrappedList
{
    public static void Write(Terminal terminal, string label, IEnumerable<string> items, Tone tone = Tone.Plain) =>
        Write(terminal, label, [.. items.Select(item => new TextCell(item, tone))], tone);

    public static void Write(
        Terminal terminal, string label, IReadOnlyList<TextCell> items, Tone labelTone = Tone.Plain)
    {
        terminal.Write(label, labelTone);
        int used = Printable.Width(label);
        for (int k = 0; k < items.Count; k++)
        {
            string comma = k < items.Count - 1 ? "," : "";
            int width = 1 + Printable.Width(items[k].Text) + comma.Length;
            if (k > 0 && used + width > terminal.Width)
            {
                terminal.WriteLine();
                terminal.Write(new string(' ', label.Length));
                used = label.Length;
            }

            terminal.Write(" ");
            terminal.Write(items[k].Text + comma, items[k].Tone);
            used += width;
        }

        terminal.WriteLine();
    }
}
