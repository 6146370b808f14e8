using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>
/// Finite F64 weights beyond the range of F32, to which WeightWatcher casts: a status says so, and the work ends.
/// </summary>
public sealed class BeyondSingleTests
{
    private const int Patience = 30_000;

    [Theory(Timeout = Patience)]
    [InlineData(1e100, 1200)]
    [InlineData(1e200, 1200)]
    [InlineData(double.MaxValue / 8, 1200)]
    public async Task Weights_of_any_size_are_out_of_range_under_compat(double factor, int beyond)
    {
        double[] weights = [.. Normals(1200).Select(value => value * factor)];
        var layer = await Analyze([30, 40], weights, TestContext.Current.CancellationToken);
        Assert.Equal(LayerStatus.OutOfRange, layer.Metrics.Status);
        Assert.Equal(
            $"weights are beyond the range of F32, to which weightwatcher-0.7.5.5 casts: {beyond}, the first at [0, 0]",
            layer.Note);
        Assert.Null(layer["alpha"]);
        Assert.Null(layer["kurtosis"]);
        Assert.False(layer.HasSpectrum);
    }

    [Fact(Timeout = Patience)]
    public async Task One_such_weight_of_a_convolution_is_found()
    {
        double[] weights = Normals(24 * 20 * 4);
        weights[(((3 * 20) + 5) * 4) + 2] = -3.5e38;
        var layer = await Analyze([24, 20, 2, 2], weights, TestContext.Current.CancellationToken);
        Assert.Equal(LayerStatus.OutOfRange, layer.Metrics.Status);
        Assert.EndsWith(": 1, the first at [3, 5, 1, 0]", layer.Note, StringComparison.Ordinal);
    }

    [Fact(Timeout = Patience)]
    public async Task The_largest_float_is_in_range()
    {
        double[] weights = [.. Normals(1200).Select(value => value / 8 * float.MaxValue)];
        var layer = await Analyze([30, 40], weights, TestContext.Current.CancellationToken);
        Assert.Equal(LayerStatus.Success, layer.Metrics.Status);
    }

    [Theory(Timeout = Patience)]
    [InlineData(1e-60, "all weights are zero in F32, to which WeightWatcher casts")]
    [InlineData(1e-30, "fewer than two eigenvalues are above 0.00001, the least that WeightWatcher fits")]
    public async Task Weights_too_small_to_fit_have_that_reason(double factor, string reason)
    {
        double[] weights = [.. Normals(1200).Select(value => value * factor)];
        var layer = await Analyze([30, 40], weights, TestContext.Current.CancellationToken);
        Assert.Equal((LayerStatus.Failed, reason), (layer.Metrics.Status, layer.Note));
    }

    [Fact(Timeout = Patience)]
    public async Task The_default_convention_does_not_cast()
    {
        double[] weights = [.. Normals(1200).Select(value => value * 1e100)];
        var layer = await Analyze(
            [30, 40], weights, TestContext.Current.CancellationToken, Convention.WeightWatcher);
        Assert.Equal(LayerStatus.Success, layer.Metrics.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task The_case_beside_the_checkout_ends()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/attack_compat_f64_1e150.npy"));
        var model = await Analyze(checkpoint, Convention.WeightWatcher0755, TestContext.Current.CancellationToken);
        var layer = Assert.Single(model.Layers);
        Assert.Equal(LayerStatus.OutOfRange, layer.Metrics.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task Bisection_of_a_matrix_that_is_not_finite_ends_with_an_error() =>
        await Assert.ThrowsAsync<ArithmeticException>(() => Task.Run(() => SturmBisection.SingularValues(
            [1, double.NaN, 2], [0.5, 0.5], KernelSet.Current, TestContext.Current.CancellationToken)));

    [Fact]
    public void A_round_hears_that_the_work_was_stopped()
    {
        using var source = new CancellationTokenSource();
        var limit = new RoundLimit("work", 3, source.Token);
        limit.Next();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => limit.Next());

        var rounds = new RoundLimit("work", 1, CancellationToken.None);
        rounds.Next();
        var error = Assert.Throws<ArithmeticException>(() => rounds.Next());
        Assert.Contains("work", error.Message, StringComparison.Ordinal);
    }

    /// <summary>All of them at least 1/8 in magnitude, so that each is beyond F32 with a large enough factor.</summary>
    private static double[] Normals(int count) => Array.ConvertAll(
        SplitMix.Normals(11, count), value => Math.CopySign(Math.Clamp(Math.Abs(value), 0.125, 7.5), value));

    private static async Task<LayerAnalysis> Analyze(
        long[] shape, double[] weights, CancellationToken cancellation, Convention? convention = null)
    {
        byte[] data = [.. weights.SelectMany(BitConverter.GetBytes)];
        using var checkpoint = Checkpoint.Open(TinySafeTensors.File(("a.weight", "F64", shape, data)), "m.safetensors");
        return Assert.Single(
            (await Analyze(checkpoint, convention ?? Convention.WeightWatcher0755, cancellation)).Layers);
    }

    private static Task<ModelAnalysis> Analyze(
        Checkpoint checkpoint, Convention convention, CancellationToken cancellation)
    {
        var options = new AnalysisOptions { Method = new() { Convention = convention } };
        return Task.Run(() => Analyzer.Analyze(checkpoint, options, cancellation: cancellation), cancellation);
    }
}
