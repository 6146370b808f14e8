using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>What names and shapes say where no graph does.</summary>
public sealed class KerasNamingTests
{
    [Theory]
    [InlineData("dense/kernel", new long[] { 3, 4 }, TensorPurpose.Dense, "io", "Dense")]
    [InlineData("dense/kernel:0", new long[] { 3, 4 }, TensorPurpose.Dense, "io", "Dense")]
    [InlineData("conv1d/kernel", new long[] { 5, 3, 4 }, TensorPurpose.Convolution, "kio", "Conv1D")]
    [InlineData("conv2d_3/kernel", new long[] { 5, 5, 3, 4 }, TensorPurpose.Convolution, "kkio", "Conv2D")]
    [InlineData("conv3d/kernel", new long[] { 5, 5, 5, 3, 4 }, TensorPurpose.Convolution, "kkkio", "Conv3D")]
    [InlineData(
        "conv/kernel/ExponentialMovingAverage", new long[] { 5, 5, 3, 4 }, TensorPurpose.Convolution, "kkio", "Conv2D")]
    [InlineData(
        "conv2d_transpose/kernel", new long[] { 5, 5, 4, 3 }, TensorPurpose.TransposedConvolution, "kkoi",
        "Conv2DTranspose")]
    [InlineData(
        "separable/depthwise_kernel", new long[] { 3, 3, 8, 1 }, TensorPurpose.DepthwiseConvolution, "kkcm",
        "DepthwiseConv2D")]
    [InlineData("separable/pointwise_kernel", new long[] { 1, 1, 8, 4 }, TensorPurpose.Convolution, "kkio", "Conv2D")]
    [InlineData(
        "b/depthwise_filter", new long[] { 3, 3, 8, 1 }, TensorPurpose.DepthwiseConvolution, "kkcm", "DepthwiseConv2D")]
    [InlineData(
        "depthwise_conv2d/kernel", new long[] { 3, 3, 8, 1 }, TensorPurpose.DepthwiseConvolution, "kkcm",
        "DepthwiseConv2D")]
    [InlineData(
        "depthwise_conv1d/depthwise_kernel", new long[] { 3, 8, 1 }, TensorPurpose.DepthwiseConvolution, "kcm",
        "DepthwiseConv1D")]
    [InlineData("embedding/embeddings", new long[] { 100, 8 }, TensorPurpose.Embedding, "oi", "Embedding")]
    [InlineData("bert/embeddings/word_embeddings", new long[] { 100, 8 }, TensorPurpose.Embedding, "oi", "Embedding")]
    [InlineData("attention/query/kernel", new long[] { 8, 2, 4 }, TensorPurpose.Dense, "ioo", "EinsumDense")]
    [InlineData("attention/attention_output/kernel", new long[] { 2, 4, 8 }, TensorPurpose.Dense, "iio", "EinsumDense")]
    [InlineData("encoder/attention/out/kernel", new long[] { 2, 4, 8 }, TensorPurpose.Dense, "iio", "EinsumDense")]
    [InlineData("attention/query/bias", new long[] { 2, 4 }, TensorPurpose.NotAWeight, "", "bias")]
    [InlineData("prelu/alpha", new long[] { 1, 1, 8 }, TensorPurpose.NotAWeight, "", "alpha")]
    [InlineData("fc", new long[] { 256, 128 }, TensorPurpose.Dense, "io", "Dense")]
    public void By_name_and_shape(string name, long[] shape, TensorPurpose purpose, string axes, string word)
    {
        var role = Naming((name, shape)).RoleOf(name, new TensorShape(shape));
        Assert.Equal((purpose, axes, word), (role!.Purpose, role.Axes, role.Operator));
    }

