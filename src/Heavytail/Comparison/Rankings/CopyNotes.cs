using Heavytail.Comparison.Trends;

namespace Heavytail.Comparison.Rankings;

/// <summary>Models that are others but for scale, in words.</summary>
internal static class CopyNotes
{
    /// <summary>As many groups, and copies of each, are named; further ones are counted.</summary>
    private const int Named = 3;

    /// <summary>Describes copies; the remarks of the models that are missing are filled in.</summary>
    /// <param name="models">The models, in the order given.</param>
    /// <param name="layers">Their metrics, and their copies.</param>
    /// <param name="remarks">Remarks on models.</param>
    /// <returns>The notes: one of equal spectra, and those of copies by scale.</returns>
    public static IEnumerable<string> Find(
        IReadOnlyList<ModelAnalysis> models, LayerValues layers, string?[] remarks)
    {
        var moved = new MovedMetrics(layers);
        var same = new List<(string Original, string Copy)>();
        var scaled = new List<(string Path, string Note)>();
        for (int copy = 0; copy < models.Count; copy++)
        {
            if (layers.Copies.Of[copy] is not var (i, rescaling))
            {
                continue;
            }

            remarks[copy] ??= Relation(rescaling, models[i].Path, isCopy: true);
            remarks[i] ??= Relation(rescaling, models[copy].Path, isCopy: false);
            if (rescaling.Kind == RescalingKind.Same)
            {
                same.Add((models[i].Path, models[copy].Path));
            }
            else
            {
                string note = Explain(rescaling, models[i].Path, models[copy].Path, moved.Sentence(i, copy));
                scaled.Add((models[copy].Path, note));
            }
        }

        return
        [
            .. same.Count > 0 ? [Same(same)] : Array.Empty<string>(),
            .. NoteList.Of(scaled, "others but for scale, too; `remark` in CSV and JSON has of which"),
        ];
    }

    private static string Same(List<(string Original, string Copy)> pairs)
    {
        if (pairs is [var (original, copy)])
        {
            return $"{TrendWords.Quote(copy)} has the spectra of {TrendWords.Quote(original)} in every layer: the same "
                + "weights, or the same but for order and sign. Leave one of the two out.";
        }

        var groups = pairs.GroupBy(pair => pair.Original).ToArray();
        var named = groups.Take(Named).ToArray();
        int hidden = pairs.Count - named.Sum(group => group.Count());
        string[] parts =
        [
            .. named.Select(group =>
                $"{TrendWords.Few(group.Select(pair => pair.Copy), Named)} of {TrendWords.Quote(group.Key)}"),
            .. hidden > 0 ? [TrendWords.Count(hidden) + " of others"] : Array.Empty<string>(),
        ];
        return $"{TrendWords.Models(pairs.Count)} have the spectra of another in every layer: the same weights, or the "
            + $"same but for order and sign ({string.Join("; ", parts)}). Keep one of each group.";
    }

    /// <summary>A remark on either of two; null where they are the same and tie.</summary>
    private static string? Relation(Rescaling rescaling, string other, bool isCopy) => rescaling.Kind switch
    {
        RescalingKind.Same => null,
        RescalingKind.Scaled =>
            $"it is {TrendWords.Quote(other)} times {Factor(isCopy ? rescaling.Most : 1 / rescaling.Most)}",
        _ => $"it is {TrendWords.Quote(other)} with its layers rescaled",
    };

    private static string Explain(Rescaling rescaling, string originalPath, string copyPath, string moved)
    {
        (string original, string copy) = (TrendWords.Quote(originalPath), TrendWords.Quote(copyPath));
        string factors = $"{Factor(rescaling.Least)} to {Factor(rescaling.Most)}";
        return rescaling.Kind switch
        {
            RescalingKind.Scaled =>
                $"{copy} is a scaled copy of {original}: every layer times {Factor(rescaling.Most)}, every shape of a "
                    + $"spectrum equal. {moved} Leave out the one that nobody runs.",
            RescalingKind.SameFunction =>
                $"{copy} is {original} with its layers times {factors}, and the factors cancel: in a chain of layers "
                    + $"with ReLU, and biases that are scaled along, both compute the same. {moved} Leave one of the "
                    + "two out.",
            _ =>
                $"{copy} is {original} with its layers times {factors}: they differ by scale alone. {moved} Leave one "
                    + "of the two out.",
        };
    }

    private static string Factor(double factor) => TrendWords.Digits(factor);
}
