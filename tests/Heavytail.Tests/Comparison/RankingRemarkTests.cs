using System.Buffers.Binary;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Comparison;

/// <summary>
/// Copies that differ by scale alone, and networks whose layers look random, get a word with their place.
/// </summary>
public sealed class RankingRemarkTests
{
    private const string OfAlphas = "3 of 4 layers have an alpha outside 2 to 6";

    [Fact]
    public void A_scaled_copy_of_the_case_shares_the_place_of_its_original()
    {
        var ranking = Rank(Case("a"), Case("b"), Case("a_scaled"));
        Assert.Equal([1, 1], new[] { "a", "a_scaled" }.Select(path => ranking.Of(path).Place!.Value));
        Assert.Contains(
            "`a_scaled` is a scaled copy of `a`: every layer times 0.1,", Assert.Single(ranking.Notes, IsOfOthers),
            StringComparison.Ordinal);
        Assert.Contains("By scale `a_scaled` is first", ranking.Sentence, StringComparison.Ordinal);
        Assert.Equal("it is `a_scaled` times 10", ranking.Of("a").Remark);
        Assert.Equal(OfAlphas, ranking.Of("b").Remark);
    }

    [Fact]
    public void The_same_function_of_the_case_ties_but_for_alpha_weighted()
    {
        var ranking = Rank(Case("a"), Case("b"), Case("a_same_function"));
        (var first, var second) = (ranking.Of("a"), ranking.Of("a_same_function"));
        Assert.Equal(first.Place, second.Place);
        foreach (string metric in new[] { "log_norm", "log_spectral_norm", "alpha" })
        {
            int k = ranking.Metrics.ToList().IndexOf(metric);
            Assert.Equal(first.Ranks[k], second.Ranks[k]);
            Assert.Contains(first.Ranks[k]!.Value, new[] { 1.5, 2.5 });
        }

        string note = Assert.Single(ranking.Notes, IsOfOthers);
        Assert.Contains(
            "`a_same_function` is `a` with its layers times 0.1 to 10, and the factors cancel", note,
            StringComparison.Ordinal);
        Assert.Contains(
            "`alpha_weighted` and `log_alpha_norm` differ, which is scale and not quality", note,
            StringComparison.Ordinal);
        Assert.DoesNotContain("`a_same_function` should test best", ranking.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_of_the_case_has_no_place()
    {
        var ranking = Rank(Case("a"), Case("untrained"), Case("b"));
        Assert.Equal(["a", "b", "untrained"], ranking.Models.Select(model => model.Path));
        Assert.Null(ranking.Of("untrained").Place);
        Assert.Contains("`untrained` looks untrained and has no place.", ranking.Sentence, StringComparison.Ordinal);
        Assert.StartsWith(
            "`untrained`: 4 of 4 layers look random", Assert.Single(ranking.Notes, IsOfOthers),
            StringComparison.Ordinal);
        Assert.All(
            new[] { "a", "b" }, path => Assert.EndsWith(OfAlphas, ranking.Of(path).Remark, StringComparison.Ordinal));
    }

    [Fact]
    public void An_untrained_network_of_the_samples_changes_nothing_for_the_trained_ones()
    {
        string folder = Repository.Path("samples/fashion-mnist");
        var models = Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)
            .Select(path => Analyze(path, File.ReadAllBytes(path))).ToArray();
        var ranking = Rank(models);
        var random = ranking.Models[^1];
        Assert.EndsWith("initial.safetensors", random.Path, StringComparison.Ordinal);
        Assert.Equal((null, "looks untrained"), (random.Place, random.Unplaced));
        Assert.Contains("5 of 5 layers look random", ranking.Notes[0], StringComparison.Ordinal);

        var without = Rank([.. models.Where(model => model.Path != random.Path)]);
        Assert.Equal(
            without.Models.Select(model => (model.Path, model.Place, model.BestShare, model.Remark)),
            ranking.Models.SkipLast(1).Select(model => (model.Path, model.Place, model.BestShare, model.Remark)));
        Assert.Equal((without.Agreement, without.LeadP), (ranking.Agreement, ranking.LeadP));
        Assert.StartsWith(without.Sentence, ranking.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "is a scaled copy of `base`: every layer times 3,")]
    [InlineData(0.01, "is a scaled copy of `base`: every layer times 0.01,")]
    [InlineData(-1, "has the spectra of `base` in every layer")]
    public void Any_factor_is_found(double factor, string expected)
    {
        var ranking = Rank(Trained("base", 1, 1), Trained("copy", factor, factor), Trained("other", 1, 1, seed: 9));
        Assert.Contains(expected, Assert.Single(ranking.Notes, IsOfOthers), StringComparison.Ordinal);
        Assert.Equal("2 of 2 layers have an alpha outside 2 to 6", ranking.Of("other").Remark);
    }

    [Theory]
    [InlineData(4, 0.25, "the factors cancel")]
    [InlineData(4, 0.5, "is `base` with its layers times 0.5 to 4: they differ by scale alone")]
    public void Layers_with_factors_of_their_own_are_found(double first, double second, string expected)
    {
        var ranking = Rank(Trained("base", 1, 1), Trained("copy", first, second));
        Assert.Contains(expected, Assert.Single(ranking.Notes), StringComparison.Ordinal);
        Assert.All(ranking.Models, model => Assert.Equal(1, model.Place));
        Assert.Contains("tie for first place", ranking.Sentence, StringComparison.Ordinal);
    }

    /// <summary>Rounded to F16 after it was scaled, a copy is equal to the rounding of F16 only.</summary>
    [Fact]
    public void A_copy_that_was_rounded_to_half_precision_is_found()
    {
        var ranking = Rank(Trained("base", 1, 1, half: true), Trained("copy", 0.3, 0.3, half: true));
        Assert.Contains(
            "is a scaled copy of `base`: every layer times 0.3,", Assert.Single(ranking.Notes),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_training_is_no_copy()
    {
        var ranking = Rank(Trained("a", 1, 1), Trained("b", 0.1, 0.1, seed: 5));
        Assert.DoesNotContain(ranking.Notes, note => note.Contains("copy", StringComparison.Ordinal));
        Assert.Contains("only scaled down", Assert.Single(ranking.Notes, IsOfOthers), StringComparison.Ordinal);
    }

    /// <summary>
    /// Normal and uniform noise, dense and convolutions; one layer in a hundred may not be recognized.
    /// </summary>
    [Theory]
    [InlineData(new long[] { 64, 48 }, false)]
    [InlineData(new long[] { 120, 10 }, true)]
    [InlineData(new long[] { 24, 12, 3, 3 }, false)]
    [InlineData(new long[] { 16, 3, 5, 5 }, true)]
    [InlineData(new long[] { 160, 160 }, true)]
    public void Noise_of_any_shape_looks_random(long[] shape, bool uniform)
    {
        int count = (int)shape.Aggregate((a, b) => a * b);
        var random = new SplitMix(7);
        (string, long[], float[])[] layers =
        [
            .. Enumerable.Range(0, 10).Select(k => ($"l{k}.weight", shape, Floats(
                count, _ => uniform ? random.NextUniform() - 0.5 : random.NextNormal()))),
        ];
        var noise = Analyze("noise", TinySafeTensors.Floats(layers));
        Assert.True(ModelVerdict.From(noise).LooksUntrained);
        Assert.Throws<ArgumentException>(() => Rank(noise, noise, Trained("trained", 1, 1)));
    }

    /// <summary>Whether a note is no note on the first model alone: alpha is 9 in these layers.</summary>
    private static bool IsOfOthers(string note) =>
        !note.Contains("outside 2 to 6", StringComparison.Ordinal)
        && !note.Contains("which depend on the scale", StringComparison.Ordinal);

    private static Ranking Rank(params ModelAnalysis[] models) => ModelRanking.Rank(models, new RankingOptions());

    private static ModelAnalysis Case(string name)
    {
        string path = SharedData.Path($"cases/truth_rank_{name}.safetensors");
        return Analyze(name, File.ReadAllBytes(path));
    }

    /// <summary>Two layers of noise with a few strong directions, times factors.</summary>
    private static ModelAnalysis Trained(string path, double first, double second, ulong seed = 1, bool half = false)
    {
        (string Name, double Factor)[] factors = [("fc0.weight", first), ("fc1.weight", second)];
        var layers = factors.Select((layer, k) =>
        {
            double[] noise = SplitMix.Normals(seed + (ulong)k, (40 * 30) + (5 * 70));
            var weights = Floats(40 * 30, i => layer.Factor * (noise[i] + Enumerable.Range(0, 5).Sum(s =>
                noise[1200 + (70 * s) + (i / 30)] * noise[1200 + (70 * s) + 40 + (i % 30)])));
            byte[] bytes = half ? Halves(weights) : TinySafeTensors.Bytes(weights);
            return (layer.Name, half ? "F16" : "F32", new long[] { 40, 30 }, bytes);
        });
        return Analyze(path, TinySafeTensors.File([.. layers]));
    }

    private static float[] Floats(int count, Func<int, double> value) =>
        [.. Enumerable.Range(0, count).Select(i => (float)value(i))];

    private static byte[] Halves(float[] values)
    {
        byte[] bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
        }

        return bytes;
    }

    private static ModelAnalysis Analyze(string path, byte[] file)
    {
        using var checkpoint = Checkpoint.Open(new MemoryStream(file), path);
        return Analyzer.Analyze(checkpoint, new AnalysisOptions()) with { Path = path };
    }
}
