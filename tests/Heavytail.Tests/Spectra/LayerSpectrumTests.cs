using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Spectra;

/// <summary>From a stream of stored numbers to the pooled spectrum of a layer.</summary>
public sealed class LayerSpectrumTests
{
    private static readonly CpuEngine s_engine = new(KernelSet.Current);
    private static readonly TensorAccess s_access = new(CanSeek: true, BufferedBytes: 0);

    public static TheoryData<string> Shapes =>
        ["60x40", "40x60", "50x50", "30x20x1x1", "20x30x3x3", "30x20x5", "20x20x2x2x2", "12x10x7x7"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Equals_that_of_an_independent_library(string shape)
    {
        (var layer, float[] weights) = Sample(shape);
        double scale = layer.Kind.IsConvolution() ? Math.Sqrt(0.5) : 1;
        double[] expected =
        [
            .. Enumerable.Range(0, layer.Rf)
                .SelectMany(k => SliceOf(weights, layer, k).OracleSingularValues())
                .Select(value => value * scale)
                .Order(),
        ];
        var spectrum = Compute(layer, weights);
        Assert.Equal(expected.Length, spectrum.SingularValues.Count);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], spectrum.SingularValues[k], 1e-7 * expected[^1]);
        }

        Close.Assert(expected[^1], spectrum.SingularValues[^1], 1e-13, "s_max");
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_power_of_two_scales_every_bit(string shape)
    {
        (var layer, float[] weights) = Sample(shape);
        double[] plain = [.. Compute(layer, weights).SingularValues];
        foreach (int exponent in new[] { -90, -1, 60 })
        {
            float[] scaled = Array.ConvertAll(weights, value => MathF.ScaleB(value, exponent));
            Assert.Equal(
                Array.ConvertAll(plain, value => Math.ScaleB(value, exponent)), Compute(layer, scaled).SingularValues);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Neither_threads_nor_the_kind_of_stream_change_a_bit(string shape)
    {
        (var layer, float[] weights) = Sample(shape);
        var expected = Compute(layer, weights).SingularValues;
        foreach ((int threads, int slices) in new[] { (2, 1), (1, 3), (2, 8) })
        {
            foreach (bool seekable in new[] { true, false })
            {
                Assert.Equal(expected, Compute(layer, weights, seekable, threads, slices).SingularValues);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Slices_are_zero_below_their_own_rank(string shape)
    {
        (var layer, float[] weights) = Sample(shape);
        for (int place = 0; place < weights.Length; place++)
        {
            // the first slice keeps one row
            weights[place] = place % layer.Rf == 0 && place / layer.Rf >= layer.Columns ? 0 : weights[place];
        }

        Assert.Equal(((layer.Rf - 1) * layer.M) + 1, Compute(layer, weights).Rank);
    }

    [Theory]
    [InlineData(false, 30, 20, 1)]
    [InlineData(false, 20, 3000, 1)]
    [InlineData(false, 30, 20, 9)]
    [InlineData(true, 30, 20, 9)]
    public void Numbers_that_are_none_end_the_work_with_their_place(bool asFloats, int rows, int columns, int rf)
    {
        (var layer, float[] weights) = Sample(rf == 1 ? $"{rows}x{columns}" : $"{rows}x{columns}x{rf}x1");
        weights[^1] = float.NaN;
        weights[100] = float.PositiveInfinity;
        var result = s_engine.Decompose(
            new SpectrumRequest(layer, s_access, FloatFactor: asFloats ? 0.5 : null),
            () => Stream(weights, true),
            new SpectrumResources(2, 1),
            TestContext.Current.CancellationToken);
        Assert.Null(result.Spectrum);
        Assert.Equal(new NonFiniteWeights(1, 1, 100), result.NonFinite);
    }

    [Theory]
    [InlineData("300x200", true)]
    [InlineData("300x200", false)]
    [InlineData("200x3000", true)]
    [InlineData("200x3000", false)]
    [InlineData("30x20x3x3", false)]
    public void A_stream_that_ends_early_is_the_same_error_on_any_number_of_threads(string shape, bool seekable)
    {
        (var layer, float[] weights) = Sample(shape);
        foreach (int threads in new[] { 1, 3 })
        {
            Assert.Throws<EndOfStreamException>(() => Compute(layer, weights[..^1], seekable, threads, threads));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_large_layer_is_cancelled_on_any_number_of_threads(int threads)
    {
        (var layer, float[] weights) = Sample("700x700");
        foreach (int delay in new[] { 0, 20, 60, 150 })
        {
            using var source = new CancellationTokenSource(delay);
            var work = Task.Run(() => s_engine.Decompose(
                new SpectrumRequest(layer, s_access),
                () => Stream(weights, true),
                new SpectrumResources(1, threads),
                source.Token), TestContext.Current.CancellationToken);

            // Either it was done before, or it says that it was stopped, whatever stage it was in.
            if (await Record.ExceptionAsync(() => work) is { } error)
            {
                Assert.IsType<OperationCanceledException>(error, exactMatch: false);
            }
        }
    }

    [Fact]
    public void Cancellation_stops_slices_too()
    {
        (var layer, float[] weights) = Sample("20x30x3x3");
        using var source = new CancellationTokenSource();
        source.Cancel();
        foreach (int slices in new[] { 1, 3 })
        {
            Assert.Throws<OperationCanceledException>(() => s_engine.Decompose(
                new SpectrumRequest(layer, s_access),
                () => Stream(weights, true),
                new SpectrumResources(slices, 1),
                source.Token));
        }
    }

    /// <summary>The spectrum as the default convention reads it.</summary>
    private static ScaledSpectrum Compute(
        Layer layer, float[] weights, bool seekable = true, int threads = 1,
        int slicesAtOnce = 1) => s_engine.Decompose(
            new SpectrumRequest(layer, s_access),
            () => Stream(weights, seekable),
            new SpectrumResources(slicesAtOnce, threads),
            TestContext.Current.CancellationToken).Spectrum!.Scale(Convention.WeightWatcher.Factor(layer));

    private static Stream Stream(float[] weights, bool seekable)
    {
        var stream = new MemoryStream(TinySafeTensors.Bytes(weights));
        return seekable ? stream : new ForwardOnly(stream);
    }

    private static Matrix SliceOf(float[] weights, Layer layer, int slice) => new(
        layer.Rows, layer.Columns,
        [.. weights.Where((_, place) => place % layer.Rf == slice).Select(value => (double)value)]);

    private static (Layer Layer, float[] Weights) Sample(string shape)
    {
        var layer = SampleLayer.Of(shape);
        return (
            layer, Array.ConvertAll(SplitMix.Normals(5, (int)layer.Tensor.Shape.ElementCount), value => (float)value));
    }
}
