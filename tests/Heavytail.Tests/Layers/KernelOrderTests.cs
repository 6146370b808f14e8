using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Kernels as TensorFlow, Flax, Haiku and MLX store them, in files that do not say so.</summary>
public sealed class KernelOrderTests
{
    [Theory]
    [InlineData("params/Conv_0/kernel 15,48,96", "conv1d 96x48x15", "params/Conv_0/bias 96")]
    [InlineData("params.encoder.Conv_0.kernel 7,20,33", "conv1d 33x20x7", "params.encoder.Conv_0.bias 33")]
    [InlineData("conv1d/kernel:0 9,24,40", "conv1d 40x24x9", "conv1d/bias:0 40")]
    [InlineData("model/encoder/conv1/kernel 3,80,96", "conv1d 96x80x3", "model/encoder/conv1/bias 96")]
    [InlineData("net/conv1_d/w 3,48,96", "conv1d 96x48x3", "net/conv1_d/b 96")]
    [InlineData("conv1d/weights 5,20,64", "conv1d 64x20x5", "conv1d/biases 64")]
    [InlineData("moe/conv1d/w 3,48,96", "conv1d 96x48x3", "moe/conv1d/b 96")]
    [InlineData("experts_0/conv/kernel 15,48,96", "conv1d 96x48x15", "experts_0/conv/bias 96")]
    public void A_kernel_with_a_bias_is_no_stack(string tensor, string layers, params string[] others) =>
        Expect(layers, tensor, others);

    [Theory]
    [InlineData("conv1/weights 3,3,32,64", "conv2d 64x32x9", "conv1/biases 64")]
    [InlineData("conv2/w 5,5,6,16", "conv2d 16x6x25", "conv2/b 16")]
    [InlineData("x/filters 3,3,20,48", "conv2d 48x20x9")]
    [InlineData("conv1.weight 3,3,32,64", "conv2d 64x32x9", "conv1.bias 64")]
    [InlineData("conv1_1_W 3,3,3,64", "conv2d 64x3x9", "conv1_1_b 64")]
    [InlineData("conv5/weights 3,3,64,3", "conv2d 3x64x9", "conv5/biases 3")]
    [InlineData("lenet/conv1/w 5,5,1,6", "conv2d 6x1x25", "lenet/conv1/b 6")]
    [InlineData("Conv2d_0b_1x7/weights 1,7,128,192", "conv2d 192x128x7")]
    [InlineData("Conv2d_1a_1x1/weights 1,1,32,64", "conv2d 64x32")]
    [InlineData("net/conv2d/filter 1,1,16,32", "conv2d 32x16")]
    [InlineData("down/conv/w 2,2,32,64", "conv2d 64x32x4", "down/conv/b 64")]
    [InlineData("conv3d/weights 3,3,3,16,32", "conv3d 32x16x27")]
    [InlineData("up/conv_transpose/w 3,3,20,32", "conv2d_transposed 20x32x9", "up/conv_transpose/b 20")]
    [InlineData("Conv2d_1_depthwise/depthwise_weights 3,3,32,1", "conv2d_depthwise 32x1x9")]
    public void Kernels_of_TensorFlow(string tensor, string layers, params string[] others) =>
        Expect(layers, tensor, others);

