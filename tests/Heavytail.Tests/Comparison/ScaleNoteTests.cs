using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>What the first place may owe to scale is said, with what to check.</summary>
public sealed class ScaleNoteTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.01)]
    public void A_network_that_is_only_scaled_down_is_doubted_without_its_original(double factor)
    {
        var ranking = Rank(Spectra("small", factor), Spectra("b", 1.1), Spectra("c", 1.3), Spectra("d", 0.9));
        Assert.Equal("small", ranking.Models[0].Path);
        string note = Assert.Single(ranking.Notes);
        Assert.Contains("`small`: the largest singular value of every layer is ", note, StringComparison.Ordinal);
        Assert.Contains("which scale does not change", note, StringComparison.Ordinal);
        Assert.False(ranking.IsClear);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void One_other_network_is_enough_to_doubt_it(double factor)
    {
        var ranking = Rank(Spectra("small", factor), Spectra("b", 1));
        Assert.Contains(
            "A network that is only scaled down looks like that", Assert.Single(ranking.Notes),
            StringComparison.Ordinal);
        Assert.False(ranking.IsClear);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.95)]
    public void Trainings_that_differ_a_little_are_not(double factor) =>
        Assert.Empty(Rank(Spectra("a", factor), Spectra("b", 1.1), Spectra("c", 1.3)).Notes);

    /// <summary>The one model with a layer more makes them models of several depths, where scale has a vote.</summary>
    [Fact]
    public void A_vote_of_scale_is_named_as_scale()
    {
        ModelAnalysis[] models =
        [
            Model("norms", [.. new[] { 5.0, 5.1, 5.2, 5.1 }.Select(alpha => Numbers(alpha, 1))]),
            Model("b", [.. new[] { 3.0, 3.1, 3.2 }.Select(alpha => Numbers(alpha, 2))]),
            Model("c", [.. new[] { 4.0, 4.1, 4.2 }.Select(alpha => Numbers(alpha, 3))]),
        ];
        var options = new RankingOptions { Metrics = ["log_norm", "alpha"] };
        var ranking = ModelRanking.Rank(models, options, cancellation: TestContext.Current.CancellationToken);
        Assert.True(ranking.ScaleHasSay);
        Assert.Equal([1.5, 2, 2.5], ranking.Models.Select(model => model.MeanRank!.Value));
        Assert.Equal("first by `log_norm` but 3rd of 3 by `alpha`", ranking.Of("norms").Remark);
        Assert.Contains(
            "so scale (`log_norm`) is one vote beside shape (`alpha`)", ranking.Sentence, StringComparison.Ordinal);
        Assert.Contains("By shape alone `b` is first.", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Norms_alone_are_an_order_of_scale()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 3, 4), Model("b", 5, 6)], new RankingOptions { Metrics = ["log_norm", "alpha_weighted"] },
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(ranking.ScaleHasSay);
        Assert.EndsWith(
            "Scale alone orders them here (`log_norm` and `alpha_weighted`): one factor on all weights moves these "
                + "places, and changes no quality.",
            ranking.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_outside_of_two_to_six_are_counted()
    {
        var ranking = ModelRanking.Rank(
            [Model("a", 1.2, 1.5, 1.9, 3), Model("b", 7, 8, 9, 9)], new RankingOptions { Metrics = ["alpha"] },
            cancellation: TestContext.Current.CancellationToken);
        Assert.StartsWith(
            "`a`: 3 of 4 layers have an alpha outside 2 to 6.", Assert.Single(ranking.Notes), StringComparison.Ordinal);
    }

    private static Ranking Rank(params ModelAnalysis[] models) =>
        ModelRanking.Rank(models, new RankingOptions { Metrics = ["log_norm", "alpha"] });

    /// <summary>Six layers with one spectrum each but for scale and a little alpha.</summary>
    private static ModelAnalysis Spectra(string path, double factor) => Model(
        path,
        [.. Enumerable.Range(0, 6).Select(k => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = 3 + (0.1 * factor) + (0.01 * k) },
            Norms = new NormMetrics
            {
                LogNorm = 2 * Math.Log10(factor * (k + 2)),
                LambdaMax = Math.Pow(factor * (k + 2), 2),
            },
        })]);
}
