using System.Globalization;
using Heavytail.Trends;

namespace Heavytail.Cli.Output;

/// <summary>What was left out of a table, on the stream of errors: errors unless silent, notes unless quiet.</summary>
internal static class TrendNotes
{
    public static void Write(IReadOnlyList<TrendNote> notes, string source, Verbosity verbosity, Terminal terminal)
    {
        foreach (var note in notes)
        {
            string place = note.Line is int line
                ? string.Create(CultureInfo.InvariantCulture, $"`{source}`, line {line}: ")
                : $"`{source}`: ";
            if (note.IsError && verbosity != Verbosity.Silent)
            {
                new ErrorMessage(place + note.Message, note.Hint).Write(terminal);
            }
            else if (!note.IsError && verbosity is Verbosity.Normal or Verbosity.Verbose)
            {
                terminal.Write("note", Tone.Hint);
                terminal.WriteLine($": {Printable.Text(place + note.Message)}");
            }
        }
    }
}
