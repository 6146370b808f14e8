// What:      the stretched exponential (Weibull) law from xmin on, by maximum likelihood.
// Formula:   p(u) = c·u^(β−1)·e^(−c·(u^β − 1)/β) for u = x/xmin ≥ 1; c = 1/mean((u^β − 1)/β) for the β of the largest
//            likelihood; β → 0 is the power law with α = 1 + c, β = 1 the exponential.
//            In Clauset's form e^−λx^β, λ = c/β/xmin^β.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), table 2.1; Malevergne, Pisarenko & Sornette,
//            Quantitative Finance 5 (2005) 379, for the limit.
// Not done:  β < 0, which is no stretched exponential: a heavier tail than a power law has β = 0 here.
namespace Heavytail.Fits.Laws;

/// <summary>The stretched exponential.</summary>
/// <param name="Slope">c, the exponent of the survival at xmin.</param>
/// <param name="Shape">β, 0 or above.</param>
internal sealed record StretchedExponentialLaw(double Slope, double Shape) : TailLaw
{
    /// <summary>β·ln(xmax/xmin) from nearly a power law to where u^β overflows.</summary>
    private const double LeastSpan = 1e-4;
    private const double MostSpan = 500;

    public override TailLawKind Kind => TailLawKind.StretchedExponential;

    public override int ParameterCount => 2;

    public override bool ContainsPowerLaw => true;

    public static StretchedExponentialLaw Fit(TailSample sample)
    {
        double span = Math.Exp(Maximum.Find(
            logSpan => Profile(sample, Math.Exp(logSpan) / sample.Largest), Math.Log(LeastSpan), Math.Log(MostSpan)));
        double shape = span / sample.Largest;
        shape = Profile(sample, shape) > Profile(sample, 0) ? shape : 0;
        return new StretchedExponentialLaw(BestSlope(sample, shape), shape);
    }

    public override double LogDensity(double log) =>
        Math.Log(Slope) + ((Shape - 1) * log) - (Slope * Growth(log, Shape));

    public override double Survival(double log) => Math.Exp(-Slope * Growth(log, Shape));

    /// <summary>The mean of ln p with the best c, but for what β does not change.</summary>
    private static double Profile(TailSample sample, double shape) =>
        Math.Log(BestSlope(sample, shape)) + (shape * sample.MeanLog);

    private static double BestSlope(TailSample sample, double shape) =>
        sample.Count / sample.Logs.Sum(log => Growth(log, shape));

    /// <summary>(u^β − 1)/β, which is ln u for β = 0.</summary>
    private static double Growth(double log, double shape) => shape == 0 ? log : double.ExpM1(shape * log) / shape;
}
