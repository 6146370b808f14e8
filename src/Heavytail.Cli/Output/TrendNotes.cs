using System.Globalization;
using Heavytail.Comparison.Trends;

namespace Heavytail.Cli.Output;

/// <summary>What was left out of a table, on the stream of errors: errors unless silent, notes unless quiet.</summary>
internal static class TrendNotes
{
    public static void Write(IReadOnlyList<TrendNote> notes, string source, Verbosity verbosity, Terminal terminal)
    {
        string? told = null;
        foreach (var note in notes)
        {
            string place = note.Line is int line
                ? string.Create(CultureInfo.InvariantCulture, $"`{source}`, line {line}: ")
                : $"`{source}`: ";
            if (note.IsError && verbosity != Verbosity.Silent)
            {
                // Twenty files of one unknown format need one hint.
                new ErrorMessage(place + note.Message, note.Hint == told ? null : note.Hint).Write(terminal);
                told = note.Hint;
            }
            else if (!note.IsError && verbosity is Verbosity.Normal or Verbosity.Verbose)
            {
                terminal.Write("note", Tone.Hint);
                terminal.WriteLine($": {Printable.Text(place + note.Message)}");
            }
        }
    }
}
