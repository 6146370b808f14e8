// What:      networks that show no training, and what noise of their shapes would have.
// Formula:   the median of the largest eigenvalue of noise is μ + s·t of Tracy–Widom's law; its entropy is
//            ln(M·rf) − M/(2N).
// Reference: Page, Phys. Rev. Lett. 71 (1993) 1291; see NoiseTest.
// Not done:  no test of the elements.
using Heavytail.Measures;
using MathNet.Numerics.Distributions;

namespace Heavytail.Analysis;

/// <summary>Finds layers whose spectrum shows no training.</summary>
internal static class RandomLayers
{
    /// <summary>
    /// The share of random layers that makes a network look untrained. Of 88 files with weights, the 7 above it are
    /// fixtures and networks that were never trained; of trained ones the highest has 3 of 4, the next 19 of 36. One
    /// trained layer in twelve looks random, most of them of ten outputs.
    /// </summary>
    public const double LeastShare = 0.8;

    /// <summary>Whether the spectrum has no eigenvalue and no entropy that noise would not have.</summary>
    /// <returns>Null where the metrics to tell by do not exist.</returns>
    public static bool? LooksRandom(LayerAnalysis row) => NoiseTest.LooksRandom(row.Layer, row.Slice, row.Metrics);

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

    private static (double N, double M, double Slices)? Shape(LayerAnalysis row) =>
        NoiseTest.Shape(row.Layer, row.Slice);
}
