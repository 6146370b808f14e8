using System.Buffers.Binary;
using System.Text.Json;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Comparison.RankingCases;

namespace Heavytail.Tests.Comparison;

/// <summary>A model with layers that could not be analyzed does not lead, and says what is left out.</summary>
public sealed class LeftOutTests
{
    private static readonly RankingOptions s_alpha = new() { Metrics = ["alpha"], Draws = 100 };

    [Theory]
    [InlineData(LayerStatus.NonFiniteWeights, "non-finite-weights")]
    [InlineData(LayerStatus.OutOfRange, "out-of-range")]
    [InlineData(LayerStatus.Unreadable, "unreadable")]
    public void It_ranks_behind_all_whole_models(LayerStatus status, string reason)
    {
        var ranking = Rank(Model("a", 3, 3, 3), Broken("broken", status), Model("b", 4, 4, 5));
        Assert.Equal(["a", "b", "broken"], ranking.Models.Select(model => model.Path));
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.Place!.Value));
        Assert.Equal([1, 2, 3], ranking.Models.Select(model => model.Ranks[0]!.Value));
        Assert.Equal(2, ranking.Of("broken").Values[0]); // as it is over the layers that are left
        Assert.Equal([1, 0, 0], ranking.Models.Select(model => model.BestShare!.Value));
        Assert.Equal((3, 3), ranking.Of("broken").PlaceInterval);
        Assert.Equal($"1 of 3 layers is left out ({reason})", ranking.Of("broken").Remark);
        string note = Assert.Single(ranking.Notes);
        Assert.StartsWith($"`broken`: 1 of 3 layers is left out ({reason}): `2`. ", note, StringComparison.Ordinal);
        Assert.Contains("`--layers '!2'`", note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lead_is_measured_over_the_whole_models()
    {
        var without = Rank(Model("a", 3, 3, 3), Model("b", 4, 4, 5));
        var ranking = Rank(Model("a", 3, 3, 3), Broken("broken"), Model("b", 4, 4, 5));
        Assert.NotNull(without.LeadP);
        Assert.Equal((without.LeadP, without.Agreement), (ranking.LeadP, ranking.Agreement));
        Assert.Equal(without.Sentence, ranking.Sentence);
    }

    [Fact]
    public void The_only_whole_model_leads_for_that_reason()
    {
        var ranking = Rank(Broken("broken"), Model("a", 5, 5, 5));
        Assert.StartsWith(
            "`a` leads, but only because all others have layers left out: ", ranking.Sentence,
            StringComparison.Ordinal);
        Assert.False(ranking.IsClear);
    }

    [Fact]
    public void Where_no_model_is_whole_the_first_one_is_doubted()
    {
        var ranking = Rank(Broken("x"), Broken("y", alpha: 3), Broken("z", alpha: 4));
        Assert.Equal(["x", "y", "z"], ranking.Models.Select(model => model.Path));
        Assert.StartsWith(
            "`x` comes first, but nothing says that it should test best: 1 of 3 layers is left out", ranking.Sentence,
            StringComparison.Ordinal);
        Assert.EndsWith("Every other model has a remark too.", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_models_the_first_is_described_and_the_others_are_counted()
    {
        var ranking = Rank(
            [Model("a", 5, 5, 5), .. Enumerable.Range(0, 9).Select(i => Broken($"x{i}", alpha: 2 + i))]);
        Assert.Equal(2, ranking.Notes.Count);
        Assert.Equal("`x1`, `x2`, `x3` and 5 more: layers left out, too.", ranking.Notes[1]);
    }

    /// <summary>A network of the samples with one NaN in its largest layer.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_sample_with_one_weight_that_is_not_finite_does_not_lead(float value)
    {
        byte[] file = File.ReadAllBytes(Repository.Path("samples/fashion-mnist/batch-1024.safetensors"));
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var json = JsonDocument.Parse(file.AsMemory(8, header - 8));
        int offset = json.RootElement.GetProperty("fc1.weight").GetProperty("data_offsets")[0].GetInt32();
        byte[] broken = [.. file];
        TinySafeTensors.Bytes(value).CopyTo(broken, header + offset);

        var ranking = ModelRanking.Rank(
            [Analyze("broken", broken), Analyze("whole", file)], new RankingOptions { Draws = 50 },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["whole", "broken"], ranking.Models.Select(model => model.Path));
        Assert.Equal("1 of 5 layers is left out (non-finite-weights)", ranking.Models[1].Remark);
        Assert.Contains(
            ranking.Notes, note => note.Contains("left out (non-finite-weights): `fc1`.", StringComparison.Ordinal));
    }

    private static Ranking Rank(params ModelAnalysis[] models) =>
        ModelRanking.Rank(models, s_alpha, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Two layers of an alpha, and one that could not be analyzed.</summary>
    private static ModelAnalysis Broken(
        string path, LayerStatus status = LayerStatus.NonFiniteWeights, double alpha = 2) =>
        Model(path, [Numbers(alpha), Numbers(alpha), new LayerMetrics { Status = status }]);

    private static ModelAnalysis Analyze(string path, byte[] file)
    {
        using var checkpoint = Checkpoint.Open(new MemoryStream(file), path);
        return Analyzer.Analyze(checkpoint, new AnalysisOptions()) with { Path = path };
    }
}
