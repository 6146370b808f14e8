using Heavytail.Analysis;
using Heavytail.Fits;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Measures;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>The interval of α of the matrix, from spectra of the layer without some of its rows.</summary>
public sealed class MatrixIntervalTests
{
    private const string Low = "alpha_ci_matrix_low";
    private const string High = "alpha_ci_matrix_high";

    private static readonly CpuEngine s_engine = new(KernelSet.Current);

    /// <summary>By singular values of Math.NET of matrices in memory.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Spectra_are_those_of_matrices_without_the_rows(bool wide, bool seeks)
    {
        var matrix = Matrices.Gaussian(4, 53, 24);
        float[] tall = Array.ConvertAll(matrix.Data, value => (float)value);
        var layer = SampleLayer.Of(wide ? "24x53" : "53x24");
        byte[] stored = TinySafeTensors.Bytes(wide ? Transposed(tall, 53, 24) : tall);
        var request = new SpectrumRequest(layer, new TensorAccess(seeks, BufferedBytes: 0));
        var spectra = new BlockSpectra(
            s_engine,
            request,
            () => seeks ? new MemoryStream(stored) : new ForwardOnly(new MemoryStream(stored)),
            new SpectrumResources(1, 2),
            TestContext.Current.CancellationToken).All().ToArray();
        Assert.Equal(10, spectra.Length);
        foreach (var (block, (shorter, spectrum)) in BlockJackknife.Blocks(53, 10).Zip(spectra))
        {
            double[] rest = [.. Without(tall, 24, block).Select(value => (double)value)];
            double[] expected = new Matrix(rest.Length / 24, 24, rest).OracleSingularValues();
            Assert.Equal((rest.Length / 24, 24), (shorter.N, shorter.M));
            Assert.All(expected.Zip(spectrum.Slices[0].SingularValues()), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-9 * expected[^1]));
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(115)]
    [InlineData(120)]
    public void The_interval_is_the_jackknifes(int columns)
    {
        float[] weights = Floats(Matrices.Pareto(5, 120, columns, 1));
        var row = Analyze(weights, [120, columns]);
        double[] alphas =
        [
            .. BlockJackknife.Blocks(120, 10).Select(block => PowerLaw.FitPositive(
                [.. Spectrum.Of(Without(weights, columns, block), 120 - 12, columns).Eigenvalues]).Alpha),
        ];
        var expected = BlockJackknife.Interval(row["alpha"]!.Value, alphas)!.Value;
        Close.Assert(expected.Low, row[Low], 1e-9, Low);
        Close.Assert(expected.High, row[High], 1e-9, High);
        Assert.InRange(row["alpha"]!.Value, row[Low]!.Value, row[High]!.Value);
    }

    [Fact]
    public void It_does_not_depend_on_threads_scale_and_orientation()
    {
        float[] weights = Floats(Matrices.Pareto(6, 120, 60, 2));
        var row = Analyze(weights, [120, 60]);
        Assert.Equal((row[Low], row[High]), Both(Analyze(weights, [120, 60], threads: 3)));
        Same(Analyze(Transposed(weights, 120, 60), [60, 120]), 1e-9);
        foreach (float scale in new[] { 1e-6f, 3, 1e6f })
        {
            // c·w is rounded to F32 once more, and α is continuous where the same xmin is chosen.
            Same(Analyze([.. weights.Select(w => w * scale)], [120, 60]), 1e-5);
        }

        Assert.Equal((row[Low], row[High]), Both(Analyze([.. weights.Select(w => w * 1024)], [120, 60])));

        void Same(LayerAnalysis other, double tolerance)
        {
            Close.Assert(row[Low], other[Low], tolerance, Low);
            Close.Assert(row[High], other[High], tolerance, High);
        }
    }

