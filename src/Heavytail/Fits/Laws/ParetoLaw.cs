// What:      the power law from xmin on, by maximum likelihood.
// Formula:   p(u) = (α − 1)·u^−α for u = x/xmin ≥ 1;  α = 1 + 1/mean(ln u).
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), eq. 3.1.
// Not done:  xmin is given.
namespace Heavytail.Fits.Laws;

/// <summary>The power law.</summary>
/// <param name="Alpha">The exponent, above 1.</param>
internal sealed record ParetoLaw(double Alpha) : TailLaw
{
    public override TailLawKind Kind => TailLawKind.PowerLaw;

    public override int ParameterCount => 1;

    public static ParetoLaw Fit(TailSample sample) => new(1 + (1 / sample.MeanLog));

    public override double LogDensity(double log) => Math.Log(Alpha - 1) - (Alpha * log);

    public override double Survival(double log) => Math.Exp((1 - Alpha) * log);
}
