namespace Heavytail;

/// <summary>What a comparison found, for people.</summary>
public static class ComparisonSentences
{
    /// <summary>How many layers changed, whether alpha did, where most, and how names were matched.</summary>
    public static IReadOnlyList<string> Of(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return
        [
            Changes(comparison),
            .. Alpha(comparison) is string alpha ? [alpha] : Array.Empty<string>(),
            .. Drift(comparison) is string drift ? [drift] : Array.Empty<string>(),
            .. comparison.Notes,
            .. comparison.Layers.Where(layer => layer.Note is not null)
                .Select(layer => $"{layer.Name}: {layer.Note}").Distinct(),
        ];
    }

    private static string Changes(ModelComparison comparison)
    {
        string counts = string.Join(", ", Enum.GetValues<LayerChange>()
            .Select(change => (Change: change, Count: comparison.Count(change)))
            .Where(pair => pair.Count > 0).Select(pair => $"{pair.Count} {Phrase(pair.Change)}"));
        return comparison.Layers.Count == 0
            ? "no layer could be compared" : $"{Phrases.Count(comparison.Layers.Count, "layer")}: {counts}";
    }

    private static string Phrase(LayerChange change) => change switch
    {
        LayerChange.OnlyBase => "only in the base",
        LayerChange.OnlyOther => "only in the other model",
        LayerChange.Unknown => "not comparable",
        _ => change.Word(),
    };

    private static string? Alpha(ModelComparison comparison)
    {
        var known = comparison.Layers
            .Where(layer => layer.Alpha?.IsClear is not null && layer.Change != LayerChange.Equal).ToArray();
        var clear = known.Where(layer => layer.Alpha!.IsClear == true).Select(layer => layer.Name).ToArray();
        return known.Length == 0 ? null
            : clear.Length == 0
            ? $"alpha: no difference is beyond both intervals ({Phrases.Count(known.Length, "layer")} with intervals)"
            : $"alpha: {clear.Length} of {Phrases.Count(known.Length, "difference")} beyond both intervals: "
                + string.Join(", ", clear.Take(5)) + (clear.Length > 5 ? $" and {clear.Length - 5} more" : "");
    }

    private static string? Drift(ModelComparison comparison)
    {
        var most = comparison.Layers.Where(layer => layer.Distances?.Drift > 0)
            .MaxBy(layer => layer.Distances!.Drift);
        if (most is null)
        {
            return null;
        }

        Cell drift = most.Distances!.Drift;
        return $"largest drift: {drift.Rounded} of the norm of the base, in {most.Name}";
    }
}
