using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>Scores that a family predicts, and those that it does not.</summary>
public sealed class RankingReferenceTests
{
    private static readonly RankingOptions s_alpha = new() { Metrics = ["alpha"], Draws = 50 };

    [Fact]
    public void A_reference_predicts_with_an_interval_that_holds_no_more_than_n_allows()
    {
        var reference = ReferenceFor("alpha");
        Assert.Equal(("f", 4), (reference.Family, reference.Fit.Count));
        Assert.Equal(0.8, reference.Confidence(new RankingOptions()), 1e-15); // 4/5, below the 0.9 asked for
        Assert.Equal(0.6, reference.Confidence(new RankingOptions { Confidence = 0.6 }));

        var ranking = ModelRanking.Rank(
            [Model("a", 3.25), Model("b", 4.25)], s_alpha, reference, TestContext.Current.CancellationToken);
        Assert.All(ranking.Models, model => Assert.InRange(
            model.Prediction!.Value.Value, model.Prediction.Value.Low, model.Prediction.Value.High));

        // Least squares by hand: x̄ = 3.5, ȳ = 75, slope = −51/5.
        Assert.Equal(75 + (10.2 * 0.25), ranking.Of("a").Prediction!.Value.Value, 1e-12);
        Assert.Equal(75 - (10.2 * 0.75), ranking.Of("b").Prediction!.Value.Value, 1e-12);
    }

    /// <summary>A network is told by its value: the line is drawn through the other three.</summary>
    [Fact]
    public void A_model_of_the_reference_has_no_say_in_its_own_score()
    {
        const string Four = "model,accuracy,alpha\na,10,1\nb,8,2\nc,6,3\nd,40,5\n";
        var reference = RankingReference.From(TrendCases.Read(Four), "alpha", null);
        var ranking = ModelRanking.Rank(
            [Model("d", 5), Model("e", 1.5)], s_alpha, reference, TestContext.Current.CancellationToken);
        Assert.Equal(2, ranking.Of("d").Prediction!.Value.Value, 1e-12);
        Assert.NotEqual(9, ranking.Of("e").Prediction!.Value.Value, 1e-3);

        // Three others warrant 3/4, all four 4/5.
        Assert.Equal(0.75, ranking.Of("d").PredictionConfidence);
        Assert.Equal(0.8, ranking.Of("e").PredictionConfidence);
        Assert.Contains(
            "hold 75 to 80 % of models", new RankingDocument(ranking, []).ReferenceSentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_models_are_enough_for_an_interval_and_two_are_not()
    {
        const string Three = "model,accuracy,alpha\na,3,1\nb,2,2\nc,1.5,3\n";
        var reference = RankingReference.From(TrendCases.Read(Three), "alpha", null);
        Assert.Equal(0.75, reference.Confidence(new RankingOptions()));
        Assert.NotNull(
            ModelRanking.Rank(
                [Model("a", 1.5), Model("b", 3)], s_alpha, reference, TestContext.Current.CancellationToken)
                .Of("a").Prediction);
        Assert.Null(
            ModelRanking.Rank(
                [Model("a", 1.5), Model("b", 3)], s_alpha, reference, TestContext.Current.CancellationToken)
                .Of("b").Prediction);

        var error = Assert.Throws<TableException>(() =>
            RankingReference.From(TrendCases.Read("model,accuracy,alpha\na,3,1\nb,2,2\n"), "alpha", null));
        Assert.Contains("no family of three models or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_has_to_be_one_family_that_makes_a_line()
    {
        var data = TrendCases.Read(Reference);
        Assert.Equal("f", RankingReference.From(data, "alpha", "f*").Family);
        Assert.Contains(
            "2 families: `f`, `g`",
            Assert.Throws<TableException>(() => RankingReference.From(data, "alpha", "*")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no family `x`", Assert.Throws<TableException>(() => RankingReference.From(data, "alpha", "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no line with an error",
            Assert.Throws<TableException>(() => RankingReference.From(data, "alpha", "g")).Message,
            StringComparison.Ordinal);
        var same = TrendCases.Read("model,accuracy,alpha\na,3,1\nb,2,1\nc,1,1\n");
        Assert.Contains(
            "no line with an error",
            Assert.Throws<TableException>(() => RankingReference.From(same, "alpha", null)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The family has alphas from 2 to 5; rounding is no extrapolation.</summary>
    [Theory]
    [InlineData(1.9, "1.9")]
    [InlineData(5.01, "5.01")]
    [InlineData(-7, "-7")]
    [InlineData(2, null)]
    [InlineData(5, null)]
    [InlineData(2 - 1e-9, null)]
    public void A_prediction_beyond_the_family_is_refused(double alpha, string? shown)
    {
        var ranking = ModelRanking.Rank(
            [Model("a", alpha), Model("b", 3.5)], s_alpha, ReferenceFor("alpha"),
            TestContext.Current.CancellationToken);
        Assert.NotNull(ranking.Of("b").Prediction);
        Assert.Equal(shown is null, ranking.Of("a").Prediction is not null);
        string? expected = shown is null ? null : $"`alpha` is {shown}, outside the 2 to 5 of `f`";
        Assert.Equal(expected is null ? null : $"refused: {expected}", ranking.Of("a").PredictionNote);
        Assert.Equal(expected is null ? 0 : 1, ranking.Notes.Count(note => note.Contains(
            $"`a`: no `accuracy` is predicted, as it would be an extrapolation: {expected}.",
            StringComparison.Ordinal)));
    }

    [Fact]
    public void A_prediction_from_fewer_layers_is_named()
    {
        var broken = Model("broken", [Numbers(3), Numbers(3.5), new LayerMetrics { Status = LayerStatus.Unreadable }]);
        var ranking = ModelRanking.Rank(
            [Model("a", 3, 3, 4), broken], s_alpha, ReferenceFor("alpha"), TestContext.Current.CancellationToken);
        Assert.NotNull(ranking.Of("broken").Prediction);
        Assert.Equal("1 of 3 layers is left out (unreadable)", ranking.Of("broken").PredictionNote);
        Assert.Contains(
            ranking.Notes,
            note =>
                note.StartsWith("`broken`: its `accuracy` is predicted from fewer layers", StringComparison.Ordinal));
        Assert.Null(ranking.Of("a").PredictionNote);
    }
}
