using Heavytail.Analysis;

namespace Heavytail;

/// <summary>A layer, or a slice of one, with its label and what the label rests on.</summary>
/// <param name="Row">The layer.</param>
/// <param name="Label">The label.</param>
/// <param name="Eigenvalues">The number of eigenvalues above zero, or of all where the rank is not known.</param>
public sealed record LayerVerdict(LayerAnalysis Row, LayerLabel Label, long Eigenvalues)
{
    /// <summary>The exponent; null where the fit failed.</summary>
    public double? Alpha => AlphaOf(Row);

    /// <summary>The standard error of the exponent; null where the fit failed.</summary>
    public double? Sigma => Row.Metrics.Status == LayerStatus.Success ? Row["sigma"] : null;

    /// <summary>The interval of the exponent; where none was measured, the exponent ± 3 standard errors.</summary>
    public (double Low, double High)? Interval => IntervalOf(Row);

    /// <summary>How far α is below 2 or above 6; 0 between them, and where there is none.</summary>
    public double Excess => Alpha switch
    {
        < TrainingWarnings.OverTrainedBelow => TrainingWarnings.OverTrainedBelow - Alpha.Value,
        > TrainingWarnings.UnderTrainedAbove => Alpha.Value - TrainingWarnings.UnderTrainedAbove,
        _ => 0,
    };

    /// <summary><see cref="Excess"/> over the width of the interval.</summary>
    public double ExcessInWidths => Interval is (double low, double high) && high > low ? Excess / (high - low) : 0;

    /// <summary>
    /// The verdict on a row of an analysis; a row that stands for several slices has no label, nor has 1/λ, since the
    /// limits of alpha are those of λ, nor have computed matrices: their eigenvalues depend on each other, so that
    /// noise would have any label.
    /// </summary>
    internal static LayerVerdict From(LayerAnalysis row, Convention convention)
    {
        long all = row.Slice is null
            ? convention.TotalEigenvalueCount(row.Layer)
            : convention.EigenvalueCount(row.Layer);

        // Zeros say nothing of a tail.
        long eigenvalues = row["matrix_rank"] is double rank ? Math.Min(all, (long)rank) : all;
        if (row.Metrics.OverSlices is not null || !row.Layer.HasNull)
        {
            return new LayerVerdict(row, LayerLabel.None, eigenvalues);
        }

        var (low, high) = IntervalOf(row) ?? (double.NegativeInfinity, double.PositiveInfinity);
        bool looksRandom = RandomLayers.LooksRandom(row) == true;
        return new LayerVerdict(
            row, LayerLabels.From(AlphaOf(row), low, high, eigenvalues, looksRandom), eigenvalues);
    }

    private static (double Low, double High)? IntervalOf(LayerAnalysis row) => row.Metrics.Interval switch
    {
        _ when row.Metrics.Status != LayerStatus.Success => null,
        { Low: double low, High: double high } => (low, high),
        _ => row["alpha"] is double alpha && row["sigma"] is double sigma and > 0
            ? (alpha - (LayerLabels.Sigmas * sigma), alpha + (LayerLabels.Sigmas * sigma))
            : null,
    };

    /// <summary>The finite exponent of a fit that succeeded: quirks give others a number too.</summary>
    private static double? AlphaOf(LayerAnalysis row) =>
        row.Metrics.Status == LayerStatus.Success && row["alpha"] is double alpha && double.IsFinite(alpha)
            ? alpha
            : null;
}
