using Heavytail.Comparison.Rankings;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>How often chance gives the lead of the first model, and what is said of it.</summary>
public sealed class LayerLeadTests
{
    /// <summary>Of 2^6 ways to exchange the layers of two models, 2 give one of them all smaller values.</summary>
    [Fact]
    public void The_p_of_two_models_is_that_of_a_sign_test()
    {
        ModelAnalysis[] models = [Model("a", 1, 1, 1, 1, 1, 1), Model("b", 2, 3, 2, 3, 2, 3)];
        Assert.Equal(2 / 64.0, PValue(models, 0)!.Value, 0.012);
        Assert.Equal(1, PValue(models, 1));
    }

    /// <summary>Of 3^4 ways to lead in every layer of four, each of three models has one: 3/81.</summary>
    [Fact]
    public void The_p_of_three_models_counts_each_that_may_lead()
    {
        ModelAnalysis[] models = [Model("a", 1, 1, 1, 1), Model("b", 2, 3, 2, 3), Model("c", 3, 2, 3, 2)];
        Assert.Equal(3 / 81.0, PValue(models, 0)!.Value, 0.013);
    }

    [Fact]
    public void Models_of_different_layers_have_no_p() =>
        Assert.Null(ModelRanking.Rank(
            [Model("a", 1, 2), Model("b", 2, 3, 4)], Alpha, cancellation: TestContext.Current.CancellationToken).LeadP);

    [Fact]
    public void Four_layers_of_two_models_are_too_few_for_a_claim()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 2, 2.1, 2, 2.1), Model("b", 3, 3.1, 3, 3.2)], Alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.False(ranking.IsClear);
        Assert.StartsWith("`a` leads, but chance gives such a lead too: ", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lead_in_eight_layers_is_a_claim()
    {
        var ranking = ModelRanking.Rank(
            [Model("b", 3, 3, 3, 4, 4, 3, 4, 3), Model("a", 2, 2.1, 2, 2.2, 2, 2.1, 2.3, 2)], Alpha,
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(ranking.IsClear);
        Assert.StartsWith("`a` should test best: ", ranking.Sentence, StringComparison.Ordinal);
    }

    /// <summary>
    /// Models that differ in nothing but chance: at most one ranking in twenty says that one is best.
    /// </summary>
    [Theory]
    [InlineData(2, 6)]
    [InlineData(4, 6)]
    [InlineData(9, 5)]
    [InlineData(3, 20)]
    public void Noise_gets_a_claim_as_rarely_as_the_level_says(int models, int layers)
    {
        const int Rankings = 100;
        var random = new SplitMix((ulong)(models + (100 * layers)));
        var options = new RankingOptions { Draws = 200 };
        int clear = 0;
        for (int k = 0; k < Rankings; k++)
        {
            ModelAnalysis[] noise =
            [
                .. Enumerable.Range(0, models).Select(m => Model(
                    $"m{m}", [.. Enumerable.Range(0, layers).Select(_ => 3 + (0.5 * random.NextNormal()))])),
            ];
            var ranking = ModelRanking.Rank(noise, options, cancellation: TestContext.Current.CancellationToken);
            clear += ranking.IsClear ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{models} models of {layers} layers: {clear} of {Rankings}");
        Assert.InRange(clear, 0, 9); // 0.05·100, and two deviations
    }

    private static RankingOptions Alpha { get; } = new() { Metrics = ["alpha"] };

    private static double? PValue(ModelAnalysis[] models, int first) => LayerLead.PValue(
        LayerValues.From(models, ["alpha"]), first, 42, TestContext.Current.CancellationToken);
}
