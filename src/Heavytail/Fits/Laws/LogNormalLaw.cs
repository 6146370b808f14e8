// What:      the log-normal law from xmin on, by maximum likelihood.
// Formula:   s = ln(x/xmin) ≥ 0 is normal with mean μ and deviation σ, cut at 0. With τ = −μ/σ and the hazard
//            h(τ) = φ(τ)/Φ(−τ): mean s = σ(h − τ), mean s² = σ²(1 + τ² − τh). Their ratio mean s²/(mean s)² depends on
//            τ alone and ascends from 1 to 2, which gives τ, σ and μ = −τσ; from 2 on the best law is the power law.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), table 2.1; Malevergne, Pisarenko & Sornette, Physical
//            Review E 83 (2011) 036111, for the limit: μ → −∞ with −μ/σ² = α − 1.
// Not done:  no bound on μ. Packages that stop their search at some μ report a worse log-normal law.
using MathNet.Numerics.RootFinding;

namespace Heavytail.Fits.Laws;

/// <summary>The log-normal law, cut at xmin.</summary>
/// <param name="Tau">−μ/σ: how many deviations below xmin the peak of ln x is; infinite for a power law.</param>
/// <param name="Sigma">The deviation of ln x; infinite for a power law.</param>
/// <param name="Slope">−μ/σ², which is α − 1 in the limit.</param>
internal sealed record LogNormalLaw(double Tau, double Sigma, double Slope) : TailLaw
{
    /// <summary>Beyond, the law is a power law to 1e-8.</summary>
    private const double LargestTau = 1e4;

    public override TailLawKind Kind => TailLawKind.LogNormal;

    public override int ParameterCount => 2;

    public override bool ContainsPowerLaw => true;

    /// <summary>μ of ln(x/xmin); ln xmin more for x itself.</summary>
    public double Mu => -Tau * Sigma;

    private double Curvature => 0.5 / (Sigma * Sigma);

    public static LogNormalLaw Fit(TailSample sample)
    {
        double ratio = sample.MeanSquare / (sample.MeanLog * sample.MeanLog);
        if (ratio >= Ratio(LargestTau))
        {
            return new LogNormalLaw(double.PositiveInfinity, double.PositiveInfinity, 1 / sample.MeanLog);
        }

        // For τ ≪ 0 the ratio is 1 + 1/τ²; the two-sided search is in arsinh τ, as τ has no scale.
        double least = -2 / Math.Sqrt(Math.Max(ratio - 1, 1e-14));
        double tau = Brent.TryFindRoot(
            x => Ratio(Math.Sinh(x)) - ratio, Math.Asinh(least), Math.Asinh(LargestTau), 1e-14, 200, out double root)
            ? Math.Sinh(root)
            : throw new InvalidOperationException($"no log-normal law for a ratio of {ratio:R}");
        double sigma = sample.MeanLog / MillsRatio.HazardExcess(tau);
        return new LogNormalLaw(tau, sigma, tau / sigma);
    }

    public override double LogDensity(double log) =>
        -log - (Slope * log) - (Curvature * log * log) - LogNormalizer;

    public override double Survival(double log) => double.IsInfinity(Tau)
        ? Math.Exp(-Slope * log)
        : Math.Exp(MillsRatio.Log(Tau + (log / Sigma)) - MillsRatio.Log(Tau)
            - (Slope * log) - (Curvature * log * log));

    /// <summary>ln ∫₀^∞ exp(−Slope·s − Curvature·s²) ds.</summary>
    private double LogNormalizer =>
        double.IsInfinity(Tau) ? -Math.Log(Slope) : Math.Log(Sigma) + MillsRatio.Log(Tau);

    /// <summary>mean s² / (mean s)².</summary>
    private static double Ratio(double tau)
    {
        double excess = MillsRatio.HazardExcess(tau);
        return MillsRatio.Remainder(tau) / (excess * excess);
    }
}
