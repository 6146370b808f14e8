using System.Text.Json;
using Heavytail.Measures;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>Singular vectors of planted and of random matrices.</summary>
public sealed class VectorsMeasureTests
{
    /// <summary>cos(0.37·i²·√j)/√i in F32, from i = j = 1; by numpy.linalg.svd of NumPy 1.24.</summary>
    [Theory]
    [InlineData(
        60, 24, 0, 9.84965562778, 0.0453591118748, 0.0778912189569, 0.707114441115, 1,
        0.538061861544, 0.668014586845, 0.388155828836, 3)]
    [InlineData(
        60, 24, 2, 4.99411035007, 0.120345162132, 0.20760009614, 0.501027308652, 3,
        0.382698479195, 0.51802040889, 0.45863326488, 0)]
    [InlineData(
        24, 60, 0, 26.5410238827, 0.05485584326, 0.0687419665534, 0.929406464118, 0,
        0.634979550763, 0.711537003748, 0.189710302633, 0)]
    [InlineData(
        24, 60, 2, 9.95142709381, 0.15281135723, 0.257717985268, 0.677112187457, 2,
        0.257388295059, 0.414241627702, 0.414452444219, 3)]
    [InlineData(
        48, 48, 0, 19.2009044755, 0.0470521924511, 0.061257218545, 0.741990995926, 0,
        0.453346934765, 0.55606374216, 0.265915477068, 45)]
    [InlineData(
        48, 48, 2, 9.03261732859, 0.0346635583919, 0.0701293650169, 0.87889165359, 2,
        0.487898232847, 0.617442926916, 0.342822010647, 0)]
    public void Spreads_are_those_of_NumPy(
        int rows, int columns, int k, double eigenvalue,
        double left, double leftEntropy, double leftLargest, int leftAt,
        double right, double rightEntropy, double rightLargest, int rightAt)
    {
        float[] weights = Fill(rows, columns, (i, j) =>
            Math.Cos(0.37 * (i + 1) * (i + 1) * Math.Sqrt(j + 1)) / Math.Sqrt(i + 1));
        var pair = Pairs(weights, [rows, columns])[k];
        Close.Assert(eigenvalue, pair.Eigenvalue, 1e-6, "eigenvalue");
        Assert.Equal((leftAt, rightAt), (pair.Left!.At, pair.Right!.At));
        Close.Assert(left, pair.Left.Participation, 1e-5, "left participation");
        Close.Assert(leftEntropy, pair.Left.Entropy, 1e-5, "left entropy");
        Close.Assert(leftLargest, pair.Left.Largest, 1e-5, "left largest");
        Close.Assert(right, pair.Right.Participation, 1e-5, "right participation");
        Close.Assert(rightEntropy, pair.Right.Entropy, 1e-5, "right entropy");
        Close.Assert(rightLargest, pair.Right.Largest, 1e-5, "right largest");
        Assert.InRange(pair.Residual!.Value, 0, 1e-9);
    }

    /// <summary>θ·u·vᵀ with |u_i| = 1/√n for all outputs and v on two of the inputs.</summary>
    [Theory]
    [InlineData(90, 60)]
    [InlineData(60, 90)]
    public void A_planted_spike_has_its_vectors(int rows, int columns)
    {
        double[] noise = SplitMix.Normals(11, rows * columns);
        var row = Analyze(Fill(rows, columns, (i, j) => noise[(i * columns) + j]
            + ((i % 3 == 0 ? -1 : 1) * (j == 5 ? 8.0 : j == 17 ? 6 : 0))), [rows, columns])[0];
        Assert.Equal(1, row["left_participation"]!.Value, 0.15);
        Assert.Equal(1, row["left_p"]!.Value, 1e-6);
        Assert.Equal(5, row["right_at"]);
        Assert.Equal(0.8, row["right_largest"]!.Value, 0.03);
        Assert.Equal(1 / (columns * (0.4096 + 0.1296)), row["right_participation"]!.Value, 0.01);
        Assert.InRange(row["right_p"]!.Value, 0, 1e-9);
        Assert.Equal(1, row["num_localized"]);
    }

    [Fact]
    public void A_spike_of_one_output_is_localized_there()
    {
        double[] noise = SplitMix.Normals(12, 90 * 60);
        var row = Analyze(Fill(90, 60, (i, j) => noise[(i * 60) + j] * (i == 7 ? 5 : 1)), [90, 60])[0];
        Assert.Equal(7, row["left_at"]);
        Assert.InRange(row["left_largest"]!.Value, 0.97, 1);
        Assert.InRange(row["left_p"]!.Value, 0, 1e-9);
        Assert.InRange(row["right_p"]!.Value, 0.01, 1);
        Assert.Equal(1, row["num_localized"]);
    }

