
using Heavytail.Fits;
using Heavytail.Spectra;

namespace Heavytail.Metrics;

/// <summary>Spectrum and fit → the metrics of a layer, without absolute thresholds.</summary>
internal static class SpectralMetrics
{
    /// <summary>Eigenvalues below this share of λ_max count as a weak loss of rank.</summary>
    public const double WeakRankTolerance = 1e-6;

    public static LayerMetrics Compute(EigenvalueSpectrum spectrum)
    {
        double[] fitted = [.. spectrum.NonZeroEigenvalues];
        return Compute(spectrum, fitted, PowerLaw.Fit(fitted));
    }

    /// <summary>The metrics by a fit of one's own.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="fitted">Those of its eigenvalues that were fitted.</param>
    /// <param name="fit">Their fit.</param>
    public static LayerMetrics Compute(EigenvalueSpectrum spectrum, IReadOnlyList<double> fitted, PowerLawFit fit)
    {
        double lambdaMax = spectrum.LambdaMax;
        double norm = Sum(spectrum.Eigenvalues);
        if (!double.IsFinite(norm) || (norm == 0 && spectrum.SingularValues[^1] > 0))
        {
            return new LayerMetrics { Status = LayerStatus.OutOfRange };
        }

        bool zero = norm == 0;
        double? alpha = Finite(fit.Alpha);
        return new LayerMetrics
        {
            Status = LayerStatuses.From(fit.Status),
            Warning = TrainingWarnings.FromAlpha(alpha),
            Alpha = alpha,
            AlphaWeighted = alpha * Math.Log10(lambdaMax),
            LogAlphaNorm = alpha is null ? null : LogPowerSum(fitted, alpha.Value),
            D = Finite(fit.D),
            Sigma = Finite(fit.Sigma),
            XMin = Finite(fit.XMin),
            XMax = Finite(fit.XMax),
            NumPlSpikes = fit.Status == FitStatus.Success ? fit.TailCount : null,
            LambdaMax = lambdaMax,
            SpectralNorm = lambdaMax,
            LogSpectralNorm = zero ? null : Math.Log10(lambdaMax),
            Norm = norm,
            LogNorm = zero ? null : Math.Log10(norm),
            StableRank = zero ? null : norm / lambdaMax,
            MatrixRank = spectrum.Rank,
            RankLoss = spectrum.Eigenvalues.Count - spectrum.Rank,
            WeakRankLoss = zero
                ? spectrum.Eigenvalues.Count
                : spectrum.Eigenvalues.Count(value => value < lambdaMax * WeakRankTolerance),
            Entropy = Entropy(spectrum.Eigenvalues, norm, spectrum.Rank),
            SvMin = spectrum.SingularValues[0],
            SvMax = spectrum.SingularValues[^1],
        };
    }

    /// <summary>−Σ p·ln p / ln rank with p = λ/Σλ; undefined for a rank below two.</summary>
    private static double? Entropy(IReadOnlyList<double> eigenvalues, double norm, int rank)
    {
        if (rank < 2)
        {
            return null;
        }

        double sum = 0;
        foreach (double value in eigenvalues)
        {
            double p = value / norm;
            sum -= p > 0 ? p * Math.Log(p) : 0;
        }

        return sum / Math.Log(rank);
    }

    /// <summary>log Σ λ^α, with λ_max taken out of the sum so that large α neither overflow nor vanish.</summary>
    private static double LogPowerSum(IReadOnlyList<double> eigenvalues, double alpha)
    {
        double largest = eigenvalues[^1];
        double sum = 0;
        foreach (double value in eigenvalues)
        {
            sum += Math.Pow(value / largest, alpha);
        }

        return (alpha * Math.Log10(largest)) + Math.Log10(sum);
    }

    private static double Sum(IReadOnlyList<double> ascending)
    {
        // Smallest first: each addend is then close to the sum so far.
        double sum = 0;
        foreach (double value in ascending)
        {
            sum += value;
        }

        return sum;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
