namespace Heavytail.Plans;

/// <summary>Which layers a method of blocks is about.</summary>
internal static class PlanScope
{
    private const int ShownNames = 4;

    /// <summary>
    /// The layers of blocks, where a model has two blocks or more: embeddings and heads are no part of what the papers
    /// allocate. Of other models, all layers.
    /// </summary>
    /// <param name="layers">All layers.</param>
    /// <param name="notes">Receives a sentence about those that are left out.</param>
    public static IReadOnlyList<PlanLayer> OfBlocks(IReadOnlyList<PlanLayer> layers, List<string> notes)
    {
        if (layers.Count == 0)
        {
            throw new PlanException(
                "the plan has no layers", "select layers that have a spectrum, or give scores by layer");
        }

        PlanLayer[] inside = [.. layers.Where(layer => layer.Block is not null)];
        if (inside.Select(layer => layer.Block).Distinct().Count() < 2)
        {
            return layers;
        }

        PlanLayer[] outside = [.. layers.Where(layer => layer.Block is null)];
        if (outside.Length > 0)
        {
            notes.Add($"not planned, since they are in no block: {Names(outside)}");
        }

        return inside;
    }

    /// <summary>The unit that layers share an allocation with: the block, or the layer where it is in none.</summary>
    public static string Unit(PlanLayer layer) => layer.Block ?? layer.Name;

    /// <summary>
    /// Units in the order of their layers, each with the mean of the scores of its layers; null where none has one.
    /// </summary>
    public static IReadOnlyList<(string Name, double? Score, PlanLayer[] Layers)> Units(
        IEnumerable<PlanLayer> layers, Func<PlanLayer, string> unit) =>
    [
        .. layers.GroupBy(unit, StringComparer.Ordinal).Select(group => (
            group.Key, Mean(group.Select(layer => Finite(layer.Score))), group.ToArray())),
    ];

    /// <summary>The score of a unit, for people.</summary>
    public static string Describe((string Name, double? Score, PlanLayer[] Layers) unit) =>
        unit.Score is not double score ? "no score"
        : unit.Layers.Length > 1 ? $"block mean {PlanText.Short(score)}"
        : $"score {PlanText.Short(score)}";

    /// <summary>A score that can be computed with; null for none, NaN and infinities.</summary>
    public static double? Finite(double? score) => score is double value && double.IsFinite(value) ? value : null;

    /// <summary>Adds a sentence about layers without a score.</summary>
    public static void NoteMissing(IEnumerable<PlanLayer> layers, string consequence, List<string> notes)
    {
        PlanLayer[] missing = [.. layers.Where(layer => Finite(layer.Score) is null)];
        if (missing.Length > 0)
        {
            notes.Add($"without a score, and so {consequence}: {Names(missing)}");
        }
    }

    /// <summary>The names of some layers, shortened to the first few.</summary>
    public static string Names(IReadOnlyList<PlanLayer> layers)
    {
        string shown = string.Join(", ", layers.Take(ShownNames).Select(layer => layer.Name));
        return layers.Count <= ShownNames ? shown : $"{shown} and {layers.Count - ShownNames} more";
    }

    private static double? Mean(IEnumerable<double?> scores) => scores.Average();
}
