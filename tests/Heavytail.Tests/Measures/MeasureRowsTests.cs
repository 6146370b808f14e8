using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>All measures of the library on layers with known structure, as an analysis runs them.</summary>
public sealed class MeasureRowsTests
{
    private const string Spiked = "spiked";
    private const string Trapped = "trapped";
    private const string Noise = "noise";
    private const string Slices = "conv";

    private static readonly AnalysisOptions s_all = new()
    {
        Measures = new() { List = MeasureCatalog.DefaultAnd([MeasureCatalog.AllName], replicates: 3) },
        Execution = new() { Threads = 1, HashFiles = false },
    };

    [Fact]
    public void Planted_structure_is_found()
    {
        var layers = Analyze(s_all).Layers.ToDictionary(layer => layer.Name);
        Assert.Equal(0, layers[Noise]["num_spikes"]);
        Assert.Equal(0, layers[Noise]["num_traps"]);
        Assert.Equal((int)TrainingPhase.RandomLike, layers[Noise]["phase"]);
        Assert.Equal(1, layers[Noise]["sigma_mp"]!.Value, 0.03);
        Assert.Equal(1, layers[Noise]["ww_softrank"]!.Value, 0.1);

        Assert.Equal(3, layers[Spiked]["num_spikes"]);
        Assert.Equal(0.25, layers[Spiked]["rand_p"]!.Value); // the smallest that three permutations allow
        Assert.True(layers[Spiked]["ww_softrank"] < 0.6);

        Assert.Equal(1, layers[Trapped]["num_traps"]);
        Assert.Equal((int)TrapCause.Entry, layers[Trapped]["trap_cause"]);
        Assert.Equal("row 7 column 3", layers[Trapped].Metrics.Traps!.At);
        Assert.Equal(layers[Trapped]["trap_lambda"]!.Value, layers[Trapped]["max_rand_eval"]!.Value,
            0.06 * layers[Trapped]["trap_lambda"]!.Value);
    }

    [Fact]
    public void Threads_and_the_order_of_work_change_no_bit()
    {
        var one = Analyze(s_all);
        var four = Analyze(s_all with { Execution = s_all.Execution with { Threads = 4 } });
        Assert.All(s_all.Metrics.All, metric => Assert.Equal(
            one.Layers.Select(layer => layer[metric.Name]), four.Layers.Select(layer => layer[metric.Name])));
        Assert.Equal(
            one.Layers.Select(layer => layer.Metrics.Traps), four.Layers.Select(layer => layer.Metrics.Traps));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Scale_changes_no_metric_of_shape(double factor)
    {
        string[] scaled =
        [
            "alpha_weighted", "log_alpha_norm", "xmin", "xmax", "lambda_max", "spectral_norm", "log_spectral_norm",
            "norm", "log_norm", "sv_min", "sv_max", "sigma_mp", "bulk_min", "bulk_max", "bulk_edge", "trap_lambda",
            "max_rand_eval", "rand_sigma_mp", "ww_maxdist", "detX_val", "etpl_lambda", "xmax_clipped",
            "htmp_scale",
        ];
        var plain = Analyze(s_all).Layers;
        var other = Analyze(s_all, factor).Layers;
        foreach (var metric in s_all.Metrics.All.Where(metric => !scaled.Contains(metric.Name)))
        {
            Assert.All(plain.Zip(other), pair =>
            {
                var (a, b) = (pair.First[metric.Name], pair.Second[metric.Name]);
                Assert.True(
                    a is null == b is null
                        && (a is null || Math.Abs(a.Value - b!.Value) <= (1e-4 * Math.Abs(a.Value)) + 1e-9),
                    $"{metric.Name} of {pair.First.Name}: {a} and {b}");
            });
        }
    }

    [Fact]
    public void A_column_asks_for_its_measure_and_a_measure_without_its_weights_says_nothing()
    {
        Assert.Equal("erg", MeasureCatalog.Owner("detX_num")!.Name);
        Assert.Null(MeasureCatalog.Owner("alpha"));
        Assert.Throws<UnknownNameException>(() => MeasureCatalog.DefaultAnd(["none-such"]));
        Assert.Equal("randomize 3", s_all.Measures.List.Single(measure => measure.Metrics.Any(
            metric => metric.Name == "alpha_null")).Name);
        var alone = new AnalysisOptions
        {
            Measures = new() { List = [.. MeasureCatalog.All.Where(measure => measure.Name == "randomize")] },
        };
        Assert.All(Analyze(alone).Layers, layer => Assert.Null(layer["alpha_null"]));
    }

    private static ModelAnalysis Analyze(AnalysisOptions options, double factor = 1)
    {
        double[] noise = SplitMix.Normals(11, 120 * 200);
        double[] spiked = [.. noise.Select((value, k) => value + Direction(k / 200, k % 200))];
        double[] trapped = [.. noise];
        trapped[(7 * 200) + 3] = 40;
        byte[] file = TinySafeTensors.Floats(
            Tensor(Noise, noise, factor, 120, 200),
            Tensor(Spiked, spiked, factor, 120, 200),
            Tensor(Trapped, trapped, factor, 120, 200),
            Tensor(Slices, SplitMix.Normals(12, 24 * 16 * 9), factor, 24, 16, 3, 3));
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        return Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>Three pairs of orthogonal vectors, each of strength 3 to 5 times what noise hides.</summary>
    private static double Direction(int row, int column) => Enumerable.Range(1, 3).Sum(k =>
        (2 + k) * 12.4 * Math.Sqrt(2.0 / 120) * Math.Cos(Math.PI * k * (row + 0.5) / 120)
            * Math.Sqrt(2.0 / 200) * Math.Cos(Math.PI * k * (column + 0.5) / 200));

    private static (string Name, long[] Shape, float[] Data) Tensor(
        string name, double[] values, double factor, params long[] shape) =>
        (name + ".weight", shape, Array.ConvertAll(values, value => (float)(value * factor)));
}
