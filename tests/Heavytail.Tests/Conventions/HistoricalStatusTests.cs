using Heavytail.Reports;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>Slices without an exponent, in the historical conventions: each is counted, none spoils a mean.</summary>
public sealed class HistoricalStatusTests
{
    [Theory]
    [InlineData("nature2021")]
    [InlineData("sdm2020")]
    public void A_slice_of_zeros_is_counted_and_in_no_mean(string convention)
    {
        // Slice 1 of 4 is zero; 0.2.7 itself would make every mean of the model NaN.
        float[] weights = Weights(1, 64 * 56 * 4);
        for (int k = 1; k < weights.Length; k += 4)
        {
            weights[k] = 0;
        }

        var model = Analyze(Convention.Find(convention), ("conv.weight", [64, 56, 2, 2], weights));
        Assert.Equal(LayerStatus.AllZero, model.Layers[1].Metrics.Status);
        Assert.Equal("all weights are zero", model.Layers[1].Note);
        Assert.Equal((4, 1), (model.Summary.Slices, model.Summary.Failed));
        double[] others = [.. new[] { 0, 2, 3 }.Select(k => model.Layers[k].Metrics["alpha"]!.Value)];
        Close.Assert(others.Average(), model.Summary["alpha"], 1e-15, "alpha");
        Assert.True(double.IsFinite(model.Summary["log_spectral_norm"]!.Value));

        var row = Assert.Single(SliceMeans.Compute(model).Layers);
        Assert.Equal(LayerStatus.AllZero, row.Metrics.Status);
        Assert.Equal("1 of 4 slices: all weights are zero", row.Note);
        Assert.Null(row.Slice);
        Close.Assert(others.Average(), row.Metrics["alpha"], 1e-15, "alpha of the layer");
        Assert.Equal(model.Layers.Sum(slice => slice.Metrics["matrix_rank"]), row.Metrics["matrix_rank"]);
    }

    [Fact]
    public void A_small_slice_of_zeros_has_no_logarithm()
    {
        var model = Analyze(
            Convention.Nature2021, ("fc.weight", [20, 30], new float[600]), ("ok.weight", [20, 30], Weights(2, 600)));
        Assert.Equal(
            [0.0, null], model.Layers.Select(row => row.Metrics["lambda_max"] == 0 ? 0.0 : row.Metrics["alpha"]));
        Assert.Null(model.Layers[0].Metrics["log_spectral_norm"]);
        Assert.Equal(model.Layers[1].Metrics["log_spectral_norm"], model.Summary["log_spectral_norm"]);
    }

    [Theory]
    [InlineData(float.NaN, "1 NaN and 0 infinite weights, the first at [3, 5, 1, 0]")]
    [InlineData(float.PositiveInfinity, "0 NaN and 1 infinite weights, the first at [3, 5, 1, 0]")]
    public void A_layer_with_a_weight_that_is_no_number_is_one_row(float weight, string note)
    {
        float[] weights = Weights(1, 64 * 56 * 4);
        weights[(((3 * 56) + 5) * 4) + 2] = weight;
        var model = Analyze(Convention.Nature2021, ("conv.weight", [64, 56, 2, 2], weights));
        var row = Assert.Single(model.Layers);
        Assert.Equal((LayerStatus.NonFiniteWeights, null, note), (row.Metrics.Status, row.Slice, row.Note));
        Assert.True(model.HasErrors);
        Assert.Null(model.Summary["alpha"]);
    }

    [Theory]
    [InlineData(1f, LayerStatus.TooFewEigenvalues)] // rank one
    [InlineData(0f, LayerStatus.AllZero)]
    public void A_constant_matrix_has_no_tail(float weight, LayerStatus status)
    {
        float[] weights = new float[60 * 60];
        Array.Fill(weights, weight);
        Assert.Equal(status, Assert.Single(
            Analyze(Convention.Nature2021, ("fc.weight", [60, 60], weights)).Layers).Metrics.Status);
    }

    [Fact]
    public void A_matrix_of_two_rows_has_one_eigenvalue_and_no_tail()
    {
        var row = Assert.Single(Analyze(Convention.Sdm2020, ("fc.weight", [2, 60], Weights(1, 120))).Layers);
        Assert.Equal(LayerStatus.TooFewEigenvalues, row.Metrics.Status);
        Assert.Equal(2, row.Metrics["matrix_rank"]);
        Assert.NotNull(row.Metrics["log_norm"]);
    }

    /// <summary>8 of 9 values are not there; the noise that arithmetic makes of them is no candidate.</summary>
    [Fact]
    public void Dead_columns_do_not_enter_the_fit()
    {
        float[] weights = Weights(5, 80 * 64);
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = k % 64 < 10 ? 0 : weights[k];
        }

        var row = Assert.Single(Analyze(Convention.Sdm2020, ("fc.weight", [80, 64], weights)).Layers);
        Assert.Equal((54, 10), (row.Metrics["matrix_rank"], row.Metrics["rank_loss"]));
        Assert.InRange(row.Metrics["num_pl_spikes"]!.Value, 2, 54);
        Assert.True(row.Metrics["xmin"] > row.Metrics["lambda_max"] * 1e-6);
    }

    private static float[] Weights(ulong seed, int count) =>
        Array.ConvertAll(SplitMix.Normals(seed, count), z => (float)z);

    private static ModelAnalysis Analyze(Convention convention, params (string, long[], float[])[] tensors)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(tensors)));
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = convention },
            },
            cancellation: TestContext.Current.CancellationToken);
    }
}
