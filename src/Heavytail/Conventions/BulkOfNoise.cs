using Heavytail.RandomMatrices;

namespace Heavytail.Conventions;

/// <summary>The bulk of a row by <see cref="BulkFit"/>.</summary>
internal static class BulkOfNoise
{
    /// <summary>Fits the bulk of all slices of a layer, or of one.</summary>
    public static BulkMetrics? Fit(Layer layer, ScaledSpectrum spectrum)
    {
        double[][] slices = new double[spectrum.Slices.Count][];
        int[] ranks = new int[slices.Length];
        for (int k = 0; k < slices.Length; k++)
        {
            slices[k] = Array.ConvertAll(spectrum.Slices[k], static value => value * value);
            ranks[k] = spectrum.RankOf(k);
        }

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
