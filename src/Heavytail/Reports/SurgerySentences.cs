namespace Heavytail;

/// <summary>What surgery did to a model, for people.</summary>
public static class SurgerySentences
{
    /// <summary>Traps of a layer that are named; JSON has all.</summary>
    private const int MostTraps = 8;

    /// <summary>How many layers changed, alpha and traps before and after, what changed most, where it is.</summary>
    public static IReadOnlyList<string> Of(SurgeryDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var result = document.Result;
        return
        [
            Changes(result),
            .. Alpha(result) is string alpha ? [alpha] : Array.Empty<string>(),
            .. Traps(result) is string traps ? [traps] : Array.Empty<string>(),
            .. Largest(result) is string largest ? [largest] : Array.Empty<string>(),
            .. result.Layers.Where(layer => layer.Copies.Count > 0).GroupBy(layer => layer.Before.Layer.LongName)
                .Select(group => $"{group.Key}: the same bytes for {string.Join(", ", group.First().Copies)}, "
                    + "which had its elements"),
            .. result.Notes,
            document.Output is null ? "nothing was written" : $"written to {document.Output}",
        ];
    }

    /// <summary>The traps of a layer: what each was, where, and what was done to it.</summary>
    public static IReadOnlyList<string> Traps(SurgeryLayer layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return [.. layer.Traps.Take(MostTraps).Select(trap => Trap(layer, trap)), .. More(layer)];
    }

    private static IEnumerable<string> More(SurgeryLayer layer) => layer.Traps.Count <= MostTraps
        ? [] : [$"and {layer.Traps.Count - MostTraps} more"];

    private static string Trap(SurgeryLayer layer, TreatedTrap trap)
    {
        string slice = layer.Before.Layer.Rf > 1 ? FormattableString.Invariant($"slice {trap.Slice}, ") : "";
        string place = trap.Row is int row
            ? FormattableString.Invariant($"row {row} column {trap.Column}, {Of(trap.Value)}")
            : $"the mean, {Of(trap.Value)}";
        string done = trap.Surgery switch
        {
            TrapSurgery.Recenter => "taken off",
            TrapSurgery.ClipEntries => $"clipped to {Of(trap.NewValue)}",
            TrapSurgery.RemoveRankOne => $"its vector pair taken off; now {Of(trap.NewValue)}",
            _ => "left",
        };
        return $"{slice}{place} ({trap.Cause.Word()}, {Of(trap.Excess)} times the threshold): {done}";
    }

    private static string Of(double value) => ((Cell)value).Rounded;

    private static string Changes(SurgeryResult result)
    {
        int changed = result.Layers.Count(layer => layer.IsChanged);
        return $"{changed} of {Phrases.Count(result.Layers.Count, "layer")} changed; "
            + $"{Phrases.Count(result.Untouched, "tensor")} {(result.Untouched == 1 ? "is" : "are")} as before, to "
            + "the bit";
    }

    private static string? Alpha(SurgeryResult result) =>
        result.Before.Summary["alpha"] is double before && result.After["alpha"] is double after
            ? $"mean alpha {((Cell)before).Rounded} before, {((Cell)after).Rounded} after" : null;

    private static string? Traps(SurgeryResult result)
    {
        static double Count(IEnumerable<LayerAnalysis> layers) => layers.Sum(layer => layer["num_traps"] ?? 0);
        double before = Count(result.Layers.Select(layer => layer.Before));
        double after = Count(result.Layers.Select(layer => layer.After ?? layer.Before));
        return before == 0 && after == 0 ? null
            : $"traps: {((Cell)(long)before).Exact} before, {((Cell)(long)after).Exact} after";
    }

    private static string? Largest(SurgeryResult result)
    {
        var most = result.Layers.Where(layer => layer.Change > 0).MaxBy(layer => layer.Change);
        if (most is null)
        {
            return null;
        }

        Cell change = most.Change!.Value;
        return $"largest change: {change.Rounded} of the norm, in {most.Before.Layer.Name}";
    }
}
