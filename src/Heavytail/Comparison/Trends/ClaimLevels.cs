// What:      the p at which the sentences of a table may claim something.
// Formula:   Benjamini and Hochberg: of m tests with p_(1) ≤ … ≤ p_(m), those up to the largest i with
//            p_(i) ≤ level·i/m. Under noise alone, any claim at all is then as rare as the level; else at most that
//            share of claims is wrong.
//            Tests whose smallest possible p is above the level do not count (Tarone; Gilbert).
// Reference: Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289; Tarone, Biometrics 46 (1990) 515; Gilbert, Appl.
//            Statist. 54 (2005) 143.
// Not done:  no correction for dependent tests: metrics of one family go together, which makes claims of noise rarer.
namespace Heavytail.Comparison.Trends;

/// <summary>
/// The largest p of the claims of one table. Together, claims are made of at most 5 of 100 tables of noise: where all
/// models are one family, its sentence has the whole level; else half is for the sentences of families, a quarter for
/// families that go against the pooled models, a quarter for what is said within families.
/// </summary>
/// <param name="Sentences">Level of the sentences of all families together.</param>
/// <param name="Families">Number of families that share it.</param>
/// <param name="Family">Largest p of the trend of a family.</param>
/// <param name="Reversal">Largest p of a metric in a family that goes against the pooled models.</param>
/// <param name="Within">Largest p of a metric within families, and of the same metric pooled.</param>
internal sealed record ClaimLevels(double Sentences, int Families, double Family, double Reversal, double Within)
{
    /// <summary>Level of all claims of a table together.</summary>
    public const double Table = PooledTrend.Significance;

    /// <summary>The share that sentences of families have, where there are claims about pooling too.</summary>
    private const double SentenceShare = 0.5;

    /// <summary>The share of each of the two claims about pooling: half of what is left.</summary>
    private const double PoolingShare = 0.25;

    /// <param name="trends">For each family, the trends of its metrics.</param>
    /// <param name="isPooled">Whether several families are also pooled.</param>
    /// <param name="metrics">Number of metrics, baselines included.</param>
    public static ClaimLevels From(
        IReadOnlyList<IReadOnlyList<MetricTrend>> trends, bool isPooled, int metrics)
    {
        double sentences = Table * (isPooled ? SentenceShare : 1);
        var (family, families) = Largest(sentences, trends.Select(FamilySentence.Lead).OfType<MetricTrend>());
        double pooling = Table * PoolingShare;
        var (reversal, _) = Largest(pooling, trends.SelectMany(own => own).Where(IsTested));
        return new(sentences, families, family, reversal, pooling / Math.Max(1, metrics));
    }

    /// <summary>Levels at which nothing is said of pooled models, since their scores have several units.</summary>
    public ClaimLevels WithoutPooling() => this with { Reversal = 0, Within = 0 };

    /// <summary>The largest p that is a claim, and the number of tests that share the level.</summary>
    /// <param name="level">Level of all tests together.</param>
    /// <param name="tests">For each test its p, and the smallest p that it can have.</param>
    internal static (double P, int Tests) Largest(double level, IEnumerable<(double P, double Smallest)> tests)
    {
        double[] p = [.. tests.Where(test => test.Smallest <= level).Select(test => test.P).Order()];
        int count = Math.Max(1, p.Length);
        int claims = Enumerable.Range(1, p.Length).LastOrDefault(i => p[i - 1] <= Share(i));
        return (Share(Math.Max(1, claims)), count);

        double Share(int i) => level * ((double)i / count);
    }

    private static (double P, int Tests) Largest(double level, IEnumerable<MetricTrend> trends) =>
        Largest(level, trends.Select(trend => (trend.Kendall!.PValue, SmallestP(trend.Kendall))));

    private static bool IsTested(MetricTrend trend) =>
        trend.Count >= TrendSummary.SmallestFamily && trend.Kendall is not null;

    /// <summary>Random orders resolve no p below 1/(draws + 1), whatever n allows.</summary>
    private static double SmallestP(RankCorrelation tau) => tau.Method == PValueMethod.Exact
        ? tau.SmallestPValue
        : Math.Max(tau.SmallestPValue, 1.0 / (tau.Draws + 1));
}
