// What:      the exponential law from xmin on, by maximum likelihood.
// Formula:   p(u) = κ·e^−κ(u − 1) for u = x/xmin ≥ 1;  κ = 1/mean(u − 1); Λ = κ/xmin.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), table 2.1.
// Not done:  xmin is given.
namespace Heavytail.Fits.Laws;

/// <summary>The exponential law.</summary>
/// <param name="Rate">κ = Λ·xmin.</param>
internal sealed record ExponentialLaw(double Rate) : TailLaw
{
    public override TailLawKind Kind => TailLawKind.Exponential;

    public override int ParameterCount => 1;

    public static ExponentialLaw Fit(TailSample sample) => new(1 / sample.MeanExcess);

    public override double LogDensity(double log) => Math.Log(Rate) - (Rate * double.ExpM1(log));

    public override double Survival(double log) => Math.Exp(-Rate * double.ExpM1(log));
}
