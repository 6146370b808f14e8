// What:      whether the spectrum of a layer is that of a random matrix of its shape, with elements of one variance.
// Formula:   rf slices N × M with Σλ/rf = N·M·σ². Largest eigenvalue of noise: μ = (√(N−1) + √M)²·σ²,
//            s = (√(N−1) + √M)·(1/√(N−1) + 1/√M)^⅓·σ² (Tracy–Widom); P(λ > μ + t·s) ≈ exp(−⅔·t^{3/2}). Entropy of λ/Σλ
//            of noise: ln(M·rf) − M/(2N).
// Reference: Johnstone, Ann. Stat. 29 (2001) 295; Page, Phys. Rev. Lett. 71 (1993) 1291.
// Not done:  no test of the elements: uniform and normal noise have these spectra, orthogonal weights have less.
using MathNet.Numerics.Distributions;

namespace Heavytail.Analysis;

/// <summary>Finds layers whose spectrum shows no training.</summary>
internal static class RandomLayers
{
    /// <summary>
    /// The share of random layers that may exceed the largest eigenvalue. Measured on 18 shapes from 4 × 2 × 9 to
    /// 1024 × 16, normal and uniform: at most 0.8 % of random layers are not recognized, all bounds together.
    /// </summary>
    private const double Level = 0.01;

    /// <summary>
    /// In units of 1/N, how far the entropy of noise falls below its mean: less than 3 in 99 of 100 random layers of
    /// every measured shape.
    /// </summary>
    private const double EntropySpread = 3;

    /// <summary>
    /// The share of random layers that makes a network look untrained. Of 88 files with weights, the 7 above it are
    /// fixtures and networks that were never trained; of trained ones the highest has 3 of 4, the next 19 of 36. One
    /// trained layer in twelve looks random, most of them of ten outputs.
    /// </summary>
    public const double LeastShare = 0.8;

    /// <summary>Whether the spectrum has no eigenvalue and no entropy that noise would not have.</summary>
    /// <returns>Null where the metrics to tell by do not exist.</returns>
    public static bool? LooksRandom(LayerAnalysis layer)
    {
        if (Shape(layer) is not { } shape || layer.Metrics.Norms?.StableRank is not double stableRank
            || layer.Metrics.Shape?.Entropy is not double entropy)
        {
            return null;
        }

        var (n, m, slices) = shape;
        double t = Math.Pow(1.5 * Math.Log(slices / Level), 2.0 / 3);
        (double a, double b) = (Math.Sqrt(n - 1), Math.Sqrt(m));
        double edge = ((a + b) * (a + b)) + (t * (a + b) * Math.Cbrt((1 / a) + (1 / b)));
        double missing = (1 - entropy) * Math.Log(m * slices);
        return stableRank >= slices * n * m / edge && missing <= (m / (2 * n)) + (EntropySpread / n);
    }

    /// <summary>Mean stable rank and entropy that noise of the shapes of some layers has.</summary>
    public static (double StableRank, double Entropy) OfNoise(IReadOnlyList<LayerAnalysis> layers)
    {
        var shapes = layers.Select(Shape).OfType<(double N, double M, double Slices)>().ToArray();
        return (
            shapes.Average(shape => shape.Slices * shape.N * shape.M / TypicalLargest(shape.N, shape.M, shape.Slices)),
            shapes.Average(shape => 1 - (shape.M / (2 * shape.N) / Math.Log(shape.M * shape.Slices))));
    }

    /// <summary>
    /// The median of the largest eigenvalue of noise of variance 1, over all slices: μ + s·t, where Tracy–Widom's law
    /// is a gamma law that is shifted (Chiani, J. Multivariate Anal. 129 (2014) 69), centered as Ma (Bernoulli 18
    /// (2012) 322) does it.
    /// </summary>
    private static double TypicalLargest(double n, double m, double slices)
    {
        (double a, double b) = (Math.Sqrt(n - 0.5), Math.Sqrt(m - 0.5));
        double t = Gamma.InvCDF(46.446, 1 / 0.186054, Math.Pow(0.5, 1 / slices)) - 9.84801;
        return ((a + b) * (a + b)) + (t * (a + b) * Math.Cbrt((1 / a) + (1 / b)));
    }

    /// <summary>
    /// N, M and the number of slices of a row that can be judged: 2 × 2 or larger, pooled or one slice.
    /// </summary>
    private static (double N, double M, double Slices)? Shape(LayerAnalysis row)
    {
        int slices = row.Slice is null ? row.Layer.Rf : 1;
        return row.Layer.N > 1 && (long)row.Layer.M * slices > 1 ? (row.Layer.N, row.Layer.M, slices) : null;
    }
}
