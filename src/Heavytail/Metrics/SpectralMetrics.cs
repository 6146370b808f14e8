using Heavytail.Fits;

namespace Heavytail.Metrics;

/// <summary>Spectrum and fit → the metrics of a layer, without absolute thresholds.</summary>
internal static class SpectralMetrics
{
    /// <summary>Eigenvalues below this share of λ_max count as a weak loss of rank.</summary>
    public const double WeakRankTolerance = 1e-6;

    /// <summary>The metrics by today's fit.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="fitted">Its eigenvalues that are fitted.</param>
    public static LayerMetrics Compute(ScaledSpectrum spectrum, FittedValues fitted) => Compute(
        spectrum,
        spectrum.NonZeroEigenvalues,
        fitted.Values.IsEmpty
            ? PowerLaw.FitPositive(fitted.Values.Span, fitted.Equal)
            : PowerLaw.FitPositive(fitted.Values.Span, fitted.Candidates));

    /// <summary>α of <see cref="Compute(ScaledSpectrum, FittedValues)"/> alone; null where the fit fails.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="equal">Which of its eigenvalues are equal.</param>
    public static double? Alpha(ScaledSpectrum spectrum, EqualValues equal)
    {
        var fit = PowerLaw.FitPositive(spectrum.NonZero, equal);
        return fit.Status == FitStatus.Success && !IsOutOfRange(spectrum, Sum(spectrum.Eigenvalues))
            ? Finite(fit.Alpha)
            : null;
    }

    /// <summary>The metrics by a given fit.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="fitted">The eigenvalues of it that were fitted, ascending.</param>
    /// <param name="fit">Their fit.</param>
    public static LayerMetrics Compute(ScaledSpectrum spectrum, IReadOnlyList<double> fitted, PowerLawFit fit)
    {
        double norm = Sum(spectrum.Eigenvalues);
        if (IsOutOfRange(spectrum, norm))
        {
            return new LayerMetrics { Status = LayerStatus.OutOfRange };
        }

        double? alpha = Finite(fit.Alpha);
        return new LayerMetrics
        {
            Status = LayerStatuses.From(fit.Status),
            Warning = TrainingWarnings.FromAlpha(alpha),
            Tail = Tail(fit, alpha, fitted, spectrum.LambdaMax),
            Norms = Norms(spectrum, norm),
            Ranks = Ranks(spectrum, norm),
            Shape = Shape(spectrum, norm),
        };
    }

    /// <summary>Whether squares of the singular values overflow, or all vanish.</summary>
    private static bool IsOutOfRange(ScaledSpectrum spectrum, double norm) =>
        !double.IsFinite(norm) || (norm == 0 && spectrum.SingularValues[^1] > 0);

    /// <summary>The metrics of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="alpha">Its exponent; null where it has none.</param>
    /// <param name="fitted">The eigenvalues that were fitted, ascending.</param>
    /// <param name="lambdaMax">λ_max of the spectrum.</param>
    public static TailMetrics Tail(
        PowerLawFit fit, double? alpha, IReadOnlyList<double> fitted, double lambdaMax)
    {
        return new TailMetrics
        {
            Alpha = alpha,
            AlphaWeighted = alpha * Math.Log10(lambdaMax),
            LogAlphaNorm = alpha is null ? null : LogPowerSum(fitted, alpha.Value),
            D = Finite(fit.D),
            Sigma = Finite(fit.Sigma),
            XMin = Finite(fit.XMin),
            XMax = Finite(fit.XMax),
            NumPlSpikes = fit.Status == FitStatus.Success ? fit.TailCount : null,
        };
    }

    /// <summary>The norms.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="norm">Σ λ.</param>
    public static NormMetrics Norms(ScaledSpectrum spectrum, double norm) => new()
    {
        LambdaMax = spectrum.LambdaMax,
        LogSpectralNorm = norm == 0 ? null : Math.Log10(spectrum.LambdaMax),
        Norm = norm,
        LogNorm = norm == 0 ? null : Math.Log10(norm),
        StableRank = norm == 0 ? null : norm / spectrum.LambdaMax,
        SvMin = spectrum.SingularValues[0],
        SvMax = spectrum.SingularValues[^1],
    };

    /// <summary>The ranks, by the threshold of the stored type.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="norm">Σ λ.</param>
    public static RankMetrics Ranks(ScaledSpectrum spectrum, double norm) => new()
    {
        MatrixRank = spectrum.Rank,
        RankLoss = spectrum.Eigenvalues.Count - spectrum.Rank,
        WeakRankLoss = norm == 0
            ? spectrum.Eigenvalues.Count
            : spectrum.Eigenvalues.Count(value => value < spectrum.LambdaMax * WeakRankTolerance),
    };

    /// <summary>The shape of the whole spectrum.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="norm">Σ λ.</param>
    public static ShapeMetrics Shape(ScaledSpectrum spectrum, double norm) => new()
    {
        Entropy = SpectralShape.Entropy(spectrum.Eigenvalues, norm, spectrum.Rank),
        EffectiveRank = SpectralShape.EffectiveRank(spectrum.NonZeroSingularValues),
    };

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
