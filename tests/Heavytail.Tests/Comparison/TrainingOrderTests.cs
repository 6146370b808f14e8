using System.Globalization;
using Heavytail.Comparison.Rankings;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>Checkpoints of one run get a note that places say nothing of quality; noise has none.</summary>
public sealed class TrainingOrderTests
{
    private const string Expected = "these may be checkpoints of one run, so places say nothing of quality";

    private static readonly RankingOptions s_options = new() { Draws = 50 };

    /// <summary>Initial weights that move to the trained ones in equal directions: W0 + t·(W − W0).</summary>
    [Theory]
    [InlineData("batch-0016", 5, 20, 35, 50, 65, 80, 100)]
    [InlineData("batch-0008", 5, 20, 35, 50, 65, 80, 100)]
    [InlineData("batch-1024", 0, 25, 50, 75, 100)]
    [InlineData("batch-0032", 30, 60, 100)]
    public void Moments_of_one_training_are_recognized(string trained, params int[] percents)
    {
        var ranking = Rank([.. percents.Select(percent => Moment(trained, percent))]);
        Assert.Equal(percents.Length, ranking.Models.Count);
        string note = Assert.Single(ranking.Notes, note => note.Contains(Expected, StringComparison.Ordinal));
        string first = ranking.Models.Where(model => model.Unplaced is null).MinBy(model => int.Parse(
            model.Path, CultureInfo.InvariantCulture))!.Path;
        Assert.Contains($"From `{first}` to `100` the norms grow in all layers", note, StringComparison.Ordinal);
        Assert.Contains("`stable_rank` (tau -1)", note, StringComparison.Ordinal);
        Assert.Contains("keep the one that validation prefers", note, StringComparison.Ordinal);
        Assert.EndsWith(
            "`heavytail analyze step-*.safetensors -f csv --columns model,name,alpha,sigma`.",
            note,
            StringComparison.Ordinal);
        Assert.False(ranking.IsClear);
        Assert.All(ranking.Models, model => Assert.NotNull(model.Remark));
        Assert.DoesNotContain("The first model without", ranking.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot tell them apart", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainings_that_differ_in_batch_size_are_no_run()
    {
        string[] paths = Directory.GetFiles(Repository.Path("samples/fashion-mnist"), "*.safetensors");
        Assert.Equal(9, paths.Length); // with the initial network
        Array.Sort(paths, StringComparer.Ordinal);
        var ranking = Rank([.. paths.Select(path => Analyze(path, File.ReadAllBytes(path)))]);
        Assert.DoesNotContain(ranking.Notes, note => note.Contains(Expected, StringComparison.Ordinal));
    }

    /// <summary>Every layer of its own: among 2,000 families the note is rarer than 1 in 100.</summary>
    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(6, 3)]
    [InlineData(8, 20)]
    public void Noise_has_no_note(int models, int layers)
    {
        var random = new SplitMix(11);
        int found = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            ModelAnalysis[] family =
            [
                .. Enumerable.Range(0, models).Select(i => Model($"{i}", [.. Enumerable.Range(0, layers).Select(_ =>
                    Layer(random.NextNormal(), random.NextNormal(), random.NextNormal()))])),
            ];
            found += TrainingOrder.Note(family, ["log_norm", "alpha"]) is null ? 0 : 1;
        }

        Assert.InRange(found, 0, 20);
    }

    [Theory]
    [InlineData(1, -1, 1, true)] // stable_rank falls
    [InlineData(1, 1, -1, true)] // alpha falls
    [InlineData(1, 1, 1, false)] // norms alone are scale
    [InlineData(1, 0, 0, false)]
    public void Norms_have_to_grow_while_a_metric_without_scale_falls(
        int norm, int stableRank, int alpha, bool expected)
    {
        var note = TrainingOrder.Note(Family(5, 4, norm, stableRank, alpha), ["log_norm", "alpha"]);
        Assert.Equal(expected, note is not null);
    }

    /// <summary>Beside a random network any two trained ones make such an order every other time.</summary>
    [Theory]
    [InlineData(0, 70, 100)]
    [InlineData(0, 50, 100)]
    public void A_random_network_is_no_evidence(params int[] percents) => Assert.DoesNotContain(
        Rank([.. percents.Select(percent => Moment("batch-0016", percent))]).Notes,
        note => note.Contains(Expected, StringComparison.Ordinal));

    [Fact]
    public void Two_models_two_layers_other_layers_and_votes_of_alpha_alone_are_not_judged()
    {
        Assert.NotNull(TrainingOrder.Note(Family(3, 3, 1, -1, -1), ["log_norm"]));
        Assert.Null(TrainingOrder.Note(Family(2, 3, 1, -1, -1), ["log_norm"]));
        Assert.Null(TrainingOrder.Note(Family(3, 2, 1, -1, -1), ["log_norm"]));
        Assert.Null(TrainingOrder.Note(Family(3, 3, 1, -1, -1), ["alpha"]));
        Assert.Null(TrainingOrder.Note([.. Family(3, 3, 1, -1, -1), .. Family(1, 4, 1, -1, -1)], ["log_norm"]));
    }

    private static ModelAnalysis[] Family(int models, int layers, int norm, int stableRank, int alpha) =>
    [
        .. Enumerable.Range(0, models).Select(i => Model($"{i}", [.. Enumerable.Range(0, layers).Select(k =>
            Layer(k + (0.1 * i * norm), 9 + (0.1 * i * stableRank) + k, 4 + (0.1 * i * alpha) + (0.2 * k)))])),
    ];

    private static LayerMetrics Layer(double logNorm, double stableRank, double alpha) => new()
    {
        Status = LayerStatus.Success,
        Tail = new TailMetrics { Alpha = alpha },
        Norms = new NormMetrics { LogNorm = logNorm, StableRank = stableRank },
    };

    private static Ranking Rank(ModelAnalysis[] models) =>
        ModelRanking.Rank(models, s_options, cancellation: TestContext.Current.CancellationToken);

    private static ModelAnalysis Moment(string trained, int percent)
    {
        (var before, var after) = (Weights("initial"), Weights(trained));
        var layers = after.Select(layer =>
        {
            float[] first = before.Single(other => other.Name == layer.Name).Values;
            var moment = first.Zip(layer.Values, (a, b) => a + (percent / 100f * (b - a)));
            return (layer.Name, layer.Shape, moment.ToArray());
        });
        return Analyze($"{percent}", TinySafeTensors.Floats([.. layers]));
    }

    private static (string Name, long[] Shape, float[] Values)[] Weights(string name)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path($"samples/fashion-mnist/{name}.safetensors"));
        return
        [
            .. checkpoint.Tensors.Where(tensor => tensor.Shape.Rank > 1).Select(tensor =>
            {
                double[] values = new double[tensor.Shape.ElementCount];
                checkpoint.Read(tensor, values);
                return (tensor.Name, tensor.Shape.Dimensions.ToArray(), values.Select(x => (float)x).ToArray());
            }),
        ];
    }

    private static ModelAnalysis Analyze(string path, byte[] file)
    {
        using var checkpoint = Checkpoint.Open(new MemoryStream(file), path);
        return Analyzer.Analyze(checkpoint, new AnalysisOptions()) with { Path = path };
    }
}
