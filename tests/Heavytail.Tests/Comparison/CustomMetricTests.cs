using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>What a metric of one's own says of itself, trends and rankings hear.</summary>
public sealed class CustomMetricTests
{
    [Theory]
    [InlineData(true, "`accuracy` falls as `largest` grows (tau -1, p = 0.017), as theory expects.")]
    [InlineData(false, "`accuracy` falls as `largest` grows (tau -1, p = 0.017). The line")]
    public void Theory_expects_what_the_metric_says(bool smaller, string expected)
    {
        var options = new TrendOptions { Table = Options(smaller).Metrics };
        var analysis = TrendCases.Analyze("model,accuracy,largest\na,5,1\nb,4,2\nc,3,3\nd,2,4\ne,1,5\n", options);
        Assert.Contains(expected, analysis.Families[0].Sentence, StringComparison.Ordinal);
        Assert.Equal(smaller, TrendMetrics.SmallerIsBetter("largest", options.Table));
        Assert.False(TrendMetrics.SmallerIsBetter("largest"));
    }

    [Fact]
    public void A_metric_that_ranks_can_vote_where_all_models_have_it()
    {
        ModelAnalysis[] models = [Analyze("a", 3), Analyze("b", 2), Analyze("c", 1)];
        var ranking = ModelRanking.Rank(
            models, new RankingOptions { Metrics = ["largest"] }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["c", "b", "a"], ranking.Models.Select(model => model.Path));
        Assert.Throws<UnknownNameException>(() => ModelRanking.Rank(
            [models[0], RankingCases.Model("d", 1)], new RankingOptions { Metrics = ["largest"] },
            cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_mean_that_trends_do_not_look_at_is_no_metric_of_a_table()
    {
        var model = Analyze("a", 1, trendOrder: 0);
        Assert.NotNull(model.Summary["largest"]);
        Assert.DoesNotContain("largest", TrendMetrics.From(model.Summary, model.Options.Metrics).Keys);
    }

    private static ModelAnalysis Analyze(string path, double factor, int trendOrder = 100)
    {
        // One strong direction in noise: noise alone would look untrained, and get no place.
        float[] weights =
        [
            .. SplitMix.Normals((ulong)(10 * factor), 30 * 20)
                .Select((value, i) => (float)(factor * (value + (i % 20 == 0 ? 5 : 0)))),
        ];
        using var checkpoint = Checkpoint.Open(
            TinySafeTensors.Floats(("fc.weight", [30, 20], weights)), path);
        return Analyzer.Analyze(checkpoint, Options(smaller: true, trendOrder)) with { Path = path };
    }

    private static AnalysisOptions Options(bool smaller, int trendOrder = 100) =>
        new() { Measures = new MeasureOptions { List = [new Largest(smaller, trendOrder)] } };

    private sealed class Largest(bool smaller, int trendOrder) : IMeasure
    {
        public string Name => "largest";

        public IReadOnlyList<Metric> Metrics { get; } =
        [
            new Metric("largest")
            {
                SummaryOrder = 100,
                TrendOrder = trendOrder,
                SmallerIsBetter = smaller,
                Ranks = true,
            },
        ];

        public LayerMetrics Measure(MeasureInput input) =>
            input.Metrics.With("largest", input.Spectrum.Eigenvalues[^1]);
    }
}
