namespace Heavytail.Comparison.Trends;

/// <summary>One row of a table: a model with its score and its metrics.</summary>
/// <param name="Name">The model.</param>
/// <param name="Family">The models it may be compared with.</param>
/// <param name="Score">Its reported score, finite.</param>
/// <param name="Metrics">What is known of it, baselines included.</param>
public sealed record TrendModel(
    string Name, string Family, double Score, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>A metric; null where it is missing or not finite.</summary>
    public double? this[string metric] =>
        Metrics.TryGetValue(metric, out double value) && double.IsFinite(value) ? value : null;
}

/// <summary>A row that was left out, or something to know about one.</summary>
/// <param name="Line">Its line in the table; null where it is about the whole of it.</param>
/// <param name="Message">What was found, and what was expected.</param>
/// <param name="Hint">The next step, where there is one.</param>
/// <param name="IsError">Whether something that was asked for could not be done.</param>
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

    /// <summary>How weights were scaled and pooled for the metrics, by its word; null where the table does not say.</summary>
    public required string? Convention { get; init; }

    /// <summary>The metrics there are, then the baselines.</summary>
    public required IReadOnlyList<string> Metrics { get; init; }

    /// <summary>The models, in the order of the table.</summary>
    public required IReadOnlyList<TrendModel> Models { get; init; }

    /// <summary>What was left out, and why.</summary>
    public required IReadOnlyList<TrendNote> Notes { get; init; }
}
