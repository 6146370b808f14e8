namespace Heavytail;

/// <summary>How far α would be elsewhere if the layer were drawn again: intervals of 95 %.</summary>
public sealed record IntervalMetrics
{
    /// <summary>The lower limit of α, where eigenvalues are drawn again, each on its own.</summary>
    public double? Low { get; init; }

    /// <summary>The upper limit.</summary>
    public double? High { get; init; }

    /// <summary>How often values that follow the fitted power law fit it worse; null unless it was measured.</summary>
    public double? GoodnessOfFit { get; init; }

    /// <summary>
    /// The lower limit of α by the jackknife over blocks of rows; null unless it was measured, or where there are too
    /// few rows, or where α − 1 is not known to a factor of 10.
    /// </summary>
    public double? MatrixLow { get; init; }

    /// <summary>The upper limit of it.</summary>
    public double? MatrixHigh { get; init; }
}
