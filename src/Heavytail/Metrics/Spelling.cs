namespace Heavytail;

/// <summary>Which known names someone may have meant.</summary>
public static class Spelling
{
    private const int MaxSuggestions = 3;

    /// <summary>
    /// Names within a third of the word's length in edits (rounded up), or that contain it; closest first.
    /// </summary>
    public static IReadOnlyList<string> Closest(string word, IEnumerable<string> known) =>
    [
        .. known
            .Select((name, order) => (name, order, distance: Distance(word, name)))
            .Where(candidate => candidate.distance <= Math.Max(1, (word.Length + 2) / 3)
                || (word.Length > 2 && candidate.name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(candidate => candidate.distance)
            .ThenBy(candidate => candidate.order)
            .Take(MaxSuggestions)
            .Select(candidate => candidate.name),
    ];

    /// <summary>Levenshtein's distance, regardless of case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
