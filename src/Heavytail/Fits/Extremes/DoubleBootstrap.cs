// What:      how many of the largest values to take for Hill's and the moments' estimate: the double bootstrap.
// Formula:   of R resamples of n₁ = n^ε values, ε = ½(1 + ln(n/2)/ln n), and R of n₂ = n₁²/n: k₁ and k₂ minimize the
//            mean of q_k², for Hill q = M₂ − 2M₁², for moments the difference of the estimates by M₁, M₂ and M₂, M₃;
//            k = k₁²/k₂·ρ with ρ = (1 − 2(ln k₁ − ln n₁)/ln k₁)^(ln k₁/ln n₁ − 1) for Hill, and 1 for moments.
// Reference: Danielsson, de Haan, Peng & de Vries, Journal of Multivariate Analysis 76 (2001) 226; Qi, Extremes 11
//            (2008) 349; Draisma, de Haan, Peng & Pereira, Extremes 2 (1999) 367, for moments.
// Not done:  the factor of moments depends on a second-order parameter and is near 1: it is left out.

using Heavytail.Statistics;
namespace Heavytail.Fits.Extremes;

/// <summary>The choice of k by resampling.</summary>
internal static class DoubleBootstrap
{
    /// <summary>Fewer values than these leave resamples of too few.</summary>
    public const int FewestValues = 30;

    /// <summary>Resamples of another size, where k₂ came out above k₁.</summary>
    private const int Tries = 3;

    /// <summary>The k for Hill's estimate.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="draws">Number of resamples of each of the two sizes: 500.</param>
    /// <param name="seed">The seed; the same one gives the same k.</param>
    /// <returns>Null below 30 values, and where resamples have no best k.</returns>
    public static int? ForHill(ReadOnlySpan<double> eigenvalues, int draws, int seed) => Choose(
        eigenvalues, draws, seed, HillGap, (k, n) =>
            Math.Pow(1 - (2 * (Math.Log(k) - Math.Log(n)) / Math.Log(k)), (Math.Log(k) / Math.Log(n)) - 1));

    /// <summary>The k for the estimate by moments.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="draws">Number of resamples of each of the two sizes: 500.</param>
    /// <param name="seed">The seed; the same one gives the same k.</param>
    /// <returns>Null below 30 values, and where resamples have no best k.</returns>
    public static int? ForMoments(ReadOnlySpan<double> eigenvalues, int draws, int seed) =>
        Choose(eigenvalues, draws, seed, MomentsGap, (_, _) => 1);

    private static int? Choose(
        ReadOnlySpan<double> eigenvalues,
        int draws,
        int seed,
        Func<TopLogs, int, double> gap,
        Func<double, double, double> factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        int n = eigenvalues.Length;
        if (n < FewestValues || eigenvalues[0] == eigenvalues[^1])
        {
            return null;
        }

        double[] logs = LogTails.Of(eigenvalues).Logs;
        var random = new Twister(seed);
        double power = 0.5 * (1 + (Math.Log(n / 2.0) / Math.Log(n)));
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int n1 = (int)Math.Pow(n, power);
            int n2 = (int)((double)n1 * n1 / n);
            int? k1 = Best(logs, n1, draws, random, gap);
            int? k2 = Best(logs, n2, draws, random, gap);
            if (k1 is int large && k2 is int small && small <= large)
            {
                double k = (double)large * large / small * factor(large, n1);
                return double.IsFinite(k) ? Math.Clamp((int)Math.Round(k), 2, n - 1) : null;
            }
        }

        return null;
    }

    /// <summary>The k of the smallest mean of gap²; null where no k has one.</summary>
    private static int? Best(
        double[] logs, int size, int draws, Twister random, Func<TopLogs, int, double> gap)
    {
        double[] sums = new double[size];
        int[] counts = new int[logs.Length];
        double[] drawn = new double[size];
        for (int draw = 0; draw < draws; draw++)
        {
            Array.Clear(counts);
            for (int k = 0; k < size; k++)
            {
                counts[random.Next(logs.Length)]++;
            }

            int filled = 0;
            for (int i = 0; i < logs.Length; i++)
            {
                drawn.AsSpan(filled, counts[i]).Fill(logs[i]);
                filled += counts[i];
            }

            var top = new TopLogs(drawn);
            for (int k = 2; k < size; k++)
            {
                double value = gap(top, k);
                sums[k] += double.IsFinite(value) ? value * value : 0;
            }
        }

        int best = -1;
        for (int k = 2; k < size; k++)
        {
            if (sums[k] > 0 && (best < 0 || sums[k] < sums[best]))
            {
                best = k;
            }
        }

        return best < 0 ? null : best;
    }

    private static double HillGap(TopLogs top, int k)
    {
        double first = top.First(k);
        return top.Second(k) - (2 * first * first);
    }

    /// <summary>ξ by M₁ and M₂ less ξ by M₂ and M₃, which are the same in the limit.</summary>
    private static double MomentsGap(TopLogs top, int k)
    {
        double m1 = top.First(k);
        double m2 = top.Second(k);
        double m3 = top.Third(k);
        double own = m1 + 1 - (0.5 / (1 - (m1 * m1 / m2)));
        double other = Math.Sqrt(m2 / 2) + 1 - (2.0 / 3 / (1 - (m1 * m2 / m3)));
        return own - other;
    }
}
