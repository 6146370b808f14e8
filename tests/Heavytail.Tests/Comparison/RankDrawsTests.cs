using Heavytail.Comparison.Rankings;
using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>The bootstrap over layers, against probabilities that follow by counting the draws.</summary>
public sealed class RankDrawsTests
{
    private const int Draws = 4000;

    /// <summary>More than four standard deviations of a share of 4,000 draws.</summary>
    private const double Tolerance = 4 * 0.5 / 63;

    [Fact]
    public void One_layer_leaves_nothing_to_draw()
    {
        var draws = Run([Model("a", 1), Model("b", 3), Model("c", 2)]);
        Assert.Equal([1, 0, 0], draws.BestShare);
        Assert.Equal([(1, 1), (3, 3), (2, 2)], draws.PlaceInterval);
    }

    [Fact]
    public void Equal_models_share_every_draw()
    {
        var draws = Run([Model("a", 1, 5), Model("b", 1, 5)]);
        Assert.Equal([0.5, 0.5], draws.BestShare);
        Assert.Equal([(1.5, 1.5), (1.5, 1.5)], draws.PlaceInterval);
    }

    /// <summary>a is first only where both draws are of its first layer: 1/4.</summary>
    [Fact]
    public void A_share_is_the_probability_of_the_draws_that_win()
    {
        var draws = Run([Model("a", 1, 5), Model("b", 2, 2)]);
        Assert.Equal(0.25, draws.BestShare[0], Tolerance);
        Assert.Equal(1, draws.BestShare.Sum(), 1e-12);
        Assert.Equal([(1, 2), (1, 2)], draws.PlaceInterval);
    }

    /// <summary>Layer by layer b is below a: a draw of the same layers never says otherwise.</summary>
    [Fact]
    public void The_same_layers_are_drawn_together() =>
        Assert.Equal([0, 1], Run([Model("a", 1, 5), Model("b", 0, 4)]).BestShare);

    /// <summary>
    /// The same numbers in other layers: the mean of a is 1, 3 or 5 and that of b 0, 2 or 4, with probabilities 1/4,
    /// 1/2
    /// and 1/4; b is below a in 1/16 + 3/8 + 1/4 of the draws.
    /// </summary>
    [Fact]
    public void Different_layers_are_drawn_independently()
    {
        var other = Model("b", [Numbers(alpha: 0), Numbers(alpha: 4)], 40, 20);
        Assert.Equal(0.6875, Run([Model("a", 1, 5), other]).BestShare[1], Tolerance);
    }

    /// <summary>
    /// A quarter of the draws has only layers without a value: then no metric votes, and all share the place.
    /// </summary>
    [Fact]
    public void A_draw_without_values_is_a_tie()
    {
        var draws = Run([Model("a", [Numbers(alpha: 1), Numbers()]), Model("b", [Numbers(alpha: 2), Numbers()])]);
        Assert.Equal(0.875, draws.BestShare[0], Tolerance);
        Assert.Equal(1, draws.BestShare.Sum(), 1e-12);
        Assert.Equal([(1, 1.5), (1.5, 2)], draws.PlaceInterval);
    }

    /// <summary>a is first in 1/4 of the draws: an interval of 40 % leaves 30 % out on each side.</summary>
    [Fact]
    public void Confidence_sets_the_width_of_the_interval()
    {
        ModelAnalysis[] models = [Model("a", 1, 5), Model("b", 2, 2)];
        Assert.Equal([(2, 2), (1, 1)], Run(models, new RankingOptions { Confidence = 0.4 }).PlaceInterval);
    }

    [Fact]
    public void A_seed_gives_the_same_draws()
    {
        ModelAnalysis[] models = [Model("a", 1, 5, 2), Model("b", 2, 2, 3)];
        Assert.Equal(Run(models).BestShare, Run(models).BestShare);
        Assert.NotEqual(Run(models).BestShare, Run(models, new RankingOptions { Seed = 77 }).BestShare);
    }

    private static RankDraws Run(ModelAnalysis[] models, RankingOptions? options = null) =>
        RankDraws.Draw(
            LayerValues.From(models, ["alpha"]),
            (options ?? new RankingOptions()) with { Draws = Draws },
            TestContext.Current.CancellationToken);
}
