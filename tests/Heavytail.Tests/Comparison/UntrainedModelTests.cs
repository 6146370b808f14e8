using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>
/// A network that looks untrained has no place, no vote, no predicted score, and is no point of a trend.
/// </summary>
public sealed class UntrainedModelTests
{
    private static readonly RankingOptions s_options = new() { Metrics = ["log_norm", "alpha"], Draws = 50 };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void It_takes_part_in_nothing_wherever_it_is_given(int position)
    {
        var models = new List<ModelAnalysis> { Trained("a", 3), Trained("b", 3.5) };
        var without = Rank(models);
        models.Insert(position, Noise("noise"));
        var ranking = Rank(models);
        Assert.Equal(["a", "b", "noise"], ranking.Models.Select(model => model.Path));
        Assert.Equal(
            without.Models.Select(model => (model.Place, model.MeanRank, model.BestShare, model.PlaceInterval)),
            ranking.Models.Take(2).Select(
                model => (model.Place, model.MeanRank, model.BestShare, model.PlaceInterval)));
        Assert.Equal(
            without.Models.SelectMany(model => model.Ranks), ranking.Models.Take(2).SelectMany(model => model.Ranks));
        Assert.Equal((without.Agreement, without.LeadP), (ranking.Agreement, ranking.LeadP));

        var noise = ranking.Models[2];
        Assert.Equal(
            (null, null, null, null, "looks untrained"),
            (noise.Place, noise.MeanRank, noise.BestShare, noise.PlaceInterval, noise.Unplaced));
        Assert.Equal([0, 2.5], noise.Values.Select(value => value!.Value)); // known, for who wants to look
        Assert.All(noise.Ranks, rank => Assert.Null(rank));
        Assert.EndsWith(" `noise` looks untrained and has no place.", ranking.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 3)]
    public void Fewer_than_two_others_are_no_ranking(int trained, int noise) =>
        Assert.Throws<ArgumentException>(() => Rank(
        [
            .. Enumerable.Range(0, trained).Select(i => Trained($"t{i}", 3 + i)),
            .. Enumerable.Range(0, noise).Select(i => Noise($"n{i}")),
        ]));

    [Fact]
    public void Many_are_counted()
    {
        var ranking = Rank(
            [Trained("a", 3), Trained("b", 4), .. Enumerable.Range(0, 6).Select(i => Noise($"n{i}"))]);
        Assert.EndsWith(
            " `n0`, `n1`, `n2` and 3 more look untrained and have no place.", ranking.Sentence,
            StringComparison.Ordinal);
        Assert.Equal(2, ranking.Notes.Count);
    }

    [Fact]
    public void It_gets_no_predicted_score()
    {
        var ranking = ModelRanking.Rank(
            [Trained("a", 3), Trained("b", 3.5), Noise("noise")],
            new RankingOptions { Metrics = ["alpha"], Draws = 50 },
            ReferenceFor("alpha"), TestContext.Current.CancellationToken);
        Assert.NotNull(ranking.Of("a").Prediction);
        Assert.Null(ranking.Of("noise").Prediction);
        Assert.Equal("refused: it looks untrained", ranking.Of("noise").PredictionNote);
    }

    /// <summary>With its untrained start, a series of trained networks has a trend that they do not have.</summary>
    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public void It_is_a_point_of_a_trend_only_where_that_is_asked_for(bool keep, int points)
    {
        using var folder = new TempFolder();
        string table = folder.Write("models.csv", "model,accuracy\na,90\nb,91\nnoise,10\nc,89\n"u8);
        var options = new TrendOptions { KeepUntrained = keep };
        var data = TrendReader.Read(table, options, path => Path.GetFileName(path) switch
        {
            "noise" => Noise(path),
            var name => Trained(path, 3 + (0.1 * name[0])) with { Files = [new AnalyzedFile(path, 1, null)] },
        });
        Assert.Equal(points, data.Models.Count);
        Assert.Equal(keep ? [] : ["noise"], data.Untrained);
        if (!keep)
        {
            var note = Assert.Single(data.Notes);
            Assert.Equal((4, false), (note.Line, note.IsError));
            Assert.Equal(
                "`noise`: looks untrained (4 of 4 layers look random); not counted", note.Message);
        }
    }

    /// <summary>A reference is read as a trend: no line goes through an untrained network.</summary>
    [Fact]
    public void It_is_no_point_of_the_samples_reference()
    {
        var data = TrendReader.Read(
            Repository.Path("samples/fashion-mnist/models.csv"), new TrendOptions(), path =>
            {
                using var checkpoint = Checkpoint.Open(path);
                return Analyzer.Analyze(checkpoint, new AnalysisOptions());
            });
        Assert.Equal(["initial.safetensors"], data.Untrained);
        Assert.Equal(8, data.Models.Count);
        Assert.Single(data.Models.Select(model => model.Family).Distinct());
    }

    private static Ranking Rank(IReadOnlyList<ModelAnalysis> models) =>
        ModelRanking.Rank(models, s_options, cancellation: TestContext.Current.CancellationToken);

    private static ModelAnalysis Trained(string path, double alpha) =>
        Model(path, [.. Enumerable.Range(0, 4).Select(_ => Numbers(alpha, logNorm: 3 + alpha))]);

    /// <summary>Layers of 30 × 20 with the stable rank and entropy of noise, and values below all others.</summary>
    private static ModelAnalysis Noise(string path) => Model(
        path,
        [.. Enumerable.Range(0, 4).Select(_ => new LayerMetrics
        {
            Status = LayerStatus.Success,
            Tail = new TailMetrics { Alpha = 2.5, AlphaWeighted = -3 },
            Norms = new NormMetrics { LogNorm = 0, StableRank = 15 },
            Shape = new ShapeMetrics { Entropy = 0.97 },
        })]);
}
