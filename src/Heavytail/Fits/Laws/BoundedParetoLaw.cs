// What:      the power law from xmin to xmax, by maximum likelihood: xmax, the largest value, is in the likelihood.
// Formula:   p(u) = β·u^−α / (1 − b^−β) for 1 ≤ u ≤ b = xmax/xmin, with β = α − 1 of any sign; with t = β·ln b the
//            best t solves 1/t − 1/(e^t − 1) = mean(ln u)/ln b.
// Reference: Aban, Meerschaert & Panorska, JASA 101 (2006) 270; Clauset, Shalizi & Newman (2009), table 2.1.
// Not done:  α may come out at 1 or below: such a tail ascends slower than any power law falls.
using MathNet.Numerics.RootFinding;

namespace Heavytail.Fits.Laws;

/// <summary>The power law that ends at the largest value.</summary>
/// <param name="Alpha">The exponent; any number.</param>
/// <param name="LogBound">ln(xmax/xmin).</param>
internal sealed record BoundedParetoLaw(double Alpha, double LogBound) : TailLaw
{
    public override TailLawKind Kind => TailLawKind.BoundedPowerLaw;

    public override int ParameterCount => 2;

    private double Rate => Alpha - 1;

    public static BoundedParetoLaw Fit(TailSample sample)
    {
        double share = sample.MeanLog / sample.Largest; // of a truncated exponential: 1/2 for rate 0
        double low = -2 / (1 - share);
        double high = 2 / share;
        double t = Brent.TryFindRoot(x => MeanShare(x) - share, low, high, 1e-14 * (high - low), 200, out double root)
            ? root
            : throw new InvalidOperationException($"no exponent for a mean share of {share:R}");
        return new BoundedParetoLaw(1 + (t / sample.Largest), sample.Largest);
    }

    /// <summary>
    /// How likely values of the unbounded power law are to stay below so small an xmax: (1 − b^−β)^n, with β of the
    /// unbounded law. Small: the tail ends sooner than a power law does.
    /// </summary>
    public static double BoundP(TailSample sample)
    {
        double survival = Math.Exp(-sample.Largest / sample.MeanLog);
        return Math.Exp(sample.Count * double.LogP1(-survival));
    }

    public override double LogDensity(double log) => log <= LogBound
        ? -log - Math.Log(LogBound) - LogMeanDecay(Rate * LogBound) - (Rate * log)
        : double.NegativeInfinity;

    public override double Survival(double log)
    {
        double t = Rate * LogBound;
        double left = 1 - Math.Min(1, log / LogBound);
        return left * Math.Exp(LogMeanDecay(t * left) - LogMeanDecay(t) - (Rate * log));
    }

    /// <summary>The mean of y in [0, 1] with density ~ e^−ty.</summary>
    private static double MeanShare(double t) => Math.Abs(t) < 1e-3
        ? 0.5 - (t / 12) + (t * t * t / 720)
        : (1 / t) - (1 / double.ExpM1(t));

    /// <summary>ln ∫₀¹ e^−ty dy.</summary>
    private static double LogMeanDecay(double t) => t switch
    {
        0 => 0,
        < -1 => -t + Math.Log(double.ExpM1(t) / t), // e^−t overflows
        _ => Math.Log(-double.ExpM1(-t) / t),
    };
}
