using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Layers without an exponent: each has its status, and never a number that is not one.</summary>
public sealed class LayerStatusTests
{
    [Fact]
    public void Scaled_weights_have_the_same_alpha()
    {
        var matrix = OracleMatrices.Named("B_heavy_300x150");
        var plain = Analyze(matrix.Shape, matrix.Weights);
        var small = Analyze(matrix.Shape, Array.ConvertAll(matrix.Weights, w => w * 1e-4f));
        Close.Assert(plain.Metrics["alpha"], small.Metrics["alpha"], 1e-6, "alpha");
        Assert.Equal(plain.Metrics["num_pl_spikes"], small.Metrics["num_pl_spikes"]);
        Assert.Equal(plain.Metrics["weak_rank_loss"], small.Metrics["weak_rank_loss"]);

        var halved = Analyze(matrix.Shape, Array.ConvertAll(matrix.Weights, w => w * 0.5f));
        Assert.Equal(plain.Metrics["alpha"], halved.Metrics["alpha"]);
    }

    [Fact]
    public void A_rank_20_matrix_of_floats_has_lost_30()
    {
        var matrix = OracleMatrices.Named("H_rank20_100x50");
        var layer = Analyze(matrix.Shape, matrix.Weights);
        Assert.Equal(20, layer.Metrics["matrix_rank"]);
        Assert.Equal(30, layer.Metrics["rank_loss"]);
        Assert.Equal(LayerStatus.Success, layer.Metrics.Status);
    }

    [Theory]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    [InlineData("F64", 8)]
    public void A_random_matrix_has_full_rank_in_every_type(string type, int bytes)
    {
        double[] normals = SplitMix.Normals(40, 300 * 200);
        byte[] data = [.. normals.SelectMany(value => type switch
        {
            "F16" => BitConverter.GetBytes((Half)value),
            "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16)),
            _ => BitConverter.GetBytes(value),
        })];
        Assert.Equal(normals.Length * bytes, data.Length);
        var layer = Analyze(TinySafeTensors.File(("a.weight", type, [300, 200], data)));
        Assert.Equal(200, layer.Metrics["matrix_rank"]);
        Assert.Equal(LayerStatus.Success, layer.Metrics.Status);
    }

    [Fact]
    public void A_matrix_of_zeros_has_norms_and_no_exponent()
    {
        var layer = Analyze([20, 30], new float[600]);
        Assert.Equal(LayerStatus.AllZero, layer.Metrics.Status);
        Assert.Equal(0, layer.Metrics["norm"]);
        Assert.Equal(0, layer.Metrics["lambda_max"]);
        Assert.Equal(20, layer.Metrics["rank_loss"]);
        Assert.Null(layer.Metrics["log_norm"]);
        Assert.Null(layer.Metrics["stable_rank"]);
        AssertNoFit(layer);
    }

    [Fact]
    public void An_identity_matrix_has_no_exponent()
    {
        float[] weights = new float[32 * 32];
        for (int k = 0; k < 32; k++)
        {
            weights[(k * 32) + k] = 0.3f;
        }

        var layer = Analyze([32, 32], weights);
        Assert.Equal(LayerStatus.EqualEigenvalues, layer.Metrics.Status);
        Assert.Equal(32, layer.Metrics["matrix_rank"]);
        Close.Assert(32, layer.Metrics["stable_rank"], 1e-12, "stable_rank");
        Close.Assert(1, layer.Metrics["entropy"], 1e-12, "entropy");
        AssertNoFit(layer);
        Assert.Equal(LayerLabel.RandomLike, LayerVerdict.From(layer, Convention.WeightWatcher).Label);
    }

    [Fact]
    public void A_row_has_one_eigenvalue_and_no_exponent()
    {
        var layer = Analyze([1, 50], Array.ConvertAll(SplitMix.Normals(1, 50), value => (float)value), minEvals: 1);
        Assert.Equal(LayerStatus.TooFewEigenvalues, layer.Metrics.Status);
        Assert.Equal(1, layer.Metrics["matrix_rank"]);
        Assert.Null(layer.Metrics["entropy"]);
        AssertNoFit(layer);
    }

