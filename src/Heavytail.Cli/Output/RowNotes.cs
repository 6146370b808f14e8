using System.Globalization;

namespace Heavytail.Cli.Output;

/// <summary>
/// What was left out of a table of models, on the stream of errors: errors unless silent, notes unless quiet.
/// </summary>
internal static class RowNotes
{
    public static void Write(TrendData data, Session session)
    {
        string? shown = null;
        foreach (var note in data.Notes)
        {
            string place = note.Line is int line
                ? string.Create(CultureInfo.InvariantCulture, $"`{data.Source}`, line {line}: ")
                : $"`{data.Source}`: ";
            if (note.IsError && session.Verbosity != Verbosity.Silent)
            {
                // Twenty files of one unknown format need one hint.
                new ErrorMessage(place + note.Message, note.Hint == shown ? null : note.Hint).Write(session.Messages());
                shown = note.Hint;
            }
            else if (!note.IsError && session.Verbosity is Verbosity.Normal or Verbosity.Verbose)
            {
                Message.Write(session.Messages(), "note", Tone.Hint, place + note.Message);
            }
        }
    }
}
