using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Notes of one kind, so that those on a hundred models take no more than a screen.</summary>
internal static class NoteList
{
    /// <summary>As many notes are written in full, and as many further models are named.</summary>
    private const int Most = 3;

    /// <summary>All of a few notes; of many the first, then the names and the number of the others.</summary>
    /// <param name="notes">Models with their notes.</param>
    /// <param name="same">What is known of further models too.</param>
    public static IEnumerable<string> Of(IReadOnlyList<(string Path, string Note)> notes, string same) =>
        notes.Count <= Most
            ? notes.Select(note => note.Note)
            : [notes[0].Note, $"{TrendWords.Few(notes.Skip(1).Select(note => note.Path), Most)}: {same}."];
}
