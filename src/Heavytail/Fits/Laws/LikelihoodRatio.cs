// What:      whether one law of a tail is better than another.
// Formula:   R = Σ (ln p₁ − ln p₂) over the n values: above 0 for the first law. σ is the deviation of the terms;
//            z = R/(σ√n), p = erfc(|z|/√2). If the second law contains the first, p = erfc(√|R|), as 2|R| is χ²₁.
// Reference: Vuong, Econometrica 57 (1989) 307; Clauset, Shalizi & Newman, SIAM Review 51 (2009), appendix C;
//            Malevergne, Pisarenko & Sornette, Physical Review E 83 (2011) 036111, for the nested log-normal law.
// Not done:  a power law is at the end of its rivals' range, where 2|R| is 0 half of the time, so p is twice as large
//            as it need be; and σ of the nested case tends to 0 with R, so p of z is larger still.
using MathNet.Numerics;

namespace Heavytail.Fits.Laws;

/// <summary>The log-likelihood ratio of two laws on one tail.</summary>
/// <param name="R">ln of the likelihood of the first over that of the second.</param>
/// <param name="Z">R over its standard error; 0 where the laws are the same.</param>
/// <param name="P">How often R is as far from 0 by chance: Vuong's test.</param>
/// <param name="NestedP">The same where the second law contains the first; NaN where it does not.</param>
internal readonly record struct LikelihoodRatio(double R, double Z, double P, double NestedP)
{
    /// <summary>The p that decides: that of nested laws where they are.</summary>
    public double Decisive => double.IsNaN(NestedP) ? P : NestedP;

    /// <summary>Compares two laws.</summary>
    /// <param name="sample">The tail.</param>
    /// <param name="first">The law that R above 0 speaks for.</param>
    /// <param name="second">The other law.</param>
    /// <param name="nested">Whether the second contains the first.</param>
    public static LikelihoodRatio Of(TailSample sample, TailLaw first, TailLaw second, bool nested)
    {
        double[] terms = Array.ConvertAll(sample.Logs, log => first.LogDensity(log) - second.LogDensity(log));
        double sum = terms.Sum();
        double mean = sum / terms.Length;
        double deviation = Math.Sqrt(terms.Sum(term => (term - mean) * (term - mean)) / terms.Length);

        // Of equal laws rounding is left, of the size of the terms' own rounding.
        double noise = 1e-12 * terms.Length * Math.Max(1, sample.Largest);
        bool same = !(Math.Abs(sum) > noise);
        double z = same ? 0 : sum / (deviation * Math.Sqrt(terms.Length));
        return new LikelihoodRatio(
            same ? 0 : sum,
            z,
            SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2),
            nested ? SpecialFunctions.Erfc(Math.Sqrt(same ? 0 : Math.Abs(sum))) : double.NaN);
    }
}