    /// <summary>Slices are cut alike: [out, in, k] and [k, in, out] of the same elements.</summary>
    [Fact]
    public void A_convolution_of_Keras_has_the_interval_of_PyTorchs()
    {
        double[] weights = Matrices.Pareto(7, 60, 24 * 3, 1).Data;
        float[] torch = Array.ConvertAll(weights, value => (float)value);
        float[] keras = new float[torch.Length];
        for (int k = 0; k < torch.Length; k++)
        {
            (int output, int input, int slice) = (k / 72, k / 3 % 24, k % 3);
            keras[(((slice * 24) + input) * 60) + output] = torch[k];
        }

        var row = Analyze(torch, [60, 24, 3], "conv.weight");
        var other = Analyze(keras, [3, 24, 60], "conv1d/kernel");
        Assert.Equal((60, 24, 3), (other.Layer.Rows, other.Layer.Columns, other.Layer.Rf));
        Assert.NotNull(row[Low]);
        Close.Assert(row[Low], other[Low], 1e-9, Low);
        Close.Assert(row[High], other[High], 1e-9, High);
    }

    [Fact]
    public void There_is_none_where_it_would_say_nothing()
    {
        Assert.Equal((null, null), Both(Analyze(Floats(Matrices.Gaussian(8, 100, 100)), [100, 100])));
        Assert.Equal((null, null), Both(Analyze(Floats(Matrices.Gaussian(8, 18, 12)), [18, 12])));
        float[] tall = Floats(Matrices.Gaussian(9, 120, 60));
        foreach (var convention in new[] { Convention.Nature2021, Convention.Sdm2020 })
        {
            Assert.Equal((null, null), Both(Analyze(tall, [120, 60], convention: convention)));
        }

        float[] heavy = Floats(Matrices.Pareto(6, 120, 60, 2));
        Assert.NotNull(Analyze(heavy, [120, 60], convention: Convention.WeightWatcher0755)[Low]);
    }

    [Fact]
    public void Its_cost_and_its_memory_are_known_before()
    {
        var measure = new BootstrapMeasure();
        var layer = SampleLayer.Of("2000x500");
        Assert.InRange(measure.Cost(layer) / layer.Cost, 9, 10.5);
        Assert.InRange(measure.Cost(SampleLayer.Of("500x500")) / SampleLayer.Of("500x500").Cost, 8, 9);

        var file = new TensorAccess(CanSeek: true, BufferedBytes: 0);
        var plain = s_engine.Memory(new SpectrumRequest(layer, file));
        Assert.Equal(plain, BlockSpectra.Memory(s_engine, new SpectrumRequest(layer, file)));
        var deflated = new SpectrumRequest(layer, new TensorAccess(CanSeek: false, BufferedBytes: 0));
        Assert.Equal(
            plain with { Held = plain.Held + (2000 * 500 * 4) }, BlockSpectra.Memory(s_engine, deflated));
        Assert.Equal(default, BlockSpectra.Memory(s_engine, new SpectrumRequest(SampleLayer.Of("18x18"), file)));
        var square = new SpectrumRequest(SampleLayer.Of("500x500"), file);
        Assert.InRange(
            BlockSpectra.Memory(s_engine, square).Bytes(1) / (double)s_engine.Memory(square).Bytes(1), 0.7, 1);

        var options = new AnalysisOptions { Measures = new() { List = [measure] } };
        Assert.Equal(
            plain.Held + (2000 * 500 * 4), LayerTask.Create(layer, deflated.Access, s_engine, options).Memory.Held);
    }

    private static (double? Low, double? High) Both(LayerAnalysis row) => (row[Low], row[High]);

    private static LayerAnalysis Analyze(
        float[] weights, long[] shape, string name = "fc.weight", int threads = 1, Convention? convention = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats((name, shape, weights))));
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = convention ?? Convention.WeightWatcher },
                Measures = new() { List = MeasureCatalog.DefaultAnd(["intervals"]) },
                Execution = new() { Threads = threads },
            },
            cancellation: TestContext.Current.CancellationToken).Layers[0];
    }

    private static float[] Floats(Matrix matrix) => Array.ConvertAll(matrix.Data, value => (float)value);

    private static float[] Without(float[] rows, int columns, Range block) =>
        [.. rows[..(block.Start.Value * columns)], .. rows[(block.End.Value * columns)..]];

    private static float[] Transposed(float[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, matrix.Length).Select(k => matrix[(k % rows * columns) + (k / rows)])];
}
