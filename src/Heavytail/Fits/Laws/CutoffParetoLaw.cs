// What:      the power law with an exponential cutoff from xmin on, by maximum likelihood.
// Formula:   p(u) = u^−α·e^−κ(u − 1)/Z(α, κ) for u = x/xmin ≥ 1, α ≥ 0, κ = Λ·xmin ≥ 0. The likelihood is concave: for
//            each κ the best α gives the law the sample's mean of ln u, and the best κ then its mean of u. κ = 0 is the
//            power law, α = 0 the exponential.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), table 2.1; WeightWatcher's TPL.
// Not done:  α < 0, which is a gamma law. The package powerlaw stops at α = 1, so that its fits of tails that are
//            nearly exponential have α = 1 and a lower likelihood.
using MathNet.Numerics.RootFinding;

namespace Heavytail.Fits.Laws;

/// <summary>The power law with an exponential cutoff.</summary>
/// <param name="Alpha">The exponent, 0 or above.</param>
/// <param name="Rate">κ = Λ·xmin, 0 or above.</param>
internal sealed record CutoffParetoLaw(double Alpha, double Rate) : TailLaw
{
    /// <summary>κ·xmax/xmin from no cutoff within the sample to where nothing else is left.</summary>
    private const double LeastCutoff = 1e-6;

    private const int MostSteps = 50;

    private readonly double _logNormalizer = Rate > 0
        ? CutoffIntegral.Of(Alpha, Rate).LogNormalizer
        : -Math.Log(Alpha - 1);

    public override TailLawKind Kind => TailLawKind.CutoffPowerLaw;

    public override int ParameterCount => 2;

    public override bool ContainsPowerLaw => true;

    public static CutoffParetoLaw Fit(TailSample sample)
    {
        double alpha = 1 + (1 / sample.MeanLog);
        double least = Math.Log(LeastCutoff) - sample.Largest;
        if (Surplus(least) <= 0)
        {
            return new CutoffParetoLaw(1 + (1 / sample.MeanLog), 0);
        }

        // With α = 0 the mean of u − 1 is 1/κ; a larger α needs a smaller κ.
        double most = Math.Log(1 / sample.MeanExcess) + 1e-9;
        if (Surplus(most) >= 0)
        {
            return new CutoffParetoLaw(0, 1 / sample.MeanExcess);
        }

        if (!Brent.TryFindRoot(Surplus, least, most, 1e-12, 200, out double root))
        {
            throw new InvalidOperationException($"no cutoff for means of {sample.MeanLog:R} and {sample.MeanExcess:R}");
        }

        double rate = Math.Exp(root);
        return new CutoffParetoLaw(BestAlpha(sample, rate, alpha), rate);

        // By how much the mean of u of the best law with this κ is above the sample's; it falls with κ.
        double Surplus(double logRate)
        {
            double rate = Math.Exp(logRate);
            alpha = BestAlpha(sample, rate, alpha);
            return CutoffIntegral.Of(alpha, rate).MeanExcess - sample.MeanExcess;
        }
    }

    public override double LogDensity(double log) =>
        (-Alpha * log) - (Rate > 0 ? Rate * double.ExpM1(log) : 0) - _logNormalizer;

    public override double Survival(double log) => Rate > 0
        ? Math.Exp(CutoffIntegral.Of(Alpha, Rate, log).LogNormalizer - _logNormalizer)
        : Math.Exp((1 - Alpha) * log);

    /// <summary>From the largest value down, by the integrals between neighbors.</summary>
    public override double[] Survivals(ReadOnlySpan<double> logs)
    {
        if (Rate == 0)
        {
            return base.Survivals(logs);
        }

        double[] survivals = new double[logs.Length];
        double sum = Survival(logs[^1]);
        survivals[^1] = sum;
        for (int k = logs.Length - 2; k >= 0; k--)
        {
            sum += CutoffIntegral.Between(Alpha, Rate, logs[k], logs[k + 1]) * Math.Exp(-_logNormalizer);
            survivals[k] = sum;
        }

        return survivals;
    }

    /// <summary>The α, 0 or above, that gives the law the sample's mean of ln u: by Newton, between bounds.</summary>
    private static double BestAlpha(TailSample sample, double rate, double start)
    {
        double low = 0;
        double high = 1 + (1 / sample.MeanLog); // a cutoff only lowers α
        double alpha = Math.Clamp(start, low, high);
        if (CutoffIntegral.Of(low, rate).MeanLog <= sample.MeanLog)
        {
            return 0;
        }

        for (int k = 0; k < MostSteps; k++)
        {
            var integral = CutoffIntegral.Of(alpha, rate);
            double surplus = integral.MeanLog - sample.MeanLog;
            (low, high) = surplus > 0 ? (alpha, high) : (low, alpha);
            double next = alpha + (surplus / integral.VarianceLog);
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(next - alpha) <= 1e-14 * (1 + alpha))
            {
                return next;
            }

            alpha = next;
        }

        return alpha;
    }
}
