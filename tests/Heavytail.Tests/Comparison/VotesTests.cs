using Heavytail.Comparison.Rankings;
using Heavytail.Statistics;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>Who orders the models, and how well that does on published families.</summary>
public sealed class VotesTests
{
    private static readonly string[] s_metrics =
        ["log_norm", "log_spectral_norm", "alpha", "alpha_weighted", "log_alpha_norm"];

    [Fact]
    public void Shape_orders_models_of_the_same_layers_and_scale_has_one_vote_among_others()
    {
        double[][] ranks = [[1, 2, 3], [1, 3, 2], [3, 2, 1], [1, 2, 3], [1, 2, 3]];
        Assert.Equal([3, 2, 1], Of(sameLayers: true).Consensus(ranks)!);
        Assert.Equal([2, 2.125, 1.875], Of(sameLayers: false).Consensus(ranks)!);
        Assert.Equal([1, 2, 3], Of(sameLayers: true).RanksByScale(ranks)!);
        Assert.Equal(0, Of(sameLayers: true).Agreement(ranks)!.Value, 1e-12); // reversed
    }

    [Fact]
    public void Without_shape_scale_is_the_only_vote_and_without_scale_shape_is()
    {
        double[][] ranks = [[1, 2], [2, 1]];
        var scale = Votes.Of(["log_norm", "alpha_weighted"], MetricTable.BuiltIn, sameLayers: true);
        Assert.True(scale.ScaleHasSay);
        Assert.Equal([1.5, 1.5], scale.Consensus(ranks)!);
        Assert.Null(scale.Agreement(ranks)); // one vote agrees with nobody
        var shape = Votes.Of(["alpha"], MetricTable.BuiltIn, sameLayers: true);
        Assert.Equal([1, 2], shape.Consensus([[1, 2]])!);
        Assert.Null(shape.RanksByScale([[1, 2]]));
    }

    /// <summary>A draw of layers may leave a metric without a value.</summary>
    [Fact]
    public void A_metric_without_ranks_does_not_vote()
    {
        Assert.Null(Of(sameLayers: true).Consensus([[1, 2], null, null, null, null]));
        Assert.Equal([1, 2], Of(sameLayers: false).Consensus([[1, 2], null, null, null, null])!);
    }

    /// <summary>The table of docs/trend.md, as `rank_rules.py` has it too: 27 families of several depths.</summary>
    [Theory]
    [InlineData(true, 0.275, 20)]
    [InlineData(false, 0.538, 25)]
    public void Across_depths_shape_needs_scale(bool sameLayers, double mean, int above)
    {
        var options = new TrendOptions { Where = [("in_published_27", "1")], Metrics = s_metrics };
        double[] taus =
        [
            .. TrendReader.Read(Corpora.Find("nature2021-osmr"), options).Models.GroupBy(model => model.Family)
                .Select(family => family.ToArray())
                .Select(family => KendallTau.Coefficient(
                    [.. Of(sameLayers).Consensus([.. s_metrics.Select(metric => Ranks(family, metric))])!
                        .Select(consensus => Math.Round(consensus, 9))],
                    [.. family.Select(model => model.Score)])).OfType<double>(),
        ];
        Assert.Equal(27, taus.Length);
        Assert.Equal(mean, taus.Average(), 0.0015);
        Assert.Equal(above, taus.Count(tau => tau > 0));
    }

    private static double[]? Ranks(TrendModel[] family, string metric)
    {
        double[] values = [.. family.Select(model => model[metric]).OfType<double>()];
        return values.Length < family.Length ? null : MidRanks.Compute(values);
    }

    private static Votes Of(bool sameLayers) => Votes.Of(s_metrics, MetricTable.BuiltIn, sameLayers);
}
