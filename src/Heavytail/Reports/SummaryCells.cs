namespace Heavytail.Reports;

/// <summary>A summary as named values, in the order of reports.</summary>
internal static class SummaryCells
{
    /// <summary>Counts, and the means of the columns of the same name.</summary>
    public static IReadOnlyList<(string Name, object? Value)> From(ModelSummary summary) =>
        [.. CountsOf(summary).Select(cell => (cell.Name, (object?)cell.Value)),
         .. MeansOf(summary).Select(cell => (cell.Name, (object?)cell.Value))];

    /// <summary>The counts: layers, warnings, tensors, parameters; null for slices where they are pooled.</summary>
    public static IReadOnlyList<(string Name, long? Value)> CountsOf(ModelSummary summary) =>
    [
        ("layers", summary.Layers),
        ("slices", summary.Slices),
        ("over_trained", summary.OverTrained),
        ("under_trained", summary.UnderTrained),
        ("failed", summary.Failed),
        ("too_small", summary.TooSmall),
        ("skipped", summary.Skipped),
        ("left_out", summary.LeftOut),
        ("parameters", summary.Parameters),
        ("analyzed_parameters", summary.AnalyzedParameters),
    ];

    /// <summary>The means over layers, or over slices where the convention keeps them apart.</summary>
    public static IReadOnlyList<(string Name, double? Value)> MeansOf(ModelSummary summary) =>
        [.. summary.Means.Select(mean => (mean.Name, mean.Value))];
}