    [Fact]
    public void A_row_is_skipped_by_default_with_the_reason()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats(("a.weight", [1, 50], new float[50]))));
        var analysis = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(analysis.Layers);
        var skipped = Assert.Single(analysis.Skipped);
        Assert.Equal(SkipReason.TooFewEigenvalues, skipped.Reason);
        Assert.Equal("1 eigenvalue, fewer than `MinEvals` = 10", skipped.Explanation);
        Assert.Null(analysis.Summary["alpha"]);
    }

    [Theory]
    [InlineData("F8_E8M0", 400, "F8_E8M0 elements are not real floating-point weights")]
    [InlineData("I32", 1600, "I32 elements are not real floating-point weights")]
    [InlineData("C64", 3200, "C64 elements are not real floating-point weights")]
    public void A_type_that_is_not_analyzed_is_named(string type, int bytes, string explanation)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.safetensors", TinySafeTensors.File(("a.weight", type, [20, 20], new byte[bytes]))));
        var analysis = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(explanation, Assert.Single(analysis.Skipped).Explanation);
    }

    [Fact]
    public void Nan_and_infinity_are_counted_and_placed()
    {
        float[] weights = Array.ConvertAll(SplitMix.Normals(1, 600), value => (float)value);
        weights[67] = float.NaN;
        weights[68] = float.NaN;
        weights[599] = float.NegativeInfinity;
        var layer = Analyze([20, 30], weights);
        Assert.Equal(LayerStatus.NonFiniteWeights, layer.Metrics.Status);
        Assert.Equal("2 NaN and 1 infinite weights, the first at [2, 7]", layer.Note);
        Assert.All(MetricColumns.Numbers.Values, value => Assert.Null(value(layer.Metrics)));
    }

    [Fact]
    public void Eigenvalues_beyond_double_are_said_to_be()
    {
        byte[] huge = [.. SplitMix.Normals(1, 400).SelectMany(value => BitConverter.GetBytes(value * 1e200))];
        var layer = Analyze(TinySafeTensors.File(("a.weight", "F64", [20, 20], huge)));
        Assert.Equal(LayerStatus.OutOfRange, layer.Metrics.Status);
        Assert.Null(layer.Metrics["norm"]);
    }

    [Fact]
    public void A_failed_layer_is_minus_one_and_over_trained_for_WeightWatcher()
    {
        var layer = Analyze([20, 30], new float[600], convention: Convention.WeightWatcher0755);
        Assert.Equal("failed", layer.Metrics.Status.Word());
        Assert.Equal(-1, layer.Metrics["alpha"]);
        Assert.Equal(TrainingWarning.OverTrained, layer.Metrics.Warning);
        Assert.Equal(double.PositiveInfinity, layer.Metrics["alpha_weighted"]);
        Assert.Equal(double.NegativeInfinity, layer.Metrics["log_norm"]);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        using var folder = new TempFolder();
        string path = folder.Write("m.safetensors", TinySafeTensors.Floats(
            [.. OracleMatrices.All.Select(matrix => (matrix.Name + ".weight", matrix.Shape, matrix.Weights))]));
        using var checkpoint = Checkpoint.Open(path);
        var results = new[] { 1, 2, 5 }.Select(threads => Analyzer.Analyze(
            checkpoint, new AnalysisOptions
            {
                Execution = new() { Threads = threads },
            }, cancellation: TestContext.Current.CancellationToken)).ToArray();
        foreach (var result in results)
        {
            Assert.Equal(
                results[0].Layers.Select(layer => layer.Metrics), result.Layers.Select(layer => layer.Metrics));
            Assert.Equal(OracleMatrices.All.Select(matrix => matrix.Name), result.Layers.Select(layer => layer.Name));
        }
    }

    private static void AssertNoFit(LayerAnalysis layer)
    {
        Assert.Null(layer.Metrics["alpha"]);
        Assert.Null(layer.Metrics["alpha_weighted"]);
        Assert.Null(layer.Metrics["D"]);
        Assert.Null(layer.Metrics["num_pl_spikes"]);
        Assert.Equal(TrainingWarning.None, layer.Metrics.Warning);
        Assert.NotNull(layer.Note);
    }

    private static LayerAnalysis Analyze(
        long[] shape, float[] weights, int minEvals = 10, Convention? convention = null) =>
        Analyze(TinySafeTensors.Floats(("a.weight", shape, weights)), minEvals, convention);

    private static LayerAnalysis Analyze(
        byte[] file, int minEvals = 10, Convention? convention = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", file));
        var options = new AnalysisOptions
        {
            Selection = new() { MinEvals = minEvals },
            Method = new() { Convention = convention ?? Convention.WeightWatcher },
        };
        var analysis = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        return Assert.Single(analysis.Layers);
    }
}