    [Theory]
    [InlineData("dense/kernel", new long[] { 3 })]
    [InlineData("table", new long[] { 3, 4 })]
    [InlineData("kernel", new long[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData("x/embeddings", new long[] { 1, 1, 1 })]
    [InlineData("", new long[] { 3, 4 })]
    [InlineData("/", new long[] { 3, 4 })]
    public void Nothing_is_said_of_the_rest(string name, long[] shape) =>
        Assert.Null(Naming((name, shape)).RoleOf(name, new TensorShape(shape)));

    [Theory]
    [InlineData(16, TensorPurpose.Lstm, "i,f,c,o")]
    [InlineData(12, TensorPurpose.Gru, "z,r,h")]
    [InlineData(4, TensorPurpose.Rnn, "")]
    public void A_recurrent_kernel_tells_the_cell_of_the_kernel_beside_it(
        long outputs, TensorPurpose purpose, string gates)
    {
        var naming = Naming(
            ("lstm/lstm_cell/kernel:0", [7, outputs]), ("lstm/lstm_cell/recurrent_kernel:0", [4, outputs]));
        foreach (var (name, inputs) in new[] { ("lstm/lstm_cell/kernel:0", 7L), ("lstm/lstm_cell/recurrent_kernel:0", 4) })
        {
            var role = naming.RoleOf(name, new TensorShape(inputs, outputs));
            Assert.Equal((purpose, "io"), (role!.Purpose, role.Axes));
            Assert.Equal(gates, string.Join(',', role.Parts.Select(part => part.Name)));
            Assert.All(role.Parts, part => Assert.Equal(4, part.Outputs));
        }
    }

    [Fact]
    public void A_recurrent_convolution_has_gates_too()
    {
        var naming = Naming(("c/kernel", [3, 3, 2, 16]), ("c/recurrent_kernel", [3, 3, 4, 16]));
        var role = naming.RoleOf("c/kernel", new TensorShape(3, 3, 2, 16));
        Assert.Equal(
            (TensorPurpose.Convolution, "kkio", "ConvLSTM2D", 4),
            (role!.Purpose, role.Axes, role.Operator, role.Parts.Length));
    }

    [Fact]
    public void A_recurrent_kernel_of_no_known_cell_is_left_alone()
    {
        Assert.Null(Naming().RoleOf("c/recurrent_kernel", new TensorShape(4, 20)));
        Assert.Null(Naming().RoleOf("c/recurrent_kernel", new TensorShape(0, 20)));
    }

    [Theory]
    [InlineData("Conv2DTranspose", "kkoi")]
    [InlineData("DepthwiseConv2D", "kkcm")]
    [InlineData("Conv2D", "kkio")]
    public void The_class_of_a_layer_decides_before_its_name(string layer, string axes)
    {
        var naming = new KerasNaming([], new Dictionary<string, string> { ["up_transpose"] = layer });
        Assert.Equal(axes, naming.RoleOf("model/up_transpose/kernel", new TensorShape(3, 3, 4, 4))!.Axes);
    }

    [Fact]
    public void A_convolution_that_is_named_as_a_projection_is_one_still()
    {
        var naming = new KerasNaming([], new Dictionary<string, string> { ["query"] = "Conv1D" });
        Assert.Equal("kio", naming.RoleOf("query/kernel", new TensorShape(3, 4, 6))!.Axes);
    }

    [Fact]
    public void In_TensorFlows_files_four_sides_without_a_name_are_a_convolution()
    {
        Assert.Equal("kkio", Naming().RoleInTensorFlow("x", new TensorShape(3, 3, 2, 4))!.Axes);
        Assert.Equal(
            TensorPurpose.NotAWeight, Naming().RoleInTensorFlow("anchors", new TensorShape(1, 5118, 4))!.Purpose);
        Assert.Null(Naming().RoleInTensorFlow("x", new TensorShape(3, 3)));
    }

    private static KerasNaming Naming(params (string Name, long[] Shape)[] tensors) =>
        new(tensors.Select(tensor => KeyValuePair.Create(tensor.Name, new TensorShape(tensor.Shape))));
}
