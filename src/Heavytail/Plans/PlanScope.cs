namespace Heavytail.Plans;

/// <summary>The layers that a plan is about, and what becomes of those that have no score.</summary>
/// <param name="All">
/// All layers of the model in the order of modules, those that were not selected too: files by position have a place
/// for each. Scores that cannot be used are null.
/// </param>
/// <param name="Reasons">Why layers have no score, by their place in <paramref name="All"/>; null for those that have
/// one.</param>
internal sealed record PlanScope(IReadOnlyList<PlanLayer> All, IReadOnlyList<string?> Reasons)
{
    private const int ShownNames = 4;

    /// <summary>The layers in question.</summary>
    /// <param name="layers">All layers, in any order.</param>
    /// <param name="range">The scores that the kind accepts.</param>
    /// <param name="consequence">What becomes of a layer without a score: <c>left dense</c>.</param>
    /// <param name="notes">Receives sentences about layers that are left out.</param>
    /// <param name="ofBlocks">Whether embeddings and heads are left out, where a model has two blocks or more: they are
    /// no part of what the papers allocate.</param>
    /// <param name="byBlock">Whether layers of a block share what it gets.</param>
    /// <exception cref="PlanException">No layer has a score, or one is outside of the range.</exception>
    public static PlanScope Of(
        IReadOnlyList<PlanLayer> layers, ScoreRange range, string consequence, List<string> notes,
        bool ofBlocks = true, bool byBlock = false)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
        {
            throw new PlanException(
                "the plan has no layers", "select layers that have a spectrum, or give scores by layer");
        }

        var planned = ofBlocks ? InBlocks(layers, notes) : layers;

        // A graph says in which order it runs; names tell it only where there is none.
        var ordered = planned.Any(layer => layer.Step is not null) ? [.. planned] : ModuleName.InOrder(planned);
        string?[] reasons = [.. ordered.Select(range.WhyNone)];
        if (reasons.All(reason => reason is not null))
        {
            string? why = reasons.FirstOrDefault(reason => reason != "not selected");
            throw NoScores(why is null or "no score" ? null : why);
        }

        foreach (var group in ordered.Zip(reasons).Where(pair => pair.Second is not null)
            .GroupBy(pair => pair.Second!, StringComparer.Ordinal))
        {
            PlanLayer[] missing = [.. group.Select(pair => pair.First)];
            string state = missing[0].IsLeftOut ? group.Key
                : group.Key == "no score" ? "without a score" : $"without a score ({group.Key})";
            string end = byBlock && missing.Any(layer => !layer.IsLeftOut && layer.Block is not null)
                ? ", or as their block" : "";
            notes.Add($"{state}, and so {consequence}{end}: {Names(missing)}");
        }

        return new PlanScope(
            [.. ordered.Zip(reasons, (layer, reason) => reason is null ? layer : layer with { Score = null })],
            reasons);
    }

    /// <summary>The layers with a score, in order.</summary>
    public IEnumerable<PlanLayer> Scored => All.Where((_, place) => Reasons[place] is null);

    /// <summary>Why a layer has no score; null where it has one.</summary>
    /// <param name="place">Its place in <see cref="All"/>.</param>
    public string? this[int place] => Reasons[place];

    /// <summary>
    /// Units in order: blocks, or layers where they are in none. The score of one is the mean of those of its layers;
    /// null where none has one.
    /// </summary>
    /// <param name="unit">The name of a layer's unit.</param>
    public IReadOnlyList<PlanUnit> Units(Func<PlanLayer, string> unit) =>
    [
        .. All.Index().GroupBy(pair => unit(pair.Item), pair => pair.Index, StringComparer.Ordinal).Select(group =>
            new PlanUnit(
                group.Key,
                group.Select(place => All[place].Score).Average(),
                [.. group.Select(place => (All[place], Reasons[place]))])),
    ];

    /// <summary>The unit that layers share an allocation with: the block, or the layer where it is in none.</summary>
    public static string Unit(PlanLayer layer) => layer.Block ?? layer.Name;

    /// <summary>A score that can be computed with; null for none, NaN and infinities.</summary>
    public static double? Finite(double? score) => score is double value && double.IsFinite(value) ? value : null;

    /// <summary>The names of some layers, shortened to the first few.</summary>
    public static string Names(IReadOnlyList<PlanLayer> layers)
    {
        string shown = string.Join(", ", layers.Take(ShownNames).Select(layer => layer.Name));
        return layers.Count <= ShownNames ? shown : $"{shown} and {layers.Count - ShownNames} more";
    }

    /// <summary>The error of a plan whose layers have no scores.</summary>
    /// <param name="why">Why the first has none; null where nothing is known.</param>
    public static PlanException NoScores(string? why = null) => new(
        "no layer has a score" + (why is null ? "" : $": {why}"), "choose another metric, or give scores by layer");

    private static IReadOnlyList<PlanLayer> InBlocks(IReadOnlyList<PlanLayer> layers, List<string> notes)
    {
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
}

/// <summary>Layers that share an allocation.</summary>
/// <param name="Name">The name of their block, or of the one layer.</param>
/// <param name="Score">The mean of their scores; null where none has one.</param>
/// <param name="Members">The layers, and why each has no score; null for those that have one.</param>
internal sealed record PlanUnit(string Name, double? Score, IReadOnlyList<(PlanLayer Layer, string? Reason)> Members)
{
    /// <summary>The layers that were selected.</summary>
    public IEnumerable<PlanLayer> Selected => Members.Select(member => member.Layer).Where(layer => !layer.IsLeftOut);

    /// <summary>Rows of the layers, those that were not selected too.</summary>
    /// <param name="allocation">What a layer of the unit gets.</param>
    /// <param name="neutral">What a layer gets that was not selected, or all of a unit without a score.</param>
    /// <param name="neutralText">The neutral value in words: <c>left dense</c>.</param>
    /// <param name="why">How the allocation follows from the score.</param>
    public IEnumerable<PlanRow> Rows(double allocation, double neutral, string neutralText, string why) =>
        Members.Select(member => (Score, member.Reason) switch
        {
            (null, var reason) => new PlanRow(member.Layer, neutral, $"{reason}: {neutralText}"),
            (_, { } reason) when member.Layer.IsLeftOut =>
                new PlanRow(member.Layer, neutral, $"{reason}: {neutralText}"),
            (_, { } reason) => new PlanRow(member.Layer, allocation, $"{reason}: as its block; {why}"),
            _ => new PlanRow(member.Layer, allocation, why),
        });

    /// <summary>The score, for people.</summary>
    public string Description => Score is not double score ? "no score"
        : Members.Count > 1 ? $"block mean {PlanText.Short(score)}"
        : $"score {PlanText.Short(score)}";
}
