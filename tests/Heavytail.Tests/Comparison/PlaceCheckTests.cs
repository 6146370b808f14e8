using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>Every model is checked as if it were first, so that none is recommended that would get a note.</summary>
public sealed class PlaceCheckTests
{
    private static readonly RankingOptions s_options = new() { Metrics = ["log_norm", "alpha"], Draws = 100 };

    /// <summary>Models of several depths, where scale has a vote.</summary>
    [Fact]
    public void A_model_behind_the_first_has_a_remark_of_its_own()
    {
        var ranking = Rank(
            Family("small", 1, 3.7, layers: 5), Family("b", 3, 3), Family("c", 4, 3.5), Family("d", 5, 4));
        Assert.Equal(["b", "small", "c", "d"], ranking.Models.Select(model => model.Path));
        Assert.Equal("first by `log_norm` but 3rd of 4 by `alpha`", ranking.Of("small").Remark);
        Assert.All(new[] { "b", "c", "d" }, path => Assert.Null(ranking.Of(path).Remark));
        Assert.Empty(ranking.Notes); // they speak of the first model only
    }

    /// <summary>Where all have the same layers, scale gives no place, so that none is owed to it.</summary>
    [Fact]
    public void Of_models_of_the_same_layers_none_is_first_by_scale()
    {
        var ranking = Rank(Family("small", 1, 3.7), Family("b", 3, 3), Family("c", 4, 3.5), Family("d", 5, 4));
        Assert.Equal(["b", "c", "small", "d"], ranking.Models.Select(model => model.Path));
        Assert.All(ranking.Models, model => Assert.Null(model.Remark));
    }

    /// <summary>
    /// A network and its scaled copy are first; behind them is one that would get a note as the first.
    /// </summary>
    [Theory]
    [InlineData(1.9, 9)]
    [InlineData(1, 11)]
    public void A_model_that_would_get_a_note_as_the_first_is_not_recommended(double low, double high)
    {
        var ranking = Rank(
            Spectra("a", 1), Spectra("scaled", 1, factor: 0.1), Model("b", low, low, high), Model("c", 5.5, 5.5, 5.5));
        Assert.Equal([1, 1, 3, 4], ranking.Models.Select(model => model.Place!.Value));
        Assert.Equal("3 of 3 layers have an alpha outside 2 to 6", ranking.Of("b").Remark);
        Assert.Contains(
            "The first model without such a remark is `c`, place 4.", ranking.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "as the first, `b` (3 of 3 layers have an alpha outside 2 to 6) would get a note", ranking.Notes[^1],
            StringComparison.Ordinal);
    }

    /// <summary>The order is that of shape; the network of small norms is named, wherever it is.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.01)]
    public void A_network_that_is_only_scaled_down_is_named_behind_the_first(double factor)
    {
        var ranking = Rank(Spectra("a", 1.2), Spectra("b", 1.5), Spectra("worst", 2, factor));
        Assert.Equal(["a", "b", "worst"], ranking.Models.Select(model => model.Path));
        Assert.StartsWith(
            "`worst`: the largest singular value of every layer is ", Assert.Single(ranking.Notes),
            StringComparison.Ordinal);
        Assert.Contains("which gives it no place here", ranking.Notes[0], StringComparison.Ordinal);
        Assert.Contains("By scale `worst` is first", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_whose_places_overlap_are_to_be_tested()
    {
        var ranking = Rank(
            Model("a", [Numbers(2, 2), Numbers(3, 3), Numbers(2, 2), Numbers(3, 3)]),
            Model("b", [Numbers(3, 3), Numbers(2, 2), Numbers(3, 3), Numbers(2.1, 2.1)]),
            Model("c", [Numbers(5, 9), Numbers(5, 9), Numbers(5, 9), Numbers(5, 9)]));
        Assert.StartsWith(
            "Weights cannot tell `a` and `b` apart: test them. ", ranking.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Many_copies_are_one_note(int count)
    {
        var ranking = Rank(
        [
            Spectra("a", 1), Spectra("b", 2.5),
            .. Enumerable.Range(0, count).Select(i => Spectra($"a{i}", 1)),
            .. Enumerable.Range(0, count).Select(i => Spectra($"b{i}", 2.5)),
        ]);
        string note = Assert.Single(
            ranking.Notes, note => note.Contains("the spectra of", StringComparison.Ordinal));
        Assert.StartsWith(
            $"{2 * count} models have the spectra of another in every layer", note, StringComparison.Ordinal);
        Assert.Contains(
            count == 3 ? "(`a0`, `a1` and `a2` of `a`;" : "(`a0`, `a1`, `a2` and 37 more of `a`;", note,
            StringComparison.Ordinal);
    }

    private static Ranking Rank(params ModelAnalysis[] models) =>
        ModelRanking.Rank(models, s_options, cancellation: TestContext.Current.CancellationToken);

    private static ModelAnalysis Family(string path, double norm, double alpha, int layers = 4) => Model(
        path,
        [.. Enumerable.Range(0, layers).Select(k => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = alpha, AlphaWeighted = (3 * norm) + alpha, LogAlphaNorm = norm },
            Norms = new NormMetrics { LogNorm = norm, LogSpectralNorm = norm + (k % 2 == 0 ? 0.01 : 0.02) },
        })]);

    /// <summary>Three layers with all the metrics that copies are known by.</summary>
    private static ModelAnalysis Spectra(string path, double shape, double factor = 1) => Model(
        path,
        [.. Enumerable.Range(0, 3).Select(k => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = 3 + shape },
            Norms = new NormMetrics
            {
                LogNorm = k + shape + (2 * Math.Log10(factor)),
                LambdaMax = (10 + k + shape) * factor * factor,
                StableRank = 2 + shape,
            },
            Shape = new ShapeMetrics { Entropy = 0.3 + (0.1 * shape), EffectiveRank = 3 + shape },
        })]);
}
