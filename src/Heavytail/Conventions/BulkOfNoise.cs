using Heavytail.RandomMatrices;

namespace Heavytail.Conventions;

/// <summary>The bulk of a row by <see cref="BulkFit"/>.</summary>
internal static class BulkOfNoise
{
    /// <summary>Fits the bulk of all slices of a layer, or of one.</summary>
    public static BulkMetrics? Fit(Layer layer, ScaledSpectrum spectrum)
    {
        var nonZero = spectrum.NonZero;
        return BulkFit.Of(nonZero, layer.N, layer.M, spectrum.Slices.Count) is { } bulk
            ? new BulkMetrics
            {
                SigmaMp = bulk.Sigma,
                BulkMin = bulk.BulkMin,
                BulkMax = bulk.BulkMax,
                Edge = bulk.Edge,
                NumSpikes = bulk.Spikes,
                MpSoftRank = bulk.SoftRank,
                Ks = bulk.KolmogorovSmirnov,
                PValue = bulk.PValue,
                Kind = bulk.Method == BulkMethod.Median ? BulkKind.Median
                    : bulk.IsFlat ? BulkKind.Flat
                    : BulkKind.Decay,
            }
            : null;
    }
}
