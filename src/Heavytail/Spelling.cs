namespace Heavytail;

/// <summary>
/// Which known names someone may have meant: every "did you mean …?" is made here, and only where a name is unknown.
/// </summary>
public static class Spelling
{
    private const int MaxSuggestions = 3;

    /// <summary>
    /// Names within a third of the word's length in edits and hardly farther than the closest one, or that
    /// contain it; closest first. Two edits are few where a word of four letters keeps its first and last one. Of two
    /// letters, none is left out.
    /// </summary>
    /// <param name="word">The word that nothing is named.</param>
    /// <param name="known">Names that there are.</param>
    public static IReadOnlyList<string> Closest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        var names = known.Distinct(StringComparer.Ordinal)
            .Select(name => (name, distance: Distance(word, name))).ToArray();
        int most = names.Length == 0
            ? 0
            : Math.Min(
                Math.Max(word.Length > 1 ? 1 : 0, (word.Length + 1) / 3),
                names.Min(candidate => candidate.distance) + 1);
        return
        [
            .. names
                .Where(candidate => (candidate.distance <= most
                        && (word.Length > 2 || candidate.name.Length >= word.Length))
                    || (candidate.distance == 2 && word.Length > 3 && candidate.name.Length > 3
                        && AreSame(word[0], candidate.name[0]) && AreSame(word[^1], candidate.name[^1]))
                    || (word.Length > 2 && candidate.name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(candidate => candidate.distance)
                .Take(MaxSuggestions)
                .Select(candidate => candidate.name),
        ];
    }

    /// <summary>The closest names as a question: did you mean `alpha` or `alpha_weighted`?</summary>
    /// <param name="word">The word that nothing is named.</param>
    /// <param name="known">Names that there are.</param>
    /// <returns>Null where none is close.</returns>
    public static string? DidYouMean(string word, IEnumerable<string> known) => Question(Closest(word, known));

    /// <summary>Names as a question; null where there are none.</summary>
    public static string? Question(IReadOnlyList<string> names) => names.Count == 0
        ? null
        : $"did you mean {Alternatives([.. names.Select(name => $"`{name}`")])}?";

    private static string Alternatives(string[] names) => names is [.. [_, ..] before, var last]
        ? $"{string.Join(", ", before)} or {last}"
        : names[0];

    /// <summary>
    /// The edits between two words, regardless of case: a letter added, left out or replaced, and two neighbors
    /// swapped (Damerau and Levenshtein's distance, of which no letter is edited twice).
    /// </summary>
    private static int Distance(string a, string b)
    {
        int[] last = new int[b.Length + 1];
        int[] above = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = above[j - 1] + (AreSame(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && AreSame(a[i - 1], b[j - 2]) && AreSame(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], last[j - 2] + 1);
                }
            }

            (last, above) = (above, row);
        }

        return above[b.Length];
    }

    private static bool AreSame(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
