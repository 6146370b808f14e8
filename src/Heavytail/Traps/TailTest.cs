// What:      whether the largest entries stand apart from the tail of the others, or continue it.
// Formula:   spacings E_i = i·ln(x_i/x_{i+1}) of a power-law tail are independent exponentials of one mean (Rényi): the
//            mean of E_1 … E_k over that of the next K has the law F(2k, 2K). 1/mean(E) is the tail's index.
// Reference: Rényi, Acta Math. Acad. Sci. Hung. 4 (1953) 191; Hill, Ann. Stat. 3 (1975) 1163.
// Not done:  no choice of K: 24, or 1/32 of few entries.
using MathNet.Numerics;

namespace Heavytail.Traps;

/// <summary>Tells entries that stand apart from a heavy-tailed multiset.</summary>
internal static class TailTest
{
    /// <summary>
    /// The share of heavy-tailed multisets whose largest entries may seem to stand apart. Measured on Student's t of
    /// 2 to 5 degrees of freedom, 1,024 to 262,144 entries: 2 to 5 %.
    /// </summary>
    private const double Level = 0.02;

    /// <summary>
    /// Tails of a larger index do not reach θ_c by themselves: beyond 4, the largest of N·M entries is below (N·M)^¼
    /// in the limit, and an index measured on 24 spacings is off by a fifth.
    /// </summary>
    public const double LightIndex = 5;

    private const int FewestReferences = 8;

    /// <summary>Spacings below the largest entries by which the tail is known.</summary>
    public static int References(long entries) => (int)Math.Clamp(entries / 32, FewestReferences, 24);

    /// <summary>
    /// The index ν of the tail below the largest, P(|w − μ| > x) ~ x^−ν; null where it has none, or too few entries.
    /// </summary>
    /// <param name="distances">|w − μ|, descending.</param>
    /// <param name="largest">Entries that are left out.</param>
    /// <param name="references">Spacings that may be used below them, as far as there are entries.</param>
    public static double? Index(ReadOnlySpan<double> distances, int largest, int references)
    {
        int last = Math.Min(largest + references, distances.Length - 1);
        double spacing = last - largest >= FewestReferences ? MeanSpacing(distances, largest, last) : 0;
        return spacing > 0 && double.IsFinite(spacing) ? 1 / spacing : null;
    }

    /// <summary>Whether the largest stand apart.</summary>
    /// <param name="distances">|w − μ|, descending: the largest and at least one more.</param>
    /// <param name="largest">How many they are.</param>
    /// <param name="references">Spacings that may be used below them, as far as there are entries.</param>
    public static bool StandApart(ReadOnlySpan<double> distances, int largest, int references)
    {
        int last = Math.Min(largest + references, distances.Length - 1);
        (double above, double below) = (MeanSpacing(distances, 0, largest), MeanSpacing(distances, largest, last));
        if (!(below > 0) || !double.IsFinite(above))
        {
            return above > 0; // all below are equal, or zeros
        }

        if (1 / below > LightIndex)
        {
            return true;
        }

        // P(F > x) of F(2k, 2K) is I_{K/(K + k·x)}(K, k).
        (double k, double count) = (largest, last - largest);
        return SpecialFunctions.BetaRegularized(count, k, count / (count + (k * above / below))) < Level;
    }

    private static double MeanSpacing(ReadOnlySpan<double> distances, int first, int end)
    {
        double sum = 0;
        for (int i = first; i < end; i++)
        {
            sum += (i + 1) * Math.Log(distances[i] / distances[i + 1]);
        }

        return sum / (end - first);
    }
}
