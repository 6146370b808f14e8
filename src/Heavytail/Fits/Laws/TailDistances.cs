// What:      how far a tail is from a law, by three distances of the empirical distribution from the law's.
// Formula:   F_i = F(x_i), i = 1 … n, of the values above xmin. D⁺ = max(i/n − F_i), D⁻ = max(F_i − (i−1)/n).
//            Kolmogorov–Smirnov: max(D⁺, D⁻); Kuiper: D⁺ + D⁻;
//            Anderson–Darling: A² = −n − Σ (2i − 1)/n·(ln F_i + ln(1 − F_(n+1−i))).
// Reference: Press et al., Numerical Recipes, 14.3; Anderson & Darling, JASA 49 (1954) 765.
// Not done:  the D of PowerLawFit: it has only (i−1)/n, and xmin, where F is 0 and A² would be infinite.
namespace Heavytail.Fits.Laws;

/// <summary>Distances of a tail from a law; NaN where no value is above xmin.</summary>
/// <param name="KolmogorovSmirnov">The largest difference, on both sides of each step.</param>
/// <param name="Kuiper">The largest differences above and below, added: as sensitive at both ends.</param>
/// <param name="AndersonDarling">A²: weighs both ends most.</param>
internal readonly record struct TailDistances(double KolmogorovSmirnov, double Kuiper, double AndersonDarling)
{
    public static TailDistances Of(TailSample sample, TailLaw law)
    {
        double[] survivals = [.. sample.Logs.Where(log => log > 0).Select(law.Survival)];
        int n = survivals.Length;
        if (n == 0)
        {
            return new TailDistances(double.NaN, double.NaN, double.NaN);
        }

        (double above, double below, double sum) = (0, 0, 0);
        for (int i = 0; i < n; i++)
        {
            double f = 1 - survivals[i];
            above = Math.Max(above, ((i + 1.0) / n) - f);
            below = Math.Max(below, f - ((double)i / n));
            sum += ((2 * i) + 1.0) / n * (Log(f) + Log(survivals[n - 1 - i]));
        }

        return new TailDistances(Math.Max(above, below), above + below, -n - sum);
    }

    /// <summary>Of a share that rounds to 0, the smallest that would not have.</summary>
    private static double Log(double share) => Math.Log(Math.Max(share, double.Epsilon));
}
