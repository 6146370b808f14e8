using Heavytail.Metrics;

namespace Heavytail.Conventions;

/// <summary>
/// Spectrum → metrics as WeightWatcher 0.7.5.5 computes them: <see cref="SpectralMetrics"/> with its quirks, and those
/// alone, in their place. An absolute cut-off of λ, ranks by double's ε whatever the weights' type, the largest of the
/// slices' smallest singular values as <c>sv_min</c>, a failed fit as −1 and over-trained, infinities where a logarithm
/// has none to give.
/// </summary>
internal static class WeightWatcher0755Metrics
{
    /// <summary>EVALS_THRESH: eigenvalues at or below it are not fitted.</summary>
    private const double EigenvalueThreshold = 1e-5;

    /// <summary>The default of the <c>tolerance</c> parameter.</summary>
    private const double WeakRankTolerance = 1e-6;

    private const double DoubleEpsilon = MachineEpsilon.Double;
    private const double EntropyEpsilon = 1e-10;
    private const double Missing = -1;

    /// <param name="spectrum">The pooled spectrum.</param>
    /// <param name="n">The N that WeightWatcher sees, which decides its rank threshold.</param>
    public static LayerMetrics Compute(ScaledSpectrum spectrum, int n)
    {
        double[] fitted = Fitted(spectrum);
        var fit = PowerLaw.FitEveryValue(fitted);
        bool success = fit.Status == FitStatus.Success;
        double alpha = success ? fit.Alpha : Missing;
        double lambdaMax = spectrum.LambdaMax;
        double norm = spectrum.Eigenvalues.Sum();
        int rank = CountAbove(spectrum.SingularValues, n);
        return new LayerMetrics
        {
            Status = success ? LayerStatus.Success : LayerStatus.Failed,
            Warning = TrainingWarnings.FromAlpha(alpha),
            Tail = SpectralMetrics.Tail(fit, success ? alpha : null, fitted, lambdaMax) with
            {
                Alpha = alpha,
                AlphaWeighted = alpha * Math.Log10(lambdaMax),
                LogAlphaNorm = Math.Log10(spectrum.Eigenvalues.Sum(value => Math.Pow(value, alpha))),
                D = success ? fit.D : Missing,
                Sigma = success ? fit.Sigma : Missing,
                XMin = success ? fit.XMin : Missing,
                XMax = success ? fit.XMax : null,
                NumPlSpikes = success ? spectrum.Eigenvalues.Count(value => value >= fit.XMin) : (int)Missing,
            },
            Norms = SpectralMetrics.Norms(spectrum, norm) with
            {
                LogSpectralNorm = Math.Log10(lambdaMax),
                LogNorm = Math.Log10(norm),
                StableRank = norm / lambdaMax,
                SvMin = spectrum.Slices.Max(slice => slice[0]),
            },
            Ranks = SpectralMetrics.Ranks(spectrum, norm) with
            {
                MatrixRank = rank,
                RankLoss = spectrum.Slices.Sum(slice => slice.Length - CountAbove(slice, n)),
                WeakRankLoss = spectrum.Eigenvalues.Count(value => value < WeakRankTolerance),
            },
            Shape = SpectralMetrics.Shape(spectrum, norm) with
            {
                Entropy = Entropy(spectrum.Eigenvalues, norm, rank),
            },
        };
    }

    /// <summary>The eigenvalues that are fitted.</summary>
    public static double[] Fitted(ScaledSpectrum spectrum) =>
        [.. spectrum.Eigenvalues.Where(value => value > EigenvalueThreshold)];

    private static int CountAbove(IReadOnlyList<double> singularValues, int n)
    {
        double threshold = singularValues[^1] * n * DoubleEpsilon;
        return singularValues.Count(value => value > threshold);
    }

    private static double? Entropy(IReadOnlyList<double> eigenvalues, double norm, int rank)
    {
        double entropy = -eigenvalues
            .Select(value => (value / norm) + EntropyEpsilon)
            .Sum(p => p * Math.Log(p)) / Math.Log(rank + EntropyEpsilon);
        return double.IsNaN(entropy) ? null : entropy;
    }
}
