using System.Globalization;

namespace Heavytail.Cli.Output;

/// <summary>The line under a table that had no room for all its columns.</summary>
internal static class HiddenColumns
{
    /// <summary>Where there is no other form.</summary>
    public const string Wider = "a wider window shows all";

    /// <summary>Where columns cannot be chosen.</summary>
    public const string WiderOrCsv = "a wider window or -f csv shows all";

    /// <summary>
    /// One line, whatever the width: as many names as it holds, the most useful first; none where all are shown.
    /// </summary>
    /// <param name="names">The columns, the most useful first.</param>
    /// <param name="remedy">How to see them.</param>
    /// <param name="terminal">Where to.</param>
    public static void Write(IReadOnlyList<string> names, string remedy, Terminal terminal)
    {
        if (names.Count == 0)
        {
            return;
        }

        int named = names.Count;
        while (named > 0 && Line(named).Length > terminal.Width)
        {
            named--;
        }

        terminal.WriteLine(Line(named), Tone.Dim);

        string Line(int count) => " hidden: " + string.Join(", ", names.Take(count))
            + (count == 0 ? Phrases.Count(names.Count, "column")
                : count < names.Count
                ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - count} more")
                : "")
            + "; " + remedy;
    }
}
