namespace Heavytail;

/// <summary>A rule of a policy: a definition with limits, layers and a level.</summary>
/// <param name="Definition">What it does.</param>
public sealed record GateRule(RuleDefinition Definition)
{
    /// <summary>The id in results: that of the definition, or one of the user's own.</summary>
    public string Id { get; init; } = Definition.Id;

    /// <summary>The level of its findings.</summary>
    public FindingLevel Level { get; init; } = Definition.Level;

    /// <summary>
    /// The column of a layer; after <see cref="GateMetrics.ModelPrefix"/> a count or a mean of the model. Null where
    /// the definition needs none.
    /// </summary>
    public string? Metric { get; init; }

    /// <summary>The least value that is allowed; null for no limit.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value that is allowed; null for no limit, or for that of the definition.</summary>
    public double? Max { get; init; }

    /// <summary>The only words that are allowed; empty for all but those of <see cref="Not"/>.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Words that are not allowed.</summary>
    public IReadOnlyList<string> Not { get; init; } = [];

    /// <summary>The largest change since the baseline that is allowed; null where changes are not judged.</summary>
    public ChangeLimit? Change { get; init; }

    /// <summary>Globs on names of layers, as in <see cref="LayerSelection.Layers"/>; empty for all.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>
    /// Whether a value beyond a limit is a finding where its interval reaches across the limit. Without it, only an
    /// interval that is beyond as a whole is one.
    /// </summary>
    public bool FailsWhereUncertain { get; init; }

    /// <summary>
    /// Whether another rule has the same definition, metric, limits and layers: each finding would be there twice.
    /// </summary>
    internal bool Repeats(GateRule other) => Definition == other.Definition && Metric == other.Metric
        && Min == other.Min && Max == other.Max && Equals(Change, other.Change)
        && Layers.SequenceEqual(other.Layers) && Only.SequenceEqual(other.Only) && Not.SequenceEqual(other.Not);
}

/// <summary>How much a value may change.</summary>
/// <param name="Amount">The largest change that is allowed; of a share, 0.05 for five percent.</param>
/// <param name="IsShare">Whether it is a share of the value in the baseline.</param>
public sealed record ChangeLimit(double Amount, bool IsShare);
