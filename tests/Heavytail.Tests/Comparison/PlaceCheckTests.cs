using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>Every model is checked as if it were first, so that none is recommended that would get a note.</summary>
public sealed class PlaceCheckTests
{
    private static readonly RankingOptions s_options = new() { Metrics = ["log_norm", "alpha"], Draws = 100 };

    [Fact]
    public void A_model_behind_the_first_has_a_remark_of_its_own()
    {
        var ranking = Rank(
            Family("small", 1, 3.7), Family("b", 3, 3), Family("c", 4, 3.5), Family("d", 5, 4));
        Assert.Equal(["b", "small", "c", "d"], ranking.Models.Select(model => model.Path));
        Assert.Equal("first by `log_norm` but 3rd of 4 by `alpha`", ranking.Of("small").Remark);
        Assert.All(new[] { "b", "c", "d" }, path => Assert.Null(ranking.Of(path).Remark));
        Assert.Empty(ranking.Notes); // they speak of the first model only
    }

    /// <summary>With a random network first, the next one is first by norms and last by alpha.</summary>
    [Theory]
    [InlineData(4.5, "5th", "c")]
    [InlineData(5.5, "5th", "c")]
    public void A_model_that_would_get_a_note_as_the_first_is_not_recommended(
        double alpha, string place, string recommended)
    {
        ModelAnalysis[] models =
        [
            Noise("initial"), Family("b", 1, alpha), Family("c", 2, 3.05), Family("d", 3, 3), Family("e", 4, 3.2),
            Family("f", 5, 3.3),
        ];
        var ranking = ModelRanking.Rank(
            models, new RankingOptions { Draws = 100 },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("its layers look random", ranking.Of("initial").Remark);
        Assert.Equal("initial", ranking.Models[0].Path);
        Assert.Equal($"first by metrics that depend on scale but {place} of 5 by `alpha`", ranking.Of("b").Remark);
        Assert.Contains(
            $"The first model without such a remark is `{recommended}`,", ranking.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "as the first, `b` (first by metrics that depend on scale but 5th of 5 by `alpha`) would get a note",
            ranking.Notes[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Models_whose_places_overlap_are_to_be_tested()
    {
        var ranking = Rank(
            Model("a", [Numbers(2, 2), Numbers(3, 3), Numbers(2, 2), Numbers(3, 3)]),
            Model("b", [Numbers(3, 3), Numbers(2, 2), Numbers(3, 3), Numbers(2.1, 2.1)]),
            Model("c", [Numbers(5, 9), Numbers(5, 9), Numbers(5, 9), Numbers(5, 9)]));
        Assert.EndsWith(
            " Test `a` and `b`: weights cannot tell them apart.", ranking.Sentence, StringComparison.Ordinal);
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

    private static ModelAnalysis Family(string path, double norm, double alpha) => Model(
        path,
        [.. Enumerable.Range(0, 4).Select(k => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = alpha, AlphaWeighted = (3 * norm) + alpha, LogAlphaNorm = norm },
            Norms = new NormMetrics { LogNorm = norm, LogSpectralNorm = norm + (k % 2 == 0 ? 0.01 : 0.02) },
        })]);

    /// <summary>Layers of 30 × 20 with the stable rank and entropy of noise, and norms below all others.</summary>
    private static ModelAnalysis Noise(string path) => Model(
        path,
        [.. Enumerable.Range(0, 4).Select(_ => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = 3.02, AlphaWeighted = -3, LogAlphaNorm = 0 },
            Norms = new NormMetrics { LogNorm = 0, LogSpectralNorm = 0, StableRank = 15 },
            Shape = new ShapeMetrics { Entropy = 0.97 },
        })]);

    /// <summary>Three layers with all the metrics that copies are known by.</summary>
    private static ModelAnalysis Spectra(string path, double shape) => Model(
        path,
        [.. Enumerable.Range(0, 3).Select(k => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = 3 + shape },
            Norms = new NormMetrics { LogNorm = k + shape, LambdaMax = 10 + k + shape, StableRank = 2 + shape },
            Shape = new ShapeMetrics { Entropy = 0.3 + (0.1 * shape), EffectiveRank = 3 + shape },
        })]);
}
