using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>What the historical conventions do with the sides, the scale and the slices of a layer.</summary>
public sealed class HistoricalConventionTests
{
    /// <summary>A 3 × 3 convolution, a 1 × 1 one and a dense layer, all of which both conventions fit.</summary>
    private static readonly byte[] s_fitted = TinySafeTensors.Floats(
        Tensor("conv.weight", 1, 60, 52, 3, 3), Tensor("point.weight", 2, 64, 50, 1, 1),
        Tensor("fc.weight", 3, 70, 90));

    [Fact]
    public void One_convention_follows_from_the_other()
    {
        var nature = Analyze(s_fitted, Convention.Nature2021).Layers;
        var sdm = Analyze(s_fitted, Convention.Sdm2020).Layers;
        Assert.Equal(11, nature.Count);
        foreach (var (a, b) in nature.Zip(sdm))
        {
            double shift = Math.Log10(a.Layer.Rf / 2.0);
            double alpha = b.Metrics["alpha"]!.Value;
            Assert.Equal((b.Slice, b.Metrics["num_pl_spikes"]), (a.Slice, a.Metrics["num_pl_spikes"]));
            Close.Assert(alpha, a.Metrics["alpha"], 1e-12, "alpha");
            Close.Assert(b.Metrics["D"], a.Metrics["D"], 1e-12, "D");
            Close.Assert(b.Metrics["stable_rank"], a.Metrics["stable_rank"], 1e-12, "stable_rank");
            Close.Assert(b.Metrics["lambda_max"] * a.Layer.Rf / 2, a.Metrics["lambda_max"], 1e-12, "lambda_max");
            Close.Assert(
                b.Metrics["alpha_weighted"] + (alpha * shift), a.Metrics["alpha_weighted"], 1e-12, "alpha_weighted");
            Close.Assert(
                b.Metrics["log_alpha_norm"] + (alpha * shift), a.Metrics["log_alpha_norm"], 1e-12, "log_alpha_norm");
            Close.Assert(b.Metrics["log_norm"] + (0.5 * shift), a.Metrics["log_norm"], 1e-12, "log_norm");
            Close.Assert(Math.Log10(a.Metrics["norm"]!.Value), a.Metrics["log_norm"], 1e-12, "norm");
        }
    }

    [Fact]
    public void Norms_have_the_smallest_singular_value_and_the_fit_has_not()
    {
        // sdm2020 scales nothing, so ‖W‖_F is that of the stored numbers.
        float[] weights = Tensor("fc.weight", 3, 12, 30).Data;
        var layer = Assert.Single(
            Analyze(TinySafeTensors.Floats(("fc.weight", [12, 30], weights)), Convention.Sdm2020).Layers);
        double norm = Math.Sqrt(weights.Sum(weight => (double)weight * weight));
        Close.Assert(norm, layer.Metrics["norm"], 1e-12, "norm");
        Assert.Equal(12, layer.Metrics["matrix_rank"]);
        Assert.InRange(layer.Metrics["num_pl_spikes"]!.Value, 2, 11);
        Assert.Equal(11, Convention.Sdm2020.EigenvalueCount(layer.Layer));
    }