    [Theory]
    [InlineData("conv2.weight 64,3,3,32", "conv2d 64x32x9")]
    [InlineData("conv2.weight 48,5,5,20", "conv2d 48x20x25", "conv2.bias 48")]
    [InlineData("patch_embed.proj.weight 768,16,16,3", "conv2d 768x3x256", "patch_embed.proj.bias 768")]
    [InlineData("conv3d.weight 64,3,3,3,16", "conv3d 64x16x27")]
    [InlineData("encoder.conv1.weight 96,3,80", "conv1d 96x80x3", "encoder.conv1.bias 96")]
    [InlineData("encoder.conv1.weight 64,3,32", "conv1d 64x32x3", "encoder.conv1.bias 64")]
    [InlineData("encoder.conv2.weight 384,3,384", "conv1d 384x384x3")]
    [InlineData("c2.weight 64,5,32", "conv1d 64x32x5", "c2.bias 64", "c1.weight 64,3,3,16", "c1.bias 64")]
    [InlineData("a.conv.weight 64,1,1,32", "conv2d 64x32", "b.conv.weight 64,3,3,16")]
    [InlineData("a.conv.weight 64,3,3,3", "conv2d 64x3x9", "b.conv.weight 64,3,3,64")]
    public void Kernels_of_Mlx(string tensor, string layers, params string[] others) =>
        Expect(layers, tensor, others);

    [Theory]
    [InlineData("conv1.weight 64,3,3,3", "conv2d 64x3x9")]
    [InlineData("conv.weight 64,1,1,32", "conv2d 64x32")]
    [InlineData("encoder.conv1.weight 32,7,1", "conv1d 32x1x7")]
    [InlineData("mixer.conv1d.weight 128,4,1", "conv1d 128x1x4")]
    [InlineData("conv.weight 64,32,3,3", "conv2d 64x32x9")]
    [InlineData("up.conv_transpose.weight 32,3,3,64", "conv2d_transposed 32x64x9")]
    public void Metadata_of_Mlx_decides_what_shapes_leave_open(string tensor, string layers)
    {
        var decision = Decisions.Beside(null, "mlx", tensor)[0];
        Assert.Equal(layers, decision.Text());
    }

    /// <summary>What is read fourth: a fourth element of the kernel, or the first of the second output.</summary>
    [Theory]
    [InlineData(null, 3)]
    [InlineData("mlx", 27)]
    public void The_order_is_that_of_the_elements(string? framework, int place)
    {
        var layer = Decisions.Beside(null, framework, "conv1.weight 2,3,3,3")[0].Layers[0];
        Assert.Equal(9, layer.Rf);
        Assert.Equal(place, layer.Layout.PlaceInTensor(3));
    }

    [Theory]
    [InlineData("conv.weight 64,32,3,3", "conv2d 64x32x9", "conv.bias 64")]
    [InlineData("conv/kernel 64,32,3,3", "conv2d 64x32x9", "conv/bias 64")]
    [InlineData("conv.kernel 64,32,5,5", "conv2d 64x32x25")]
    [InlineData("conv/kernel 64,32,3", "conv1d 64x32x3", "conv/bias 64")]
    [InlineData("conv.weight 3,3,3,3", "conv2d 3x3x9")]
    [InlineData("conv.weight 7,7,1,31", "conv2d 7x7x31", "conv.bias 7")]
    [InlineData("conv.weight 64,3,3,3", "conv2d 64x3x9", "conv.bias 64")]
    [InlineData("conv.weight 3,3,16,16", "conv2d 3x3x256", "conv.bias 3")]
    [InlineData("proj.weight 768,3,16,16", "conv2d 768x3x256")]
    [InlineData("conv.weight 16,1,1,64", "conv2d 16x1x64")]
    [InlineData("conv1.weight 64,3,7", "conv1d 64x3x7", "conv1.bias 64")]
    [InlineData("conv1.weight 128,1,80", "conv1d 128x1x80", "conv1.bias 128")]
    [InlineData("conv1.weight 64,64,3", "conv1d 64x64x3")]
    [InlineData("deconv1.weight 16,8,4,4", "conv2d_transposed 8x16x16", "deconv1.bias 8")]
    public void Kernels_of_PyTorch_stay(string tensor, string layers, params string[] others) =>
        Expect(layers, tensor, others);

    private static void Expect(string layers, string tensor, string[] others)
    {
        string[] tensors = [tensor, .. others];
        Assert.Equal(layers, Decisions.OfFirst(tensors).Text());
    }
}
