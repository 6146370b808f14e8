using Heavytail;

/// <summary>
/// λ1/λ2, the largest eigenvalue of a layer over the second: far above 1 where one direction stands out of the bulk.
/// </summary>
internal sealed class SpectralGap : IMeasure
{
    private const string Column = "spectral_gap";

    /// <summary>Reports name it, so that nobody compares values of two definitions.</summary>
    public string Name => "spectral-gap";

    /// <summary>The orders give the column a position in tables, a mean over layers, and a row in trends.</summary>
    public IReadOnlyList<Metric> Metrics { get; } =
        [new Metric(Column) { TableOrder = 100, SummaryOrder = 100, TrendOrder = 100 }];

    public LayerMetrics Measure(MeasureInput input)
    {
        var eigenvalues = input.Spectrum.NonZeroEigenvalues; // ascending
        double? gap = eigenvalues.Count < 2 ? null : eigenvalues[^1] / eigenvalues[^2];
        return input.Metrics.With(Column, gap);
    }
}