    [Fact]
    public void Means_are_over_slices_and_counts_say_so()
    {
        var model = Analyze(s_fitted, Convention.Nature2021);
        Assert.Equal((3, 11), (model.Summary.Layers, model.Summary.Slices));
        Close.Assert(
            model.Layers.Average(row => row.Metrics["alpha_weighted"]), model.Summary["alpha_weighted"], 1e-15,
            "alpha_weighted");
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0], model.Layers.Select(row => row.Slice));
        Assert.Null(Analyze(s_fitted, Convention.WeightWatcher).Summary.Slices);
    }

    [Fact]
    public void Small_sides_are_left_out_as_each_program_did()
    {
        byte[] file = TinySafeTensors.Floats(
            Tensor("conv49.weight", 1, 49, 64, 2, 1), Tensor("conv50.weight", 2, 50, 64, 2, 1),
            Tensor("fc49.weight", 3, 49, 64),
            Tensor("fc1.weight", 4, 1, 64), Tensor("depthwise.weight", 5, 64, 1, 3, 3), Tensor("fc3.weight", 6, 3, 64));
        var nature = Analyze(file, Convention.Nature2021);
        Assert.Equal(
            [("conv49", LayerStatus.TooSmall), ("conv49", LayerStatus.TooSmall), ("conv50", LayerStatus.Success),
                ("conv50", LayerStatus.Success), ("fc49", LayerStatus.TooSmall), ("fc3", LayerStatus.TooSmall)],
            nature.Layers.Select(row => (row.Name, row.Metrics.Status)));
        Assert.Equal((0, 4, false), (nature.Summary.Failed, nature.Summary.TooSmall, nature.HasErrors));
        Assert.Equal(["fc1.weight", "depthwise.weight"], nature.Skipped.Select(tensor => tensor.Tensor.Name));
        var small = nature.Layers[0].Metrics;
        Assert.All(MetricColumns.Numbers, column => Assert.Equal(
            column.Key is "lambda_max" or "spectral_norm" or "log_spectral_norm", column.Value(small) is not null));
        Close.Assert(
            nature.Layers.Average(row => row.Metrics["log_spectral_norm"]), nature.Summary["log_spectral_norm"], 1e-15,
            "mean");

        var sdm = Analyze(file, Convention.Sdm2020);
        Assert.Equal(["conv50", "conv50", "fc49", "fc3"], sdm.Layers.Select(row => row.Name));
        Assert.All(sdm.Layers, row => Assert.Equal(LayerStatus.Success, row.Metrics.Status));
        Assert.Equal(
            [
                "sdm2020 leaves out convolutions with M = 49, below 50",
                "sdm2020 drops the smallest singular value of a slice, the only one where M = 1",
                "sdm2020 leaves out convolutions with M = 1, below 50",
            ],
            sdm.Skipped.Select(tensor => tensor.Explanation));
        Assert.All(sdm.Skipped, tensor => Assert.Equal(SkipReason.Convention, tensor.Reason));
    }

    [Fact]
    public void Limits_that_are_given_are_those_of_a_slice()
    {
        var options = new AnalysisOptions
        {
            Selection = new() { MinEvals = 50, MaxEvals = 60 },
            Method = new() { Convention = Convention.Sdm2020 },
        };
        var model = Analyze(s_fitted, options);
        Assert.Equal(9, model.Layers.Count);
        Assert.Equal(
            ["49 eigenvalues, fewer than `MinEvals` = 50", "69 eigenvalues, more than `MaxEvals` = 60"],
            model.Skipped.Select(tensor => tensor.Explanation));
    }

    [Theory]
    [InlineData("nature2021")]
    [InlineData("sdm2020")]
    public void Alpha_does_not_depend_on_the_scale_of_weights(string convention)
    {
        var (name, shape, data) = Tensor("conv.weight", 1, 60, 52, 3, 3);
        var plain = Analyze(TinySafeTensors.Floats((name, shape, data)), Convention.Find(convention)).Layers;
        var halved = Analyze(
            TinySafeTensors.Floats((name, shape, Array.ConvertAll(data, w => w / 64))),
            Convention.Find(convention)).Layers;
        Assert.Equal(plain.Select(Fit), halved.Select(Fit));

        static (double?, double?, double?) Fit(LayerAnalysis row) =>
            (row.Metrics["alpha"], row.Metrics["D"], row.Metrics["num_pl_spikes"]);
    }

    [Theory]
    [InlineData("nature2021")]
    [InlineData("sdm2020")]
    public void Threads_do_not_change_a_bit(string convention)
    {
        var results = new[] { 1, 2, 7 }.Select(threads => Analyze(
            s_fitted, new AnalysisOptions
            {
                Method = new() { Convention = Convention.Find(convention) },
                Execution = new() { Threads = threads },
            })).ToArray();
        Assert.All(results, result => Assert.Equal(results[0].Layers.Select(Row), result.Layers.Select(Row)));
        Assert.All(results, result => Assert.Equal(results[0].Summary.Means, result.Summary.Means));

        static (int, int?, LayerMetrics) Row(LayerAnalysis row) => (row.Layer.Id, row.Slice, row.Metrics);
    }

    private static (string Name, long[] Shape, float[] Data) Tensor(string name, ulong seed, params long[] shape)
    {
        double[] normals = SplitMix.Normals(seed, (int)shape.Aggregate((a, b) => a * b));
        return (name, shape, [.. normals.Select((z, k) => (float)(z / Math.Sqrt((k / shape[^1] % 13) + 1)))]);
    }

    private static ModelAnalysis Analyze(byte[] file, Convention convention) =>
        Analyze(file, new AnalysisOptions
        {
            Method = new() { Convention = convention },
        });

    private static ModelAnalysis Analyze(byte[] file, AnalysisOptions options)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", file));
        return Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
    }
}
