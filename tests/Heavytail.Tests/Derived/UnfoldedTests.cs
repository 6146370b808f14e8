using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>A convolution as one matrix is a reshape of its tensor, however that lies in its file.</summary>
public sealed class UnfoldedTests
{
    private static readonly MatrixOptions s_unfolded = new() { Kind = MatrixKind.Unfolded };

    [Theory]
    [InlineData("oikk")]
    [InlineData("kkio")]
    [InlineData("okki")]
    public void Every_layout_is_the_same_matrix(string axes)
    {
        var (tensor, kernel) = Convolution(axes);
        double[,] matrix = new double[6, 4 * 9];
        Each((o, i, a, b) => matrix[o, (i * 9) + (a * 3) + b] = kernel(o, i, a, b));
        var layer = DerivedCase.One(s_unfolded, tensor);
        Assert.Equal((6, 36, 1), (layer.Layer.M, layer.Layer.N, layer.Layer.Rf));
        DerivedCase.Same(DerivedCase.Eigenvalues(matrix), layer.Spectrum.Eigenvalues, 1e-13);
        Assert.NotNull(layer["num_spikes"]);
        Assert.NotNull(layer["num_traps"]);
    }

    [Fact]
    public void The_kernel_of_a_transposed_convolution_stands_with_its_outputs()
    {
        // [in 5, out 3, 2, 2]: the convolution that it is the gradient of has 5 outputs and 3 inputs.
        var stored = DerivedCase.Tensor("up.weight", 4, 5, 3, 2, 2);
        var transposed = new NamedTensor("up.weight", stored.Shape, Floats(4, 5, 3, 2, 2))
        {
            Role = DerivedCase.Role(TensorPurpose.TransposedConvolution, "iokk"),
        };
        var plain = new NamedTensor("conv.weight", stored.Shape, Floats(4, 5, 3, 2, 2))
        {
            Role = DerivedCase.Role(TensorPurpose.Convolution, "oikk"),
        };
        var layer = DerivedCase.One(s_unfolded, transposed);
        Assert.Equal((12, 5), (layer.Layer.Rows, layer.Layer.Columns));
        Assert.Equal(DerivedCase.One(s_unfolded, plain).Spectrum.Eigenvalues, layer.Spectrum.Eigenvalues);
    }

    [Fact]
    public void Groups_stay_apart()
    {
        var tensor = new NamedTensor("conv.weight", new TensorShape(8, 3, 2, 2), Floats(9, 8, 3, 2, 2))
        {
            Role = DerivedCase.Role(TensorPurpose.Convolution, "oikk", groups: 2),
        };
        double[] values = DerivedCase.Values(9, 8, 3, 2, 2);
        var layers = DerivedCase.Analyze(s_unfolded, tensor).Layers;
        Assert.Equal(2, layers.Count);
        for (int group = 0; group < 2; group++)
        {
            double[,] matrix = new double[4, 12];
            for (int k = 0; k < 48; k++)
            {
                matrix[k / 12, k % 12] = values[(group * 48) + k];
            }

            DerivedCase.Same(DerivedCase.Eigenvalues(matrix), layers[group].Spectrum.Eigenvalues, 1e-13);
        }
    }

    [Fact]
    public void Dense_layers_do_not_change()
    {
        var dense = DerivedCase.Tensor("fc.weight", 3, 20, 30);
        var plain = DerivedCase.One(new MatrixOptions(), dense);
        var unfolded = DerivedCase.One(s_unfolded, dense);
        Assert.Equal(plain.Spectrum, unfolded.Spectrum);
        Assert.Equal(plain["alpha"], unfolded["alpha"]);
        Assert.Equal(plain["norm"], unfolded["norm"]);
    }

    [Fact]
    public void It_is_taken_as_it_is_where_slices_are_scaled()
    {
        var (tensor, _) = Convolution("oikk");
        double sum = DerivedCase.Values(1, 6, 4, 3, 3).Sum(value => value * value);
        Assert.Equal(sum, DerivedCase.One(s_unfolded, tensor)["norm"]!.Value, 1e-10 * sum);
        Assert.Equal(sum / 2, DerivedCase.One(new MatrixOptions(), tensor)["norm"]!.Value, 1e-10 * sum);
    }

