// What:      whether the spectrum of a layer is that of a random matrix of its shape, with elements of one variance.
// Formula:   rf slices N × M with Σλ/rf = N·M·σ². Largest eigenvalue of noise: μ = (√(N−1) + √M)²·σ²,
//            s = (√(N−1) + √M)·(1/√(N−1) + 1/√M)^⅓·σ² (Tracy–Widom); P(λ > μ + t·s) ≈ exp(−⅔·t^{3/2}). Entropy of λ/Σλ
//            of noise: ln(M·rf) − (M + 1)/(2N), with M alone for complex matrices.
// Reference: Johnstone, Ann. Stat. 29 (2001) 295; Page, Phys. Rev. Lett. 71 (1993) 1291.
// Not done:  no test of the elements: uniform and normal noise have these spectra, orthogonal weights have less.
//            Elements with a mean, or with a few that stand apart, are told by their traps; a mean that is far below
//            the threshold of a trap is not.
namespace Heavytail.Measures;

/// <summary>Tells spectra that show no training from others.</summary>
internal static class NoiseTest
{
    /// <summary>
    /// The share of random layers that may exceed the largest eigenvalue. Measured on 18 shapes from 4 × 2 × 9 to
    /// 1024 × 16, normal and uniform: at most 0.8 % of random layers are not recognized, all bounds together.
    /// </summary>
    private const double Level = 0.01;

    /// <summary>
    /// In units of (1 + 1/2M)/(N·√rf), how far the entropy of noise falls below its mean: 3.3 to 4 standard deviations.
    /// </summary>
    private const double EntropySpread = 3;

    /// <summary>
    /// Whether the spectrum has no eigenvalue and no entropy that noise would not have, by the variance of all weights.
    /// The bulk's own variance sees fainter spikes, and takes some of noise for them.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="slice">The slice; null for all slices together.</param>
    /// <param name="metrics">The metrics of the row.</param>
    /// <returns>Null where the metrics to tell by do not exist.</returns>
    public static bool? LooksRandom(Layer layer, int? slice, LayerMetrics metrics)
    {
        if (Shape(layer, slice) is not { } shape || metrics.Norms?.StableRank is not double stableRank
            || metrics.Shape?.Entropy is not double entropy)
        {
            return null;
        }

        var (n, m, slices) = shape;
        double t = Math.Pow(1.5 * Math.Log(slices / Level), 2.0 / 3);
        (double a, double b) = (Math.Sqrt(n - 1), Math.Sqrt(m));
        double edge = ((a + b) * (a + b)) + (t * (a + b) * Math.Cbrt((1 / a) + (1 / b)));
        double missing = (1 - entropy) * Math.Log(m * slices);
        double spread = EntropySpread * (1 + (1 / (2 * m)));
        double mostMissing = ((m + 1) / (2 * n)) + (spread / (n * Math.Sqrt(slices)));
        bool isNoise = stableRank >= slices * n * m / edge && missing <= mostMissing;
        return isNoise || HasOnlyTraps(metrics);
    }

    /// <summary>
    /// Whether every spike above a flat bulk is that of a mean, or of entries that stand apart: the weights in any
    /// order have them, so that they say nothing of correlations. Noise with a mean, as positive weights, is so.
    /// </summary>
    private static bool HasOnlyTraps(LayerMetrics metrics) =>
        metrics.Bulk is { NumSpikes: > 0 and var spikes, Kind: BulkKind.Flat }
        && metrics.Traps is { Cause: not (TrapCause.None or TrapCause.HeavyTail), Details: { } details }
        && spikes <= details.Traps.Slices.Sum(slice => slice.VisibleCount);

    /// <summary>
    /// N, M and the number of slices of a row that can be judged: 2 × 2 or larger, pooled or one slice; null for
    /// matrices that are not of independent elements.
    /// </summary>
    public static (double N, double M, double Slices)? Shape(Layer layer, int? slice)
    {
        int slices = slice is null ? layer.Rf : 1;
        return layer.HasNull && layer.N > 1 && (long)layer.M * slices > 1 ? (layer.N, layer.M, slices) : null;
    }
}
