// What:      Kendall's rank correlation τ_b and its permutation p-value.
// Formula:   S = Σ_{i<j} sgn(x_j−x_i)·sgn(y_j−y_i);  τ_b = S/√((N−N_x)(N−N_y)), N = n(n−1)/2 pairs, N_x and N_y of them
//            tied in x and in y. Ties do not change when y is reordered, so |τ_b| compares as |S|, in whole numbers.
// Reference: Kendall, Rank Correlation Methods, 4th ed., ch. 1, 3, 5.
// Not done:  no normal approximation of p.
namespace Heavytail.Statistics;

/// <summary>Kendall's τ_b.</summary>
internal static class KendallTau
{
    /// <summary>Points up to which n! orders are counted by their inversions; 0.3 s there, n³/4 additions.</summary>
    internal const int LongestExact = 1000;

    /// <summary>τ_b of two columns, as <c>scipy.stats.kendalltau</c>, with p from permutations.</summary>
    /// <remarks>
    /// Without ties p is exact up to n = 1,000; with ties up to n = 9. Beyond that 9,999 random orders are drawn,
    /// p = (1 + hits)/10,000. Ties are equal numbers; a column is constant where it varies by no more than 1e-12 of its
    /// largest absolute value.
    /// </remarks>
    /// <param name="x">Values in any unit; only their order matters.</param>
    /// <param name="y">As many values as x.</param>
    /// <param name="seed">Seed of the random orders; the same seed gives the same bits.</param>
    /// <param name="cancellation">Ends the work between two orders.</param>
    /// <returns>Null where there are fewer than two points, or x or y is constant.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static RankCorrelation? Compute(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, int seed = 42, CancellationToken cancellation = default)
    {
        if (RankedPairs.Create(x, y) is not { } pairs)
        {
            return null;
        }

        var score = new KendallScore(pairs.X, pairs.Y);
        long observed = score.Evaluate(pairs.Order);
        double coefficient = Coefficient(observed, pairs);
        double smallest = SmallestPValue.Compute(score, pairs.X, pairs.Y);
        if (pairs.X.HasTies || pairs.Y.HasTies || pairs.Count > LongestExact)
        {
            return PermutationTest.Run(score, pairs, observed, coefficient, smallest, seed, cancellation);
        }

        long inversions = (pairs.X.UntiedPairs - Math.Abs(observed)) / 2;
        double p = inversions == 0 ? smallest
            : observed == 0 ? 1
            : 2 * Inversions.PartWithAtMost([pairs.Count], (int)inversions, cancellation);
        return new(pairs.Count, coefficient, Math.Clamp(p, smallest, 1), smallest, PValueMethod.Exact);
    }

    /// <summary>
    /// τ_b alone, where permutations would mean nothing: of residuals, say, which are not exchangeable.
    /// </summary>
    /// <param name="x">Values in any unit; only their order matters.</param>
    /// <param name="y">As many values as x.</param>
    /// <returns>Null where there are fewer than two points, or x or y is constant.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static double? Coefficient(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        RankedPairs.Create(x, y) is { } pairs
            ? Coefficient(new KendallScore(pairs.X, pairs.Y).Evaluate(pairs.Order), pairs)
            : null;

    private static double Coefficient(long score, RankedPairs pairs) =>
        score / Math.Sqrt((double)pairs.X.UntiedPairs * pairs.Y.UntiedPairs);
}