    [Fact]
    public void Slices_have_rows_of_their_own_which_pooled_are_the_layer()
    {
        var (tensor, _) = Convolution("oikk");
        var rows = DerivedCase.Analyze(new MatrixOptions { Kind = MatrixKind.Slices }, tensor);
        var pooled = DerivedCase.One(new MatrixOptions(), tensor);
        Assert.Equal(Enumerable.Range(0, 9).Cast<int?>(), rows.Layers.Select(row => row.Slice));
        Assert.Equal(9, rows.Summary.Slices);
        double sum = rows.Layers.Sum(row => row["norm"]!.Value);
        Assert.Equal(pooled["norm"]!.Value, sum, 1e-12 * sum);
        Assert.Equal(pooled["lambda_max"], rows.Layers.Max(row => row["lambda_max"]));
        Assert.All(rows.Layers, row => Assert.Equal("weightwatcher", rows.Options.Method.Convention.Name));
    }

    [Fact]
    public void The_interval_of_a_slice_is_that_of_its_matrix()
    {
        // Columns of falling variance: noise has no interval of the matrix.
        float[] both = [.. DerivedCase.Values(7, 240, 40, 1, 2)
            .Select((value, k) => (float)(value / (1 + (k / 2 % 40))))];
        float[] second = [.. Enumerable.Range(0, 9600).Select(k => both[(2 * k) + 1])];
        double?[] Interval(MatrixKind kind, NamedTensor tensor)
        {
            using var checkpoint = Checkpoint.FromTensors("test", [tensor]);
            var options = DerivedCase.Options(new MatrixOptions { Kind = kind }) with
            {
                Measures = new() { List = MeasureCatalog.DefaultAnd(["intervals"]) },
            };
            var row = DerivedCase.Analyze(checkpoint, options).Layers[^1];
            return [row["alpha"], row["alpha_ci_matrix_low"], row["alpha_ci_matrix_high"]];
        }

        double?[] alone = Interval(MatrixKind.Pooled, new NamedTensor("fc.weight", new TensorShape(240, 40), second));
        double?[] slice = Interval(
            MatrixKind.Slices, new NamedTensor("conv.weight", new TensorShape(240, 40, 1, 2), both));
        Assert.All(alone.Zip(slice), pair => Assert.Equal(pair.First!.Value, pair.Second!.Value, 1e-9));
    }

    private static void Each(Action<int, int, int, int> at)
    {
        for (int k = 0; k < 6 * 4 * 9; k++)
        {
            at(k / 36, k / 9 % 4, k / 3 % 3, k % 3);
        }
    }

    private static float[] Floats(ulong seed, params long[] shape) =>
        [.. DerivedCase.Values(seed, shape).Select(value => (float)value)];

    /// <summary>The same kernel of 6 × 4 × 3 × 3 in a layout, and its elements.</summary>
    private static (NamedTensor Tensor, Func<int, int, int, int, double> Kernel) Convolution(string axes)
    {
        double[] values = DerivedCase.Values(1, 6, 4, 3, 3);
        double Kernel(int o, int i, int a, int b) => values[(((((o * 4) + i) * 3) + a) * 3) + b];
        long[] shape = axes switch { "oikk" => [6, 4, 3, 3], "kkio" => [3, 3, 4, 6], _ => [6, 3, 3, 4] };
        float[] stored = new float[values.Length];
        Each((o, i, a, b) => stored[axes switch
        {
            "oikk" => (((((o * 4) + i) * 3) + a) * 3) + b,
            "kkio" => (((((a * 3) + b) * 4) + i) * 6) + o,
            _ => (((((o * 3) + a) * 3) + b) * 4) + i,
        }] = (float)Kernel(o, i, a, b));
        var role = DerivedCase.Role(TensorPurpose.Convolution, axes);
        return (new NamedTensor("conv.weight", new TensorShape(shape), stored) { Role = role }, Kernel);
    }
}
