namespace Heavytail;

/// <summary>Options of a trend analysis.</summary>
public sealed record TrendOptions
{
    /// <summary>The column of the score; null for <c>accuracy</c>, or <c>error</c>.</summary>
    public string? Score { get; init; }

    /// <summary>Whether a smaller score is better; null to decide by the words of the column's name.</summary>
    public bool? LowerIsBetter { get; init; }

    /// <summary>Columns that divide families further: depth, regularization, batch size.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Globs on families; empty for all.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>Columns and the glob that their value has to match; a row has to match all.</summary>
    public IReadOnlyList<(string Column, string Glob)> Where { get; init; } = [];

    /// <summary>Metrics to analyze; empty for all. Baselines are always included.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>
    /// Whether a weight file that looks untrained is a point too. Beside trained ones it makes a trend of its own.
    /// </summary>
    public bool KeepUntrained { get; init; }

    /// <summary>The metrics of an analysis of weights: those of <c>AnalysisOptions.Metrics</c>.</summary>
    public MetricTable Table { get; init; } = MetricTable.BuiltIn;

    /// <summary>Seed of the permutations.</summary>
    public int Seed { get; init; } = 42;
}
