using Heavytail.Fits;
using Heavytail.Metrics;

namespace Heavytail.Conventions;

/// <summary>
/// What the conventions of the two papers share. They are those of the programs that made the published numbers, not of
/// the papers' texts. Every slice is a row; its smallest singular value is not fitted; the distance knows λ_max;
/// ‖W‖_F is
/// not squared. Neither program knew convolutions over sequences and volumes; their slices are taken alike.
/// </summary>
internal abstract class HistoricalConvention(string name) : Convention(name)
{
    /// <summary>M from which on a slice of a convolution is fitted, and in nature2021 any matrix.</summary>
    public const int LeastM = 50;

    public override bool PoolsSlices => false;

    public override bool TakesTensorsWhole => true;

    public override int DefaultMinEvals => 1;

    /// <summary>M − 1: the historical programs never computed the smallest singular value.</summary>
    internal override long EigenvalueCount(Layer layer) => layer.M - 1;

    internal override SkippedTensor? Skip(Layer layer) => layer.M == 1
        ? SkippedTensor.From(
            layer,
            SkipReason.Convention,
            $"{Name} drops the smallest singular value of a slice, the only one where M = 1")
        : null;

    internal override IReadOnlyList<ConventionRow> Measure(Layer layer, ScaledSpectrum spectrum) =>
        [.. Enumerable.Range(0, layer.Rf).Select(slice => MeasureSlice(layer, spectrum.Slice(slice), slice))];

    private protected virtual ConventionRow MeasureSlice(Layer layer, ScaledSpectrum spectrum, int slice)
    {
        // All but the smallest singular value, whether it is zero or not; then all but zeros, of which it may be one.
        double[] fitted = [.. spectrum.NonZeroEigenvalues.Skip(spectrum.Rank == spectrum.Eigenvalues.Count ? 1 : 0)];
        var fit = XmaxPowerLaw.Fit(fitted, WeightPrecision.Equal(layer, spectrum));
        var metrics = SpectralMetrics.Compute(spectrum, fitted, fit);
        if (metrics.Norms is { } norms)
        {
            metrics = metrics with
            {
                Norms = norms with
                {
                    Norm = norms.Norm is double norm ? Math.Sqrt(norm) : null,
                    LogNorm = norms.LogNorm / 2,
                },
            };
        }

        return new ConventionRow(spectrum, metrics, LayerStatuses.Explain(metrics.Status), slice);
    }
}
