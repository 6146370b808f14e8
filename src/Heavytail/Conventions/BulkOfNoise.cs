using Heavytail.RandomMatrices;

namespace Heavytail.Conventions;

/// <summary>The bulk of a row by <see cref="BulkFit"/>.</summary>
internal static class BulkOfNoise
{
    /// <summary>Fits the bulk of all slices of a layer, or of one.</summary>
    public static BulkMetrics? Fit(Layer layer, ScaledSpectrum spectrum)
    {
        double[][] slices =
            [.. spectrum.Slices.Select(slice => Array.ConvertAll(slice, static value => value * value))];
        int[] ranks = [.. Enumerable.Range(0, slices.Length).Select(spectrum.RankOf)];
        return BulkFit.Of(slices, layer.N, ranks) is { } bulk
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
                    : bulk.IsFlat == false ? BulkKind.Decay
                    : BulkKind.Flat,
            }
            : null;
    }
}