    /// <summary>Layers of noise: at 1 % a layer, at most a few of 200.</summary>
    [Fact]
    public void Noise_is_not_localized()
    {
        var rows = Enumerable.Range(0, 200).Select(seed => SplitMix.Normals((ulong)(1000 + seed), 60 * 40))
            .Select(noise => Analyze(Array.ConvertAll(noise, value => (float)value), [60, 40])[0]).ToArray();
        Assert.InRange(rows.Count(row => row["num_localized"] > 0), 0, 7);
        Assert.Equal(OfDirections(60), rows.Average(row => row["left_participation"]!.Value), 0.01);
        Assert.Equal(OfDirections(40), rows.Average(row => row["right_participation"]!.Value), 0.01);
        Assert.InRange(rows.Count(row => row["right_p"] <= 0.1), 2, 30);

        static double OfDirections(int n) => Enumerable.Range(0, 4000).Average(seed =>
        {
            double[] values = SplitMix.Normals((ulong)(5000 + seed), n);
            double length = Math.Sqrt(values.Sum(value => value * value));
            return VectorSpread.Of(Array.ConvertAll(values, value => value / length)).Participation;
        });
    }

    [Fact]
    public void Scale_and_threads_change_nothing()
    {
        float[] weights = Array.ConvertAll(Matrices.Pareto(3, 70, 45, 2.5).Data, value => (float)value);
        var row = Analyze(weights, [70, 45])[0];
        Assert.Equal(row.Metrics.Vectors, Analyze(weights, [70, 45], threads: 3)[0].Metrics.Vectors);
        var powers = Analyze([.. weights.Select(w => w * 1024)], [70, 45])[0].Metrics.Vectors!;
        foreach (var (pair, scaled) in row.Metrics.Vectors!.Pairs.Zip(powers.Pairs))
        {
            Assert.Equal(pair, scaled with { Eigenvalue = pair.Eigenvalue });
        }

        foreach (float scale in new[] { 1e-6f, 3, 1e6f })
        {
            var other = Analyze([.. weights.Select(w => w * scale)], [70, 45])[0];
            foreach (var metric in new VectorsMeasure(5).Metrics)
            {
                Close.Assert(row[metric.Name], other[metric.Name], 1e-3, metric.Name);
            }
        }
    }

    [Fact]
    public void Equal_eigenvalues_and_zeros_have_no_vectors()
    {
        var identity = Pairs(Fill(20, 20, (i, j) => i == j ? 2 : 0), [20, 20]);
        Assert.All(identity, pair => Assert.Equal(VectorStatus.Equal, pair.Status));
        Assert.All(identity, pair => Assert.Null(pair.Left ?? pair.Right));
        Assert.All(Pairs(new float[20 * 20], [20, 20]), pair => Assert.Equal(VectorStatus.Zero, pair.Status));

        var rank1 = Pairs(Fill(30, 20, (i, j) => i == 3 ? 1 + j : 0), [30, 20]);
        Assert.Equal(VectorStatus.Found, rank1[0].Status);
        Assert.Equal((3, 19), (rank1[0].Left!.At, rank1[0].Right!.At));
        Assert.Equal(1, rank1[0].Left!.Largest, 1e-12);
        Assert.All(rank1[1..], pair => Assert.Equal(VectorStatus.Zero, pair.Status));

        // A spike above equal ones is found, and only that.
        var spike = Pairs(Fill(20, 20, (i, j) => i != j ? 0 : i == 9 ? 3 : 1), [20, 20]);
        Assert.Equal(VectorStatus.Found, spike[0].Status);
        Assert.Equal((9, 9, 1.0), (spike[0].Left!.At, spike[0].Right!.At, Math.Round(spike[0].Left!.Largest, 12)));
        Assert.All(spike[1..], pair => Assert.Equal(VectorStatus.Equal, pair.Status));
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(50, 1)]
    public void A_single_row_has_a_vector_of_one_component(int rows, int columns)
    {
        var pair = Assert.Single(Pairs(Fill(rows, columns, (i, j) => 1 + i + j), [rows, columns]));
        var (one, many) = rows == 1 ? (pair.Left!, pair.Right!) : (pair.Right!, pair.Left!);
        Assert.Equal((1.0, 1.0, 1.0, 0, null), (one.Participation, one.Entropy, one.Largest, one.At, one.P));
        Assert.Equal(49, many.At);
        Assert.NotNull(many.P);
    }

