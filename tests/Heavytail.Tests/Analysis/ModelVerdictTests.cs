using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

public sealed class ModelVerdictTests
{
    [Fact]
    public void Counts_every_row_once_and_names_the_worst_first()
    {
        var model = Model(out _, cancellation: TestContext.Current.CancellationToken);
        var verdict = ModelVerdict.From(model);
        Assert.Equal(model.Layers.Count, verdict.Rows);
        Assert.Equal(
            verdict.Rows,
            verdict.Inside + verdict.Outside + verdict.Uncertain + verdict.RandomLike + verdict.WithoutAlpha);
        Assert.Equal(1, verdict.WithoutAlpha);
        Assert.All(verdict.Worst, row => Assert.True(row.Alpha is < 2 or > 6));
        Assert.Equal(
            verdict.Worst.OrderBy(row => row.Label == LayerLabel.Uncertain)
                .ThenByDescending(row => row.ExcessInWidths).Select(row => row.Row.Name),
            verdict.Worst.Select(row => row.Row.Name));
        Assert.Equal(verdict.Uncertain * 2, ModelVerdict.Sum([verdict, verdict]).Uncertain);
    }

    [Theory]
    [InlineData(2, 1, "2 of alpha below 2 beside 1 above 6: ")]
    [InlineData(2, 0, null)]
    [InlineData(0, 3, null)]
    public void Layers_on_both_sides_are_a_pairing(int over, int under, string? expected)
    {
        var verdict = ModelVerdict.From(Model(out _, cancellation: TestContext.Current.CancellationToken)) with
        {
            OverTrained = over,
            UnderTrained = under,
        };
        string? found = VerdictSentences.Pairing(verdict);
        Assert.Equal(expected, found?[..(expected?.Length ?? 0)]);
    }

    [Fact]
    public void Noise_of_a_large_matrix_is_not_inside()
    {
        var row = Model(out _, cancellation: TestContext.Current.CancellationToken).Layers.Single(
            layer => layer.Name == "noise");
        Assert.True(row["alpha"] > 6, $"{row["alpha"]}");
    }

    /// <summary>Of the layers one is noise, one falls off; the others cannot be judged or are of few rows.</summary>
    [Fact]
    public void Spectra_that_could_be_noise_are_counted()
    {
        var verdict = ModelVerdict.From(Model(out _, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((2, 1, false), (verdict.LookingRandom, verdict.BeyondNoise, verdict.LooksUntrained));
        Assert.Equal(
            "2 of 3 spectra could be those of random weights: noise, small", VerdictSentences.Noise(verdict));
        Assert.Equal(
            "6 of 9 spectra could be those of random weights",
            VerdictSentences.Noise(ModelVerdict.Sum([verdict, verdict, verdict])));
    }

    [Theory]
    [InlineData("initial", 5, 0, "")]
    [InlineData("batch-0032", 1, 4, ": conv1")]
    public void An_untrained_network_looks_untrained(string name, int random, int beyond, string end)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path($"samples/fashion-mnist/{name}.safetensors"));
        var verdict = ModelVerdict.From(
            Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal((random, beyond), (verdict.LookingRandom, verdict.BeyondNoise));
        Assert.Equal($"{random} of 5 spectra could be those of random weights{end}", VerdictSentences.Noise(verdict));
    }

    [Fact]
    public void Sentences_name_counts_reasons_and_advice()
    {
        var verdict = ModelVerdict.From(Model(out _, cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith("of 4 layers, ", VerdictSentences.Counts(verdict, "4 layers"), StringComparison.Ordinal);
        Assert.EndsWith("1 without alpha", VerdictSentences.Counts(verdict, "4 layers"), StringComparison.Ordinal);
        Assert.All(verdict.Worst, row => Assert.StartsWith(
            $"alpha {VerdictSentences.TwoDecimals(row.Alpha!.Value)} ("
                + $"{VerdictSentences.TwoDecimals(row.Interval!.Value.Low)} to ",
            VerdictSentences.Reason(row),
            StringComparison.Ordinal));
        Assert.DoesNotContain(verdict.Worst, row => row.Label == LayerLabel.RandomLike);
        Assert.Contains(VerdictSentences.Advice(verdict), advice => advice.Label == LayerLabel.RandomLike);
    }

    [Fact]
    public void An_interrupted_analysis_keeps_what_is_done()
    {
        using var source = new CancellationTokenSource();
        var stop = new StopAfter(2, source);
        var error = Assert.Throws<InterruptedAnalysisException>(() => Model(out _, stop, source.Token));
        Assert.False(error.Finished.IsComplete);
        Assert.Equal(stop.Seen, error.Finished.Layers.Select(layer => layer.Name).Order());
    }

    private static ModelAnalysis Model(
        out string path, IAnalysisObserver? observer = null, CancellationToken cancellation = default)
    {
        using var folder = new TempFolder();
        float[] noise = [.. SplitMix.Normals(5, 300 * 300).Select(value => (float)value)];
        float[] steep = [.. noise.Select((value, k) => value / ((k % 300) + 1))];
        path = folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("noise.weight", [300, 300], noise),
            ("steep.weight", [300, 300], steep),
            ("small.weight", [20, 30], noise[..600]),
            ("zero.weight", [20, 30], new float[600])));
        using var checkpoint = Checkpoint.Open(path);
        var options = new AnalysisOptions { Execution = new() { Threads = 1 } };
        return Analyzer.Analyze(checkpoint, options, observer, cancellation);
    }

    private sealed class StopAfter(int layers, CancellationTokenSource source) : IAnalysisObserver
    {
        private readonly List<string> _seen = [];

        public IEnumerable<string> Seen => _seen.Order();

        public void LayerDone(LayerResult result)
        {
            _seen.Add(result.Name);
            if (_seen.Count == layers)
            {
                source.Cancel();
            }
        }
    }
}
