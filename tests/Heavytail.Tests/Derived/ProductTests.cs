using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>Products of consecutive layers, and all layers as one matrix.</summary>
public sealed class ProductTests
{
    private static readonly MatrixOptions s_products = new() { Kind = MatrixKind.Products };
    private static readonly MatrixOptions s_stacked = new() { Kind = MatrixKind.Stacked };

    [Theory]
    [InlineData("oi")]
    [InlineData("io")]
    public void Eigenvalues_are_the_squares_of_the_singular_values_of_the_product(string axes)
    {
        (double[] a, double[] b) = (DerivedCase.Values(1, 20, 30), DerivedCase.Values(2, 25, 20));
        double[,] product = new double[25, 30];
        for (int k = 0; k < 25 * 30 * 20; k++)
        {
            (int o, int i, int h) = (k / 600, k / 20 % 30, k % 20);
            product[o, i] += b[(o * 20) + h] * a[(h * 30) + i];
        }

        var model = DerivedCase.Analyze(s_products, Dense("fc1", a, 20, 30, axes), Dense("fc2", b, 25, 20, axes));
        var layer = Assert.Single(model.Layers);
        Assert.Equal(("fc1 x fc2", 25, 30), (layer.Name, layer.Layer.M, layer.Layer.N));
        DerivedCase.Same(DerivedCase.Eigenvalues(product), layer.Spectrum.Eigenvalues);
        Assert.Equal(20, layer["matrix_rank"]);
        Assert.Equal(1100, model.Summary.AnalyzedParameters);
    }

    [Fact]
    public void The_product_of_orthogonal_matrices_is_orthogonal()
    {
        double[] rotation = RotatedDiagonal.Of(24, 24, 3, _ => 1);
        double[] other = RotatedDiagonal.Of(24, 24, 4, _ => 1);
        var layer = DerivedCase.One(s_products, Dense("a", rotation, 24, 24), Dense("b", other, 24, 24));
        Assert.All(layer.Spectrum.Eigenvalues, value => Assert.Equal(1, value, 1e-6));
        Assert.Equal(LayerStatus.EqualEigenvalues, layer.Metrics.Status);
    }

    [Fact]
    public void Pairs_that_do_not_fit_are_listed()
    {
        var model = DerivedCase.Analyze(
            s_products,
            DerivedCase.Tensor("conv.weight", 1, 16, 3, 3, 3),
            DerivedCase.Tensor("fc1.weight", 2, 20, 30),
            DerivedCase.Tensor("fc2.weight", 3, 15, 21));
        Assert.Empty(model.Layers);
        Assert.Equal(
            [
                "conv x fc1: `conv` is a convolution of 9 slices, not a matrix",
                "fc1 x fc2: `fc1` has 20 outputs, `fc2` 21 inputs",
                "fc2.weight: no layer comes after it",
            ],
            model.Skipped.Select(skipped => $"{skipped.Name}: {skipped.Explanation}"));
        Assert.All(model.Skipped, skipped => Assert.Equal(SkipReason.NoMatrix, skipped.Reason));
    }

    [Fact]
    public void Layers_that_are_left_out_have_no_products_and_make_no_new_neighbors()
    {
        using var checkpoint = Checkpoint.FromTensors(
            "test",
            [
                DerivedCase.Tensor("a.weight", 1, 20, 20), DerivedCase.Tensor("b.weight", 2, 20, 20),
                DerivedCase.Tensor("c.weight", 3, 20, 20), DerivedCase.Tensor("d.weight", 4, 20, 20),
            ]);
        var options = DerivedCase.Options(s_products) with { Selection = new() { Layers = ["!b"] } };
        Assert.Equal(["c x d"], DerivedCase.Analyze(checkpoint, options).Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void The_stack_has_every_slice_at_the_scale_of_its_layer()
    {
        (double[] conv, double[] fc) = (DerivedCase.Values(5, 4, 3, 2, 2), DerivedCase.Values(6, 6, 9));
        double[,] stack = new double[(4 * 4) + 6, 9];
        (double convScale, double fcScale) = (Scale(conv), Scale(fc));
        for (int k = 0; k < conv.Length; k++)
        {
            (int o, int i, int slice) = (k / 12, k / 4 % 3, k % 4);
            stack[(slice * 4) + o, i] = conv[k] / convScale;
        }

        for (int k = 0; k < fc.Length; k++)
        {
            stack[16 + (k / 9), k % 9] = fc[k] / fcScale;
        }

        var layer = DerivedCase.One(
            s_stacked, DerivedCase.Tensor("conv.weight", 5, 4, 3, 2, 2), DerivedCase.Tensor("fc.weight", 6, 6, 9));
        Assert.Equal(("stacked", 9, 22), (layer.Name, layer.Layer.M, layer.Layer.N));
        DerivedCase.Same(DerivedCase.Eigenvalues(stack), layer.Spectrum.Eigenvalues);
    }

    [Fact]
    public void A_wide_stack_has_zeros_for_the_inputs_that_no_layer_reaches()
    {
        var layer = DerivedCase.One(
            s_stacked, DerivedCase.Tensor("a.weight", 1, 5, 40), DerivedCase.Tensor("b.weight", 2, 7, 12));
        Assert.Equal((12, 40), (layer.Layer.M, layer.Layer.N));
        Assert.Equal(12, layer["matrix_rank"]);
        var tall = DerivedCase.One(
            s_stacked, DerivedCase.Tensor("a.weight", 1, 5, 20), DerivedCase.Tensor("b.weight", 2, 40, 12));
        Assert.Equal((17, 3), ((int)tall["matrix_rank"]!.Value, (int)tall["rank_loss"]!.Value));
    }

    private static double Scale(double[] values) => Math.Sqrt(values.Sum(value => value * value) / values.Length);

    private static NamedTensor Dense(string name, double[] values, int rows, int columns, string axes = "oi")
    {
        float[] stored = new float[values.Length];
        for (int k = 0; k < stored.Length; k++)
        {
            stored[axes == "oi" ? k : ((k % columns) * rows) + (k / columns)] = (float)values[k];
        }

        long[] shape = axes == "oi" ? [rows, columns] : [columns, rows];
        return new NamedTensor($"{name}.weight", new TensorShape(shape), stored)
        {
            Role = DerivedCase.Role(TensorPurpose.Dense, axes),
        };
    }
}
