// What:      Spearman's rank correlation ρ and its permutation p-value.
// Formula:   ρ = Pearson's coefficient of ranks, ties ranked by the mean of their positions. With a = 2·rank − (n+1),
// whole
//            numbers that sum to 0, ρ = Σa_x·a_y/√(Σa_x²·Σa_y²), and |ρ| compares as |Σa_x·a_y|.
// Reference: Kendall, Rank Correlation Methods, 4th ed., ch. 1, 3, 4.
// Not done:  no t approximation of p, which is wrong for the few points of a family of models.
namespace Heavytail.Statistics;

/// <summary>Spearman's ρ.</summary>
internal static class SpearmanRho
{
    /// <summary>ρ of two columns, as <c>scipy.stats.spearmanr</c>, with p from permutations.</summary>
    /// <remarks>
    /// p is exact up to n = 9, ties or not. Beyond that 9,999 random orders are drawn, p = (1 + hits)/10,000. Ties are
    /// equal numbers; a column is constant where it varies by no more than 1e-12 of its largest absolute value.
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

        var score = new SpearmanScore(pairs.X, pairs.Y);
        long observed = score.Evaluate(pairs.Order);
        double coefficient = observed / Math.Sqrt((double)score.SquaresOfX * score.SquaresOfY);
        double smallest = SmallestPValue.Compute(score, pairs.X, pairs.Y);
        return PermutationTest.Run(score, pairs, observed, coefficient, smallest, seed, cancellation);
    }
}