    /// <summary>The third slice is the largest; in TensorFlow's order it is read transposed.</summary>
    [Fact]
    public void A_convolution_has_the_vectors_of_its_slices()
    {
        double[] noise = SplitMix.Normals(13, 64 * 52 * 3);
        float Weight(int o, int i, int k) => (float)(noise[(((o * 52) + i) * 3) + k] * (k == 2 ? 2 : 1));
        float[] slice = Fill(64, 52, (o, i) => Weight(o, i, 2));
        float[] torch = [.. Enumerable.Range(0, noise.Length).Select(p => Weight(p / 156, p / 3 % 52, p % 3))];
        float[] keras = [.. Enumerable.Range(0, noise.Length).Select(p => Weight(p % 64, p / 64 % 52, p / 3328))];
        var expected = Pairs(slice, [64, 52]);
        foreach (var found in new[]
        {
            Pairs(torch, [64, 52, 3], "conv.weight"), Pairs(keras, [3, 52, 64], "conv1d/kernel"),
        })
        {
            foreach (var (pair, other) in expected.Zip(found))
            {
                Assert.Equal(2, other.Slice);
                Assert.Equal((pair.Left!.At, pair.Right!.At), (other.Left!.At, other.Right!.At));
                Close.Assert(pair.Left.Participation, other.Left.Participation, 1e-7, "left");
                Close.Assert(pair.Right.Participation, other.Right.Participation, 1e-7, "right");
            }
        }

        var rows = Analyze(torch, [64, 52, 3], "conv.weight", convention: Convention.Sdm2020);
        Assert.Equal(new double?[] { 0, 1, 2 }, rows.Select(row => row["vector_slice"]));
        Close.Assert(expected[0].Left!.Participation, rows[2]["left_participation"], 1e-7, "left");
    }

    [Fact]
    public void Weights_that_are_read_again_give_the_same_products()
    {
        var measure = new BothProducts();
        float[] weights = Array.ConvertAll(SplitMix.Normals(14, 130 * 97 * 2), value => (float)value);
        Analyze(weights, [130, 97, 2], "conv.weight", measures: [measure]);
        Assert.Equal(2 * 97, measure.Compared);
    }

    [Fact]
    public void Json_has_every_pair()
    {
        float[] weights = Array.ConvertAll(SplitMix.Normals(15, 40 * 24), value => (float)value);
        var model = Model(weights, [40, 24], measures: MeasureCatalog.DefaultAnd(["vectors"], vectors: 3));
        Assert.Equal("vectors 3", model.Options.Measures.List[^1].Name);
        var document = new AnalysisDocument([model], []);
        var text = new StringWriter();
        document.Write(DocumentFormat.Json, text);
        using var json = JsonDocument.Parse(text.ToString());
        var vectors = json.RootElement.GetProperty("models")[0].GetProperty("vectors").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3], vectors.Select(row => row.GetProperty("rank").GetInt32()));
        Assert.Equal(model.Layers[0]["left_p"], vectors[0].GetProperty("left_p").GetDouble());

        text = new StringWriter();
        document.Write(DocumentFormat.JsonLines, text);
        Assert.Equal(3, text.ToString().Split('\n').Count(
            line => line.StartsWith("{\"kind\":\"vector\"", StringComparison.Ordinal)));
    }

    private static SingularPair[] Pairs(float[] weights, long[] shape, string name = "fc.weight") =>
        [.. Analyze(weights, shape, name)[0].Metrics.Vectors!.Pairs];

    private static IReadOnlyList<LayerAnalysis> Analyze(
        float[] weights,
        long[] shape,
        string name = "fc.weight",
        int threads = 1,
        Convention? convention = null,
        IReadOnlyList<IMeasure>? measures = null) =>
        Model(weights, shape, name, threads, convention, measures).Layers;

    private static ModelAnalysis Model(
        float[] weights,
        long[] shape,
        string name = "fc.weight",
        int threads = 1,
        Convention? convention = null,
        IReadOnlyList<IMeasure>? measures = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats((name, shape, weights))));
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Selection = new() { MinEvals = 1 },
                Method = new() { Convention = convention ?? Convention.WeightWatcher },
                Measures = new() { List = measures ?? [new VectorsMeasure(5)] },
                Execution = new() { Threads = threads },
            },
            cancellation: TestContext.Current.CancellationToken);
    }

    private static float[] Fill(int rows, int columns, Func<int, int, double> entry) =>
        [.. Enumerable.Range(0, rows * columns).Select(k => (float)entry(k / columns, k % columns))];

    /// <summary>Compares products with a slice in memory and with one that is read each time.</summary>
    private sealed class BothProducts : IMeasure
    {
        public int Compared { get; private set; }

        public string Name => "both";

        public IReadOnlyList<Metric> Metrics => [];

        public MeasureNeeds Needs => MeasureNeeds.Weights;

        public LayerMetrics Measure(MeasureInput input)
        {
            for (int slice = 0; slice < input.Layer.Rf; slice++)
            {
                var held = new SliceProducts(input, slice, 0.5);
                var read = new SliceProducts(input, slice, 0.5, mostHeld: 0);
                double[] x = SplitMix.Normals(5, held.Columns);
                double[] one = new double[held.Columns];
                double[] other = new double[held.Columns];
                held.Multiply(x, one);
                read.Multiply(x, other);
                Assert.Equal(one, other);
                Assert.NotEqual(0, one.Sum());
                Compared += one.Length;
            }

            return input.Metrics;
        }
    }
}
