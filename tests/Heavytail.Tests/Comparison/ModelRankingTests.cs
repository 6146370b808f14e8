using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>Orders that can be told by hand, from layers that were made by hand.</summary>
public sealed class ModelRankingTests
{
    private static readonly RankingOptions s_alpha = new() { Metrics = ["alpha"] };

    [Fact]
    public void The_smallest_mean_comes_first()
    {
        var ranking = ModelRanking.Rank(
            [Model("c", 5, 7), Model("a", 2, 3), Model("b", 4, 4)], s_alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], ranking.Models.Select(model => model.Path));
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.Place!.Value));
        Assert.Equal([2.5, 4, 6], ranking.Models.Select(model => model.Values[0]!.Value));
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.MeanRank!.Value));
        Assert.Empty(ranking.Differences);
        Assert.Null(ranking.Agreement); // one judge agrees with nobody
        Assert.All(ranking.Models, model => Assert.Null(model.Prediction));
    }

    [Fact]
    public void Equal_models_share_place_rank_and_draws()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 3, 5), Model("b", 3, 5), Model("z", 9, 9), Model("c", 3, 5)], s_alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c", "z"], ranking.Models.Select(model => model.Path)); // in the order given
        Assert.Equal([1, 1, 1, 4], ranking.Models.Select(model => model.Place!.Value));
        Assert.Equal([2, 2, 2, 4], ranking.Models.Select(model => model.MeanRank!.Value));
        Assert.All(ranking.Models.Take(3), model => Assert.Equal(1.0 / 3, model.BestShare!.Value, 1e-9));
        Assert.All(ranking.Models.Take(3), model => Assert.Equal((2, 2), model.PlaceInterval));
        Assert.Contains("`a`, `b` and `c` tie for first place", ranking.Sentence, StringComparison.Ordinal);
    }

    /// <summary>By alpha a, b, c; by log_norm b, a, c: rank sums 3, 3 and 6, so W = 12·(1 + 1 + 4)/(4·24).</summary>
    [Fact]
    public void Shape_orders_models_of_the_same_layers_and_its_agreement_with_scale_is_Kendalls_W()
    {
        ModelAnalysis[] models =
        [
            Model("a", [Numbers(alpha: 1, logNorm: 2)]),
            Model("b", [Numbers(alpha: 2, logNorm: 1)]),
            Model("c", [Numbers(alpha: 3, logNorm: 3)]),
        ];
        var ranking = ModelRanking.Rank(
            models, new RankingOptions { Metrics = ["alpha", "log_norm"] },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.MeanRank!.Value));
        Assert.Equal([2, 1, 3], ranking.Models.Select(model => model.ScaleRank!.Value));
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.Place!.Value));
        Assert.Equal([2, 1], ranking.Of("b").Ranks.Select(rank => rank!.Value));
        Assert.Equal(12 * (1 + 1 + 4) / 96.0, ranking.Agreement!.Value, 1e-15);
        Assert.Equal(["log_norm"], ranking.ScaleMetrics);
        Assert.False(ranking.ScaleHasSay);
    }

    [Fact]
    public void Layers_without_a_number_are_in_no_mean()
    {
        LayerMetrics[] damaged =
            [
            Numbers(alpha: 2), Numbers(alpha: double.NaN), Numbers(alpha: double.PositiveInfinity), Numbers(),
            Numbers(alpha: 4),
        ];
        var ranking = ModelRanking.Rank(
            [Model("whole", 4, 4, 4, 4, 4), Model("damaged", damaged)], s_alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(3, ranking.Of("damaged").Values[0]);
        Assert.Equal("damaged", ranking.Models[0].Path);
        Assert.All(ranking.Models, model => Assert.InRange(model.BestShare!.Value, 0.0, 1.0));
        Assert.Equal(1, ranking.Models.Sum(model => model.BestShare!.Value), 1e-9);
    }

    [Fact]
    public void A_metric_that_one_model_lacks_does_not_vote()
    {
        ModelAnalysis[] models = [Model("a", 3), Model("b", [Numbers(alpha: 2)])];
        var ranking = ModelRanking.Rank(
            models, new RankingOptions(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["alpha"], ranking.Metrics);
        Assert.Equal(["alpha"], ModelRanking.Voters(models, new RankingOptions()));
        Assert.Equal("b", ranking.Models[0].Path);
    }

    [Fact]
    public void Without_a_common_metric_there_is_no_order()
    {
        ModelAnalysis[] models = [Model("a", [Numbers(logNorm: 2)]), Model("b", [Numbers(alpha: 2)])];
        Assert.Empty(ModelRanking.Voters(models, new RankingOptions()));
        Assert.Throws<ArgumentException>(
            () => ModelRanking.Rank(models, new RankingOptions(), cancellation: TestContext.Current.CancellationToken));
        Assert.Empty(ModelRanking.Voters([Model("a", Array.Empty<LayerMetrics>())], new RankingOptions()));
    }

    [Fact]
    public void One_model_or_two_conventions_are_refused()
    {
        Assert.Throws<ArgumentException>(
            () => ModelRanking.Rank([Model("a", 1)], s_alpha, cancellation: TestContext.Current.CancellationToken));
        var other = Model("b", 2) with
        {
            Options = new AnalysisOptions
            {
                Method = new() { Convention = Convention.Sdm2020 },
            }
        };
        Assert.Throws<ArgumentException>(() => ModelRanking.Rank(
            [Model("a", 1), other], s_alpha, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_metric_that_does_not_rank_is_unknown_and_one_that_is_named_twice_votes_once()
    {
        ModelAnalysis[] models = [Model("a", 1), Model("b", 2)];
        var error = Assert.Throws<UnknownNameException>(
            () => ModelRanking.Rank(
                models, new RankingOptions { Metrics = ["stable_rank"] },
                cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("no metric that ranks is named `stable_rank`", error.Message);
        Assert.NotEmpty(error.Suggestions);
        Assert.Equal(["alpha"], ModelRanking.Rank(
            models, new RankingOptions { Metrics = ["alpha", "alpha"] },
            cancellation: TestContext.Current.CancellationToken).Metrics);
    }

    [Fact]
    public void Draws_depend_on_the_seed_alone()
    {
        ModelAnalysis[] models = [Model("a", 1, 9, 4, 7), Model("b", 5, 5, 6, 5), Model("c", 8, 2, 9, 3)];
        var cancellation = TestContext.Current.CancellationToken;
        var first = Draws(ModelRanking.Rank(models, s_alpha, cancellation: cancellation));
        Assert.Equal(first, Draws(ModelRanking.Rank(models, s_alpha, cancellation: cancellation)));
        var other = ModelRanking.Rank(models, s_alpha with { Seed = 43 }, cancellation: cancellation);
        Assert.NotEqual(first, Draws(other));
        Assert.Equal(1, first.Sum(model => model.BestShare), 1e-9);
    }

    /// <summary>
    /// Every layer of b is a little worse than a's: drawn together, no draw can turn that; drawn apart, many do.
    /// </summary>
    [Fact]
    public void Models_of_the_same_layers_are_drawn_together()
    {
        double[] alphas = [1, 20, 3, 50, 7];
        double[] worse = [.. alphas.Select(alpha => alpha + 0.01)];
        var paired = ModelRanking.Rank(
            [Model("a", alphas), Model("b", worse)], s_alpha, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1, paired.Of("a").BestShare);
        Assert.Equal((1, 1), paired.Of("a").PlaceInterval);
        Assert.Equal((2, 2), paired.Of("b").PlaceInterval);

        // One layer more makes them different models, whose layers do not belong together.
        var apart = ModelRanking.Rank(
            [Model("a", alphas), Model("b", [.. worse, 16.21])], s_alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(apart.Of("a").BestShare!.Value, 0.3, 0.7);
    }

    /// <summary>
    /// Two layers, one for each model: half of the draws take both, and tie; a quarter takes either one twice.
    /// </summary>
    [Fact]
    public void Shares_of_draws_are_those_of_the_binomial()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 1, 2), Model("b", 2, 1)], s_alpha with { Draws = 20_000 },
            cancellation: TestContext.Current.CancellationToken);
        Assert.All(ranking.Models, model => Assert.Equal(0.5, model.BestShare!.Value, 0.015));
        Assert.All(ranking.Models, model => Assert.Equal((1, 2), model.PlaceInterval));
    }

    [Fact]
    public void Shapes_that_not_all_have_are_named()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 1), Model("b", [Numbers(alpha: 2)], 40, 20)], s_alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(2, ranking.Differences.Count);
        Assert.StartsWith("a: 0 (", ranking.Differences[0], StringComparison.Ordinal);
        Assert.StartsWith("b: 0 (", ranking.Differences[1], StringComparison.Ordinal);
    }

    private static (string Path, double BestShare, double Low, double High)[] Draws(Ranking ranking) =>
        [.. ranking.Models.Select(
            model =>
                (model.Path, model.BestShare!.Value, model.PlaceInterval!.Value.Low, model.PlaceInterval.Value.High))];
}
