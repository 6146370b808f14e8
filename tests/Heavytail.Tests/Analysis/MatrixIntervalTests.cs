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
    [InlineData(24, false, true)]
    [InlineData(24, false, false)]
    [InlineData(24, true, true)]
    [InlineData(24, true, false)]
    [InlineData(53, false, true)]
    [InlineData(53, false, false)]
    [InlineData(50, false, true)]
    [InlineData(50, true, false)]
    [InlineData(48, false, true)]
    [InlineData(48, true, true)]
    [InlineData(47, true, true)]
    public void Spectra_are_those_of_matrices_without_the_rows(int columns, bool wide, bool seeks)
    {
        var matrix = Matrices.Gaussian(4, 53, columns);
        float[] tall = Array.ConvertAll(matrix.Data, value => (float)value);
        var layer = SampleLayer.Of(wide ? $"{columns}x53" : $"53x{columns}");
        byte[] stored = TinySafeTensors.Bytes(wide ? Transposed(tall, 53, columns) : tall);
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
            double[] rest = [.. Without(tall, columns, block).Select(value => (double)value)];
            int rows = rest.Length / columns;
            double[] expected = new Matrix(rows, columns, rest).OracleSingularValues();
            Assert.Equal((Math.Max(rows, columns), Math.Min(rows, columns)), (shorter.N, shorter.M));
            Assert.Equal(expected.Length, spectrum.Slices[0].SingularValues().Length);
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
        var deflated = new TensorAccess(CanSeek: false, BufferedBytes: 0);
        Assert.Equal(default, BlockSpectra.Memory(s_engine, new SpectrumRequest(SampleLayer.Of("18x18"), file)));

        // Together: the elements and four more Gram matrices, or one more where they are of the rows.
        long triangle = sizeof(double) * PackedTriangle.LengthOf(500);
        var shared = BlockSpectra.Memory(s_engine, new SpectrumRequest(layer, file));
        Assert.Equal((2000 * 500 * 4) + (4 * triangle), shared.Held);
        Assert.InRange(shared.PerSlice, 2 * triangle, 4 * triangle);
        Assert.Equal(
            (500 * 500 * 4) + triangle,
            BlockSpectra.Memory(s_engine, new SpectrumRequest(SampleLayer.Of("500x500"), file)).Held);
        var options = new AnalysisOptions { Measures = new() { List = [measure] } };
        Assert.Equal(shared.Held, LayerTask.Create(layer, file, s_engine, options).Memory.Held);

        // One by one where that is much, and read whole where the file does not seek.
        var large = SampleLayer.Of("20000x8000");
        var plain = s_engine.Memory(new SpectrumRequest(large, file));
        Assert.Equal(plain, BlockSpectra.Memory(s_engine, new SpectrumRequest(large, file)));
        Assert.Equal(
            plain with { Held = plain.Held + (20000L * 8000 * 4) },
            BlockSpectra.Memory(s_engine, new SpectrumRequest(large, deflated)));
    }

    /// <summary>One by one is the plain form of what parts share.</summary>
    [Theory]
    [InlineData("120x60", Precision.Double)]
    [InlineData("60x120", Precision.Double)]
    [InlineData("90x90", Precision.Double)]
    [InlineData("500x470", Precision.Double)]
    [InlineData("500x470", Precision.Single)]
    public void Parts_that_share_products_have_the_spectra_of_each_alone(string shape, Precision precision)
    {
        var layer = SampleLayer.Of(shape);
        float[] weights = Floats(Matrices.Pareto(5, layer.Rows, layer.Columns, 1));

        // Its square is 1e14 times those of the others; what is left without it has their digits all the same.
        weights[3] = 1e7f * weights.Max();
        byte[] stored = TinySafeTensors.Bytes(weights);
        var request = new SpectrumRequest(layer, new TensorAccess(CanSeek: true, BufferedBytes: 0), precision);
        var (together, alone) = (Spectra(s_engine), Spectra(new Alone(s_engine)));
        Assert.Equal(10, together.Length);
        double tolerance = precision == Precision.Double ? 1e-13 : 1e-5;
        foreach (var (one, other) in together.Zip(alone))
        {
            Assert.Equal(one.Layer, other.Layer);
            double[] values = [.. other.Spectrum.Eigenvalues];
            Assert.Equal(values.Length, one.Spectrum.Eigenvalues.Count);
            Assert.All(values.Zip(one.Spectrum.Eigenvalues), pair =>
                Assert.Equal(pair.First, pair.Second, tolerance * values[^1]));
        }

        (Layer Layer, Spectrum Spectrum)[] Spectra(ISpectrumEngine engine) =>
        [
            .. new BlockSpectra(
                engine, request, () => new MemoryStream(stored), new SpectrumResources(1, 1),
                TestContext.Current.CancellationToken).All(),
        ];
    }

    /// <summary>An engine that decomposes part by part.</summary>
    private sealed class Alone(ISpectrumEngine engine) : ISpectrumEngine
    {
        public string Generation => engine.Generation;

        public SpectrumMemory Memory(SpectrumRequest request) => engine.Memory(request);

        public SpectrumResult Decompose(
            SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation) =>
            engine.Decompose(request, open, resources, cancellation);
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
