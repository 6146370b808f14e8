using System.Globalization;
using Heavytail.Statistics;
using Heavytail.Tests.Comparison;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Random orders of long columns: fewer, and said.</summary>
public sealed class PermutationBudgetTests
{
    [Theory]
    [InlineData(10, 9999)]
    [InlineData(1000, 9999)]
    [InlineData(1001, 9989)]
    [InlineData(9000, 1111)]
    [InlineData(60_000, 199)]
    [InlineData(int.MaxValue, 199)]
    public void Draws_fall_as_columns_grow(int count, int draws) => Assert.Equal(draws, PermutationTest.DrawsOf(count));

    /// <summary>Where the numbers before each word become a tree of sums.</summary>
    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(10_001)]
    public void Both_forms_of_Kendalls_score_agree(int count)
    {
        var random = new Random(count);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(count / 2))];
        double[] y = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(count / 3))];
        var pairs = RankedPairs.Create(x, y)!;
        var score = new KendallScore(pairs.X, pairs.Y);

        Assert.Equal(score.OfMany(pairs.Order), score.Evaluate(pairs.Order));
        Assert.Equal(score.OfMany(pairs.Order), score.OfVeryMany(pairs.Order));
    }

    [Fact]
    public void A_long_table_says_how_many_orders_were_drawn()
    {
        var analysis = TrendCases.Analyze(Table(1200));

        Assert.Equal(8332, analysis.Families[0].Metrics.First(metric => metric.Metric == "alpha").Spearman!.Draws);
        Assert.Contains(analysis.Warnings, warning => warning.Contains(
            "those of `f` from 8,332, so that none is below 1/8,333", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_usual_length_says_nothing() => Assert.Empty(TrendCases.Analyze(Table(500)).Warnings);

    [Fact]
    public void The_case_of_nine_thousand_rows_takes_seconds()
    {
        var watch = ThreadClock.StartNew();
        var analysis = TrendCases.Analyze(File.ReadAllText(SharedData.Path("cases/attack_trend_9000_rows.csv")));

        Assert.Contains(
            analysis.Warnings, warning => warning.Contains("those of `f` from 1,111,", StringComparison.Ordinal));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"it took {watch.Elapsed}");
    }

    private static string Table(int rows)
    {
        var random = new Random(5);
        return "model,family,accuracy,alpha\n" + string.Concat(Enumerable.Range(0, rows).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"m{i},f,{random.NextDouble():F3},{random.NextDouble():F3}\n")));
    }
}
