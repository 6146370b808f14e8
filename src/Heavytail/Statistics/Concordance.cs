// What:      how far several judges agree on an order.
// Formula:   Kendall's W = 12·Σ(R_i − R̄)² / (m²·(n³ − n) − m·Σ(t³ − t)), R_i the sum of the ranks of object i by m
// judges,
//            t the sizes of ties of one judge.
// Reference: Kendall & Babington Smith, Ann. Math. Stat. 10 (1939) 275; ties as in Kendall, Rank Correlation Methods,
// ch. 6.
// Not done:  no p-value: judges that are metrics of the same weights are not independent.
namespace Heavytail.Statistics;

/// <summary>Kendall's coefficient of concordance.</summary>
internal static class Concordance
{
    /// <summary>W: 1 where all judges have the same order, about 0 where they have nothing in common.</summary>
    /// <param name="ranks">For each judge the ranks of the same objects, ties as mid-ranks.</param>
    /// <returns>Null for fewer than two objects or judges, or where every judge ranks all objects equal.</returns>
    public static double? Compute(IReadOnlyList<double[]> ranks)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        int judges = ranks.Count;
        int objects = judges > 0 ? ranks[0].Length : 0;
        if (judges < 2 || objects < 2)
        {
            return null;
        }

        double mean = judges * (objects + 1) / 2.0;
        double spread = Enumerable.Range(0, objects).Sum(i => Math.Pow(ranks.Sum(judge => judge[i]) - mean, 2));
        double ties = ranks.Sum(judge => judge.GroupBy(rank => rank).Sum(group => Cube(group.Count())));
        double largest = (judges * (double)judges * Cube(objects)) - (judges * ties);
        return largest > 0 ? 12 * spread / largest : null;
    }

    private static double Cube(int count) => ((double)count * count * count) - count;
}
