// What:      where the largest eigenvalue of WᵀW ends for an N × M matrix of independent entries of variance 1.
// Formula:   n = N − ½, p = M − ½:  μ = (√n + √p)²,  s = (√n + √p)·(1/√n + 1/√p)^⅓;  (λ_max − μ)/s ~ F₁.
// Reference: Ma, Bernoulli 18 (2012) 322: error O(M^−⅔); as RMTstat's WishartMaxPar. Slices are independent, so the
//            largest of R keeps below x with probability F₁ᴿ.
// Not done:  entries without a fourth moment, whose largest eigenvalue follows the largest entry.
namespace Heavytail.RandomMatrices;

/// <summary>The law of the largest eigenvalue of a white matrix; N and M may be fractions, and exchanged.</summary>
internal readonly struct WishartEdge
{
    /// <param name="rows">N, above ½.</param>
    /// <param name="columns">M, above ½.</param>
    public WishartEdge(double rows, double columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rows, 0.5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(columns, 0.5);
        double n = Math.Sqrt(rows - 0.5);
        double p = Math.Sqrt(columns - 0.5);
        Center = (n + p) * (n + p);
        Scale = (n + p) * Math.Cbrt((1 / n) + (1 / p));
    }

    /// <summary>μ, in units of σ².</summary>
    public double Center { get; }

    /// <summary>s, in units of σ².</summary>
    public double Scale { get; }

    /// <summary>The λ in units of σ² that no eigenvalue exceeds, with a probability.</summary>
    /// <param name="level">That probability, such as 0.99.</param>
    /// <param name="slices">How many independent matrices it holds for together.</param>
    public double At(double level, double slices = 1) =>
        Center + (Scale * TracyWidom.UpperQuantile(Tail(level, slices)));

    /// <summary>The probability that the largest eigenvalue of noise is above a value.</summary>
    /// <param name="eigenvalue">λ/σ².</param>
    /// <param name="slices">How many independent matrices the largest is taken of.</param>
    public double PValue(double eigenvalue, double slices = 1)
    {
        double single = TracyWidom.Survival((eigenvalue - Center) / Scale);
        return slices == 1 ? single
            : single < 1e-9 ? single * slices
            : 1 - Math.Pow(1 - single, slices);
    }

    /// <summary>1 − level^(1/slices).</summary>
    internal static double Tail(double level, double slices)
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "a level is between 0 and 1");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(slices, 1);
        return slices == 1 ? 1 - level : 1 - Math.Pow(level, 1 / slices);
    }
}
