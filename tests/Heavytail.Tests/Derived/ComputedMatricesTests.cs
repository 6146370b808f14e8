using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>What all matrices that are computed have in common.</summary>
public sealed class ComputedMatricesTests
{
    private static readonly string[] s_noise =
    [
        "num_spikes", "sigma_mp", "bulk_max", "mp_softrank", "bulk_p", "kurtosis", "num_traps", "trap_lambda",
        "alpha_null", "rand_p", "w1_null", "phase", "gof_p", "alpha_ci_matrix_low",
    ];

    public static TheoryData<string> Computed => ["operator", "windows", "products", "stacked"];

    public static TheoryData<string> All => ["unfolded", "slices", "operator", "windows", "products", "stacked"];

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_change_nothing(string kind)
    {
        using var checkpoint = Checkpoint.FromTensors("test", Network(1));
        string[] texts =
            [.. new[] { 1, 2, 5 }.Select(threads => Text(
                DerivedCase.Analyze(checkpoint, DerivedCase.Options(Of(kind), threads))))];
        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Alpha_does_not_know_the_scale(string kind)
    {
        double[] plain = Alphas(kind, Network(1));
        Assert.NotEmpty(plain);
        foreach (float scale in new[] { 1 / 1048576f, 1048576f })
        {
            Assert.Equal(plain, Alphas(kind, Network(scale)));
        }
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void Columns_about_noise_are_empty(string kind)
    {
        using var checkpoint = Checkpoint.FromTensors("test", Network(1));
        var options = DerivedCase.Options(Of(kind)) with
        {
            Measures = new() { List = MeasureCatalog.DefaultAnd(["all"]) },
        };
        var model = DerivedCase.Analyze(checkpoint, options);
        foreach (var layer in model.Layers.Where(layer => layer.Layer.Matrices != MatrixKind.Pooled))
        {
            Assert.Equal(kind, layer.Layer.Matrices.Word());
            Assert.All(s_noise, column => Assert.Null(layer[column]));
            Assert.NotNull(layer["alpha"]);
            Assert.Null(layer["alpha_ci_low"]);
            Assert.Equal(LayerLabel.None, LayerVerdict.From(layer, options.Method.Convention).Label);
        }

        var verdict = ModelVerdict.From(model);
        Assert.Equal(kind == "operator" ? 2 : 0, verdict.RandomLike); // its dense layers are noise
        Assert.NotEmpty(model.Layers);
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void NaN_has_the_status_that_it_has_everywhere(string kind)
    {
        var network = Network(1);
        float[] values = [.. DerivedCase.Values(2, 40, 48).Select(value => (float)value)];
        values[(3 * 48) + 5] = float.NaN;
        network[1] = new NamedTensor("fc1.weight", new TensorShape(40, 48), values);
        if (kind == "operator")
        {
            float[] kernel = [.. DerivedCase.Values(1, 12, 10, 3, 3).Select(value => (float)value)];
            (kernel[91], kernel[92]) = (float.NaN, float.PositiveInfinity);
            network[0] = new NamedTensor("conv.weight", new TensorShape(12, 10, 3, 3), kernel);
        }

        var model = DerivedCase.Analyze(Of(kind), network);
        var damaged = model.Layers.Where(layer => layer.Metrics.Status == LayerStatus.NonFiniteWeights).ToArray();
        Assert.NotEmpty(damaged);
        Assert.True(model.HasErrors);
        string expected = kind switch
        {
            "operator" => "1 NaN and 1 infinite weights, the first at [1, 0, 0, 1]",
            "windows" => "1 NaN and 0 infinite weights, the first at [3, 5]",
            _ => "fc1: 1 NaN and 0 infinite weights, the first at [3, 5]",
        };
        Assert.Equal(expected, damaged[0].Note);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void Stored_types_give_the_spectrum_of_their_numbers(string type)
    {
        // Small whole numbers are exact in every type.
        double[] kernel = [.. DerivedCase.Values(8, 4, 3, 3, 3).Select(value => Math.Round(4 * value))];
        byte[] Bytes(double value) => type switch
        {
            "F16" => BitConverter.GetBytes((Half)value),
            "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16)),
            _ => BitConverter.GetBytes(value),
        };
        byte[] file = TinySafeTensors.File(("conv.weight", type, [4, 3, 3, 3], [.. kernel.SelectMany(Bytes)]));
        var exact = new NamedTensor(
            "conv.weight", new TensorShape(4, 3, 3, 3), kernel.Select(value => (float)value).ToArray());
        foreach (string kind in new[] { "operator", "windows", "unfolded", "stacked" })
        {
            using var checkpoint = Checkpoint.Open(file, "m.safetensors");
            var layer = Assert.Single(DerivedCase.Analyze(checkpoint, DerivedCase.Options(Of(kind))).Layers);
            Assert.Equal(type, layer.Layer.Tensor.Encoding);
            DerivedCase.Same(DerivedCase.One(Of(kind), exact).Spectrum.Eigenvalues, layer.Spectrum.Eigenvalues);
        }
    }

    [Theory]
    [MemberData(nameof(Computed))]
    public void Canceled_work_stops(string kind)
    {
        using var checkpoint = Checkpoint.FromTensors("test", Network(1));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => Analyzer.Analyze(checkpoint, DerivedCase.Options(Of(kind)), cancellation: source.Token));
    }

    [Fact]
    public void A_long_operator_stops_where_it_is()
    {
        using var checkpoint = Checkpoint.FromTensors("test", [DerivedCase.Tensor("conv.weight", 1, 64, 64, 3, 3)]);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var options = DerivedCase.Options(new MatrixOptions { Kind = MatrixKind.Operator, Image = [2000, 2000] }) with
        {
            Execution = new() { Threads = 1, Memory = long.MaxValue },
        };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Analyzer.Analyze(checkpoint, options, cancellation: source.Token));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void Memory_of_an_operator_is_that_of_one_batch_and_the_results(int image)
    {
        using var checkpoint = Checkpoint.FromTensors("test", [DerivedCase.Tensor("conv.weight", 1, 32, 32, 3, 3)]);
        var options = DerivedCase.Options(new MatrixOptions { Kind = MatrixKind.Operator, Image = [image, image] });
        var estimate = WorkEstimate.From(LayerInventory.From(checkpoint, options));
        long eigenvalues = 32L * image * image;
        Assert.InRange(estimate.Bytes, 24 * 8 * eigenvalues, (25 * 8 * eigenvalues) + 2_000_000);
    }

    [Fact]
    public void The_inverse_is_that_of_the_eigenvalues_above_the_rank()
    {
        var tensor = new NamedTensor(
            "fc.weight", new TensorShape(30, 20),
            RotatedDiagonal.Of(30, 20, 5, k => k < 15 ? k + 1 : 0).Select(value => (float)value).ToArray());
        var layer = DerivedCase.One(new MatrixOptions { Inverse = true }, tensor);
        Assert.Equal(15, layer["matrix_rank"]);
        Assert.Equal(5, layer["rank_loss"]);
        Assert.Equal(1, layer["lambda_max"]!.Value, 1e-5);
        Assert.Equal(Enumerable.Range(1, 15).Sum(k => 1.0 / (k * k)), layer["norm"]!.Value, 1e-5);
        Assert.Equal(225, layer.Spectrum.Eigenvalues[^1], 1e-3);
        Assert.Null(layer["num_spikes"]);
    }

    [Fact]
    public void The_inverse_has_no_labels()
    {
        var model = DerivedCase.Analyze(
            new MatrixOptions { Inverse = true }, DerivedCase.Tensor("fc.weight", 1, 80, 80));
        var layer = Assert.Single(model.Layers);
        Assert.Equal(1.5, layer["alpha"]!.Value, 0.3); // noise near zero has the density 1/√λ
        Assert.Equal(TrainingWarning.None, layer.Metrics.Warning);
        Assert.Equal(0, ModelVerdict.From(model).Rows);
        Assert.Equal(
            "",
            AnalysisDocument.LayersOf(model, ["label"]).Rows[0][0].Exact ?? "");
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("slices")]
    [InlineData("operator")]
    [InlineData("products")]
    public void The_inverse_goes_with_the_others_and_with_zeros(string kind)
    {
        var network = Network(1).Append(new NamedTensor("zero.weight", new TensorShape(12, 12), new float[144]));
        var model = DerivedCase.Analyze(Of(kind) with { Inverse = true }, [.. network]);
        Assert.Contains(model.Layers, layer => layer["alpha"] is > 1);
        Assert.All(model.Layers, layer => Assert.Null(layer["num_spikes"]));
        Assert.All(
            model.Layers.Where(layer => layer.Name == "zero"),
            layer => Assert.Equal(LayerStatus.AllZero, layer.Metrics.Status));
    }

    [Fact]
    public void Other_conventions_refuse_them()
    {
        var options = new AnalysisOptions
        {
            Method = new() { Convention = Convention.Sdm2020, Matrices = new() { Kind = MatrixKind.Slices } },
        };
        Assert.Equal(
            "`Kind` = slices and convention sdm2020 exclude each other: that convention has its own matrices",
            options.Method.Contradiction());
        using var checkpoint = Checkpoint.FromTensors("test", Network(1));
        Assert.Throws<ArgumentException>(() => DerivedCase.Analyze(checkpoint, options));
    }

    private static MatrixOptions Of(string kind) => new()
    {
        Kind = Enum.GetValues<MatrixKind>().First(value => value.Word() == kind),
        Image = kind == "operator" ? [6, 8] : [],
    };

    private static NamedTensor[] Network(float scale)
    {
        NamedTensor Scaled(string name, ulong seed, params long[] shape) => new(
            name, new TensorShape(shape),
            DerivedCase.Values(seed, shape).Select(value => scale * (float)value).ToArray());
        return
        [
            Scaled("conv.weight", 1, 12, 10, 3, 3), Scaled("fc1.weight", 2, 40, 48), Scaled("fc2.weight", 3, 30, 40),
        ];
    }

    private static double[] Alphas(string kind, NamedTensor[] network) =>
        [.. DerivedCase.Analyze(Of(kind), network).Layers.Select(layer => layer["alpha"] ?? double.NaN)];

    private static string Text(ModelAnalysis model)
    {
        var text = new StringWriter();
        new AnalysisDocument([model], []).Write(DocumentFormat.Json, text);
        return text.ToString();
    }
}
