// What:      the levels at which the sentences of a table may claim something.
// Formula:   Bonferroni: the level of all claims together, divided by the number of tests. After Tarone, a test whose
//            smallest possible p is above its share does not count: K is the smallest k with #{p_min < level/k} ≤ k.
// Reference: Tarone, Biometrics 46 (1990) 515.
// Not done:  no Holm: a sentence must not depend on those of other families.
namespace Heavytail.Comparison.Trends;

/// <summary>
/// The levels of the claims of one table, which together are wrong in at most 5 of 100 tables of noise. Where all
/// models are one family, its sentence has it all; else half is for the sentences of families, a quarter for families
/// that go against the pooled models, a quarter for what is said within families.
/// </summary>
/// <param name="Family">Level of a family's own trend.</param>
/// <param name="Families">Number of families that share the level of sentences.</param>
/// <param name="Reversal">Level of one metric in one family that goes against the pooled models.</param>
/// <param name="Within">Level of one metric within families, and of the same metric pooled.</param>
internal sealed record ClaimLevels(double Family, int Families, double Reversal, double Within)
{
    /// <summary>Level of all claims of a table together.</summary>
    public const double Table = PooledTrend.Significance;

    /// <summary>The share of the level that sentences of families have, where there are claims about pooling too.</summary>
    private const double SentenceShare = 0.5;

    /// <summary>The share of each of the two claims about pooling: half of what is left.</summary>
    private const double PoolingShare = 0.25;

    /// <param name="trends">For each family, the trends of its metrics.</param>
    /// <param name="isPooled">Whether several families are also pooled.</param>
    /// <param name="metrics">Number of metrics, baselines included.</param>
    public static ClaimLevels From(IReadOnlyList<IReadOnlyList<MetricTrend>> trends, bool isPooled, int metrics)
    {
        double[] leads = [.. trends.Select(FamilySentence.Lead).OfType<MetricTrend>().Select(SmallestP)];
        double[] all = [.. trends.SelectMany(family => family).Where(IsTested).Select(SmallestP)];
        double sentences = Table * (isPooled ? SentenceShare : 1);
        int families = Tests(sentences, leads);
        double pooling = Table * PoolingShare;
        return new(
            sentences / families, families, pooling / Tests(pooling, all), pooling / Math.Max(1, metrics));
    }

    /// <summary>The number of tests that share a level.</summary>
    /// <param name="level">Level of all tests together.</param>
    /// <param name="smallest">The smallest p that each test can have.</param>
    internal static int Tests(double level, IReadOnlyList<double> smallest)
    {
        int tests = 1;
        while (smallest.Count(p => p < level / tests) > tests)
        {
            tests++;
        }

        return tests;
    }

    private static bool IsTested(MetricTrend trend) =>
        trend.Count >= TrendSummary.SmallestFamily && trend.Kendall is not null;

    /// <summary>Random orders resolve no p below 1/10,000, whatever n allows.</summary>
    private static double SmallestP(MetricTrend trend) => trend.Kendall!.Method == PValueMethod.Exact
        ? trend.Kendall.SmallestPValue
        : Math.Max(trend.Kendall.SmallestPValue, 1.0 / (Statistics.PermutationTest.Draws + 1));
}
