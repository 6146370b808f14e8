using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>The operator of a convolution against the matrix that maps whole images, written out.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("3x2x3x3", "4x6")]
    [InlineData("2x3x3x3", "3x4")]
    [InlineData("2x2x2x3", "5x4")]
    [InlineData("4x3x1x1", "2x2")]
    [InlineData("3x3x2", "2")]
    [InlineData("3x2x5", "10")]
    [InlineData("2x2x2x2x3", "2x3x4")]
    public void It_is_the_map_of_periodic_images(string shape, string image)
    {
        (long[] kernel, int[] lengths) = (Numbers(shape), [.. Numbers(image).Select(side => (int)side)]);
        double[] values = DerivedCase.Values(11, kernel);
        var layer = DerivedCase.One(Options(lengths), Convolution(11, kernel));
        DerivedCase.Same(
            DerivedCase.Eigenvalues(Map(values, kernel, lengths)), layer.Spectrum.Eigenvalues);

        // Parseval: each element acts at every position.
        double sum = lengths.Aggregate(1.0, (product, side) => product * side) * values.Sum(value => value * value);
        Assert.Equal(sum, layer["norm"]!.Value, 1e-6 * sum);
    }

    [Fact]
    public void F64_is_exact_to_its_precision()
    {
        double[] values = [.. DerivedCase.Values(12, 3, 2, 3, 3).Select(value => value / 3)];
        var tensor = new NamedTensor("conv.weight", new TensorShape(3, 2, 3, 3), values);
        DerivedCase.Same(
            DerivedCase.Eigenvalues(Map(values, [3, 2, 3, 3], [4, 4])),
            DerivedCase.One(Options(4, 4), tensor).Spectrum.Eigenvalues, 1e-14);
    }

    [Theory]
    [InlineData("kkio")]
    [InlineData("okki")]
    [InlineData("oikk")]
    public void The_layout_of_the_file_does_not_matter(string axes)
    {
        double[] values = DerivedCase.Values(13, 4, 3, 2, 3);
        float[] stored = new float[values.Length];
        for (int k = 0; k < stored.Length; k++)
        {
            (int o, int i, int a, int b) = (k / 18, k / 6 % 3, k / 3 % 2, k % 3);
            stored[axes switch
            {
                "kkio" => (((((a * 3) + b) * 3) + i) * 4) + o,
                "okki" => (((((o * 2) + a) * 3) + b) * 3) + i,
                _ => k,
            }] = (float)values[k];
        }

        long[] shape = axes switch { "kkio" => [2, 3, 3, 4], "okki" => [4, 2, 3, 3], _ => [4, 3, 2, 3] };
        var tensor = new NamedTensor("conv.weight", new TensorShape(shape), stored)
        {
            Role = DerivedCase.Role(TensorPurpose.Convolution, axes),
        };
        DerivedCase.Same(
            DerivedCase.Eigenvalues(Map(values, [4, 3, 2, 3], [4, 5])),
            DerivedCase.One(Options(4, 5), tensor).Spectrum.Eigenvalues);
    }

    [Fact]
    public void A_shift_has_gain_one_at_every_frequency()
    {
        float[] kernel = new float[2 * 2 * 9];
        (kernel[7], kernel[27 + 2]) = (1, 1); // out 0 from in 0, out 1 from in 1, each moved
        var layer = DerivedCase.One(
            Options(6, 6), new NamedTensor("conv.weight", new TensorShape(2, 2, 3, 3), kernel));
        Assert.Equal(72, layer.Spectrum.Eigenvalues.Count);
        Assert.All(layer.Spectrum.Eigenvalues, value => Assert.Equal(1, value, 1e-6));
        Assert.Equal(LayerStatus.EqualEigenvalues, layer.Metrics.Status);
    }

    [Fact]
    public void Odd_images_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => DerivedCase.One(Options(3, 5), Convolution(1, 2, 2, 3, 3)));
        Assert.Contains("`Image` = 3x5: one of its dimensions has to be even", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_larger_than_the_image_is_an_error()
    {
        var error = Assert.Throws<MatrixException>(() => DerivedCase.One(Options(2, 8), Convolution(1, 2, 2, 3, 3)));
        Assert.Contains("its kernel is 3x3, larger than `Image` = 2x8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_transposed_convolution_has_the_gains_of_the_plain_one()
    {
        float[] values = [.. DerivedCase.Values(3, 5, 3, 2, 2).Select(value => (float)value)];
        NamedTensor Tensor(TensorPurpose purpose, string axes) =>
            new("conv.weight", new TensorShape(5, 3, 2, 2), values) { Role = DerivedCase.Role(purpose, axes) };
        DerivedCase.Same(
            DerivedCase.One(Options(4, 6), Tensor(TensorPurpose.Convolution, "oikk")).Spectrum.Eigenvalues,
            DerivedCase.One(Options(4, 6), Tensor(TensorPurpose.TransposedConvolution, "iokk")).Spectrum.Eigenvalues);
    }

    [Fact]
    public void Each_group_has_its_operator_and_depthwise_kernels_have_none()
    {
        double[] values = DerivedCase.Values(4, 6, 2, 2, 2);
        var grouped = new NamedTensor(
            "conv.weight", new TensorShape(6, 2, 2, 2), values.Select(value => (float)value).ToArray())
        {
            Role = DerivedCase.Role(TensorPurpose.Convolution, "oikk", groups: 2),
        };
        var depthwise = new NamedTensor("dw.weight", new TensorShape(6, 1, 2, 2), new float[24])
        {
            Role = DerivedCase.Role(TensorPurpose.DepthwiseConvolution, "c1kk"),
        };
        var model = DerivedCase.Analyze(Options(3, 4), grouped, depthwise);
        Assert.Equal(2, model.Layers.Count);
        DerivedCase.Same(
            DerivedCase.Eigenvalues(Map(values[24..], [3, 2, 2, 2], [3, 4])), model.Layers[1].Spectrum.Eigenvalues);
        Assert.Equal((SkipReason.NoMatrix, "dw.weight"), (model.Skipped[0].Reason, model.Skipped[0].Name));
    }

    [Fact]
    public void Kernels_of_other_dimensions_are_left_out_and_dense_layers_stay()
    {
        var model = DerivedCase.Analyze(
            Options(8, 8), Convolution(1, 12, 11, 3), DerivedCase.Tensor("fc.weight", 2, 20, 30));
        var skipped = Assert.Single(model.Skipped);
        Assert.Equal(
            "its kernel has 1 dimension, `Image` = 8x8 has 2", skipped.Explanation);
        var dense = Assert.Single(model.Layers);
        Assert.NotNull(dense["num_spikes"]);
        Assert.Equal(MatrixKind.Pooled, dense.Layer.Matrices);
    }

    private static MatrixOptions Options(params int[] image) => new() { Kind = MatrixKind.Operator, Image = image };

    private static NamedTensor Convolution(ulong seed, params long[] shape)
    {
        var role = DerivedCase.Role(TensorPurpose.Convolution, "oi" + new string('k', shape.Length - 2));
        return new NamedTensor(
            "conv.weight",
            new TensorShape(shape),
            DerivedCase.Values(seed, shape).Select(value => (float)value).ToArray())
        { Role = role };
    }

    private static long[] Numbers(string text) =>
        [.. text.Split('x').Select(side => long.Parse(side, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>
    /// Output position y of channel o is the sum of k[o, i, a] times input position y + a, modulo the image.
    /// </summary>
    private static double[,] Map(double[] values, long[] shape, int[] image)
    {
        (int outputs, int inputs) = ((int)shape[0], (int)shape[1]);
        int[] kernel = [.. shape[2..].Select(side => (int)side)];
        (int positions, int taps) = (Product(image), Product(kernel));
        double[,] map = new double[outputs * positions, inputs * positions];
        for (int y = 0; y < positions; y++)
        {
            for (int a = 0; a < taps; a++)
            {
                int x = Shifted(y, a, image, kernel);
                for (int o = 0; o < outputs; o++)
                {
                    for (int i = 0; i < inputs; i++)
                    {
                        map[(o * positions) + y, (i * positions) + x] += values[(((o * inputs) + i) * taps) + a];
                    }
                }
            }
        }

        return map;
    }

    private static int Product(int[] sides) => sides.Aggregate(1, (product, side) => product * side);

    private static int Shifted(int position, int tap, int[] image, int[] kernel)
    {
        (int result, int unit) = (0, 1);
        for (int d = image.Length - 1; d >= 0; d--)
        {
            result += unit * (((position % image[d]) + (tap % kernel[d])) % image[d]);
            (position, tap, unit) = (position / image[d], tap / kernel[d], unit * image[d]);
        }

        return result;
    }
}
