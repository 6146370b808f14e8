using System.Diagnostics;
using Heavytail.Statistics;
using Heavytail.Tests.Comparison;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>Long statistics end soon after they are told to.</summary>
public sealed class CancellationTests
{
    [Fact]
    public void A_canceled_token_ends_trends_and_rankings()
    {
        var canceled = new CancellationToken(canceled: true);
        var data = TrendCases.Read("model,accuracy,alpha\n" + string.Concat(
            Enumerable.Range(0, 12).Select(k => $"m{k},{k / 2},{k / 3}\n")));
        Assert.Throws<OperationCanceledException>(() => TrendAnalysis.Analyze(data, new TrendOptions(), canceled));
        Assert.Throws<OperationCanceledException>(() => ModelRanking.Rank(
            [RankingCases.Model("a", 1, 2), RankingCases.Model("b", 2, 3)], new RankingOptions(), null, canceled));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(300_000, 7)]
    [InlineData(300_000, 300_000)]
    public void Permutations_end_within_a_second(int count, int values)
    {
        var random = new Random(count);
        double[] x = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(values))];
        double[] y = [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(values))];
        var groups = new int[count];
        Action<CancellationToken>[] statistics =
        [
            token => KendallTau.Compute(x, y, 1, token),
            token => SpearmanRho.Compute(x, y, 1, token),
            token => GroupedTau.Compute(x, y, groups, token),
        ];
        foreach (var statistic in statistics)
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            var clock = Stopwatch.StartNew();
            try
            {
                while (true)
                {
                    statistic(source.Token);
                    source.Token.ThrowIfCancellationRequested();
                }
            }
            catch (OperationCanceledException)
            {
                // It takes less than a second; beside other tests on a busy machine it took four.
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"it took {clock.Elapsed} to end");
            }
        }
    }
}
