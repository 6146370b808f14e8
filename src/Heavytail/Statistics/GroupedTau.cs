// What:      the rank correlation of x and y within groups: of the pairs of points of one group only.
// Formula:   S = Σ_g S_g, Kendall's S of group g;  τ = S/√(Σ_g(N−N_x)·Σ_g(N−N_y)). If y is exchangeable within
//            groups: without ties the inversions of all groups add up, and p is counted; with ties Var S = Σ_g Var S_g,
//            Var S_g = (v(1) − v(t) − v(u))/18 + T₃U₃/(9n(n−1)(n−2)) + T₂U₂/(2n(n−1)), v(t) = Σt(t−1)(2t+5),
//            T₂ = Σt(t−1), T₃ = Σt(t−1)(t−2), t the ties of x, u those of y;  z = (|S| − 1)/√(Var S), p = 2·Φ(−z).
// Reference: Kendall, Rank Correlation Methods, 4th ed., ch. 4 (variance with ties); Taylor, J. Am. Stat. Assoc. 82
//            (1987) 192 (S over groups).
// Not done:  no weights of groups: large ones have more pairs, and more say.
using MathNet.Numerics;

namespace Heavytail.Statistics;

/// <summary>Kendall's τ over groups of points.</summary>
internal static class GroupedTau
{
    /// <summary>
    /// Points up to which orders are counted: n³/4 additions, 10 ms. The normal p is good to 1e-3 there.
    /// </summary>
    internal const int LongestExact = 300;

    /// <summary>τ of the pairs within groups, with the p of orders within groups.</summary>
    /// <param name="x">Values in any unit.</param>
    /// <param name="y">As many values as x.</param>
    /// <param name="groups">Group of each point, any integers.</param>
    /// <param name="cancellation">Ends the count of orders.</param>
    /// <returns>Null where no group has two points that differ in both.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static GroupedCorrelation? Compute(
        double[] x, double[] y, IReadOnlyList<int> groups, CancellationToken cancellation = default)
    {
        Samples.CheckPair(x, y);
        RankedPairs[] parts =
        [
            .. Enumerable.Range(0, x.Length).GroupBy(i => groups[i])
                .Select(group => RankedPairs.Create([.. group.Select(i => x[i])], [.. group.Select(i => y[i])]))
                .OfType<RankedPairs>(),
        ];
        if (parts.Length == 0)
        {
            return null;
        }

        long score = parts.Sum(part => new KendallScore(part.X, part.Y).Evaluate(part.Order));
        long pairsOfX = parts.Sum(part => part.X.UntiedPairs);
        long pairsOfY = parts.Sum(part => part.Y.UntiedPairs);
        int count = parts.Sum(part => part.Count);
        bool exact = count <= LongestExact && !parts.Any(part => part.X.HasTies || part.Y.HasTies);
        double p = exact ? Count(parts, pairsOfX, score, cancellation) : Estimate(parts, score);
        double coefficient = score / Math.Sqrt((double)pairsOfX * pairsOfY);
        return new(count, parts.Length, coefficient, Math.Clamp(p, double.Epsilon, 1), exact);
    }

    private static double Count(RankedPairs[] parts, long pairs, long score, CancellationToken cancellation) =>
        score == 0
            ? 1
            : 2 * Inversions.PartWithAtMost(
                [.. parts.Select(part => part.Count)], (int)((pairs - Math.Abs(score)) / 2), cancellation);

    private static double Estimate(RankedPairs[] parts, long score)
    {
        double variance = parts.Sum(Variance);
        double z = Math.Max(0, Math.Abs(score) - 1) / Math.Sqrt(variance);
        return SpecialFunctions.Erfc(z / Math.Sqrt(2));
    }

    private static double Variance(RankedPairs part)
    {
        double n = part.Count;
        double[] x = Ties(part.X);
        double[] y = Ties(part.Y);
        double variance = (V([n]) - V(x) - V(y)) / 18;
        variance += n > 2 ? x.Sum(Three) * y.Sum(Three) / (9 * n * (n - 1) * (n - 2)) : 0;
        return variance + (x.Sum(Two) * y.Sum(Two) / (2 * n * (n - 1)));
    }

    private static double V(double[] ties) => ties.Sum(t => t * (t - 1) * ((2 * t) + 5));

    private static double Two(double t) => t * (t - 1);

    private static double Three(double t) => t * (t - 1) * (t - 2);

    /// <summary>The lengths of the runs.</summary>
    private static double[] Ties(TieGroups groups) =>
        [.. groups.Start.Where((start, place) => start == place).Select(start => (double)(groups.End[start] - start))];
}
