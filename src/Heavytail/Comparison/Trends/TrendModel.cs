namespace Heavytail;

/// <summary>One row of a table: a model with its score and its metrics.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Family">Family of comparable models.</param>
/// <param name="Score">Reported score, finite.</param>
/// <param name="Metrics">Known metrics, baselines included.</param>
public sealed record TrendModel(
    string Name, string Family, double Score, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>A metric; null where it is missing or not finite.</summary>
    public double? this[string metric] =>
        Metrics.TryGetValue(metric, out double value) && double.IsFinite(value) ? value : null;
}

/// <summary>A note on a row, such as why it was skipped.</summary>
/// <param name="Line">Line in the table; null for a note on the whole table.</param>
/// <param name="Message">Fault and expectation.</param>
/// <param name="Hint">Next step; null where there is none.</param>
/// <param name="IsError">Whether part of the request failed.</param>
public sealed record TrendNote(int? Line, string Message, string? Hint, bool IsError);

/// <summary>The models of a table.</summary>
public sealed record TrendData
{
    /// <summary>Where the table is.</summary>
    public required string Source { get; init; }

    /// <summary>The column of the score.</summary>
    public required string Score { get; init; }

    /// <summary>Whether a smaller score is the better one.</summary>
    public required bool LowerIsBetter { get; init; }

    /// <summary>How that is known.</summary>
    public ScoreDirectionSource DirectionSource { get; init; } = ScoreDirectionSource.Option;

    /// <summary>Whether metrics were computed from weight files, not read from the table.</summary>
    public bool ReadsWeights { get; init; }

    /// <summary>Name of the convention of the metrics; null where the table does not name one.</summary>
    public required string? Convention { get; init; }

    /// <summary>The metrics there are, then the baselines.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The models, in the order of the table.</summary>
    public required IReadOnlyList<TrendModel> Models { get; init; }

    /// <summary>
    /// The names of models that look untrained, which are not among the others; a note says so of each.
    /// </summary>
    public IReadOnlyList<string> Untrained { get; init; } = [];

    /// <summary>Notes on rows, such as why they were skipped.</summary>
    public required IReadOnlyList<TrendNote> Notes { get; init; }
}
