using System.Globalization;
using Heavytail.Statistics;

namespace Heavytail.Comparison.Trends;

/// <summary>Says of which families the p-values come from fewer random orders, because they are long.</summary>
internal static class DrawnOrders
{
    public static IEnumerable<string> Warnings(IReadOnlyList<FamilyTrend> families)
    {
        (string Family, int Draws)[] few =
        [
            .. families
                .Select(family => (family.Family, Draws: Least(family)))
                .Where(family => family.Draws < PermutationTest.Draws),
        ];
        if (few.Length == 0)
        {
            return [];
        }

        int least = few.Min(family => family.Draws);
        string names = few.Length > 3
            ? string.Create(CultureInfo.InvariantCulture, $"{few.Length:N0} families")
            : TrendWords.Names(few.Select(family => family.Family));
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"p-values of more than {PermutationTest.LongestWithAllDraws:N0} models come from fewer random ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"orders: those of {names} from {least:N0}, so that none is below 1/{least + 1:N0}."),
        ];
    }

    private static int Least(FamilyTrend family) => family.Metrics
        .SelectMany(metric => new[] { metric.Kendall, metric.Spearman })
        .OfType<RankCorrelation>()
        .Where(rank => rank.Method == PValueMethod.Permutation)
        .Select(rank => rank.Draws)
        .DefaultIfEmpty(int.MaxValue)
        .Min();
}
