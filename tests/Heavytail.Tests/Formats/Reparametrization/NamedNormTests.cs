using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Reparametrization;

/// <summary>Spectral norm and weight norm under the names of BigGAN, of Keras' layers and of Flax' modules.</summary>
public sealed class NamedNormTests
{
    /// <summary>W = [[3, 0], [0, 4], [0, 0]], u = (0, 1, 0): v is (0, 1), and ‖Wv‖ is 4.</summary>
    [Fact]
    public void BigGan_divides_by_the_largest_singular_value()
    {
        using var file = Open(
            ("a.weight", [3, 2], [3, 0, 0, 4, 0, 0]), ("a.u0", [1, 3], [0, 1, 0]), ("a.sv0", [1], [5]));
        Assert.Equal([0.75, 0, 0, 1, 0, 0], file.Checkpoint.Read("a.weight"));
        Assert.True(file.Checkpoint.Tensor("a.u0").IsCompanion);
    }

    /// <summary>One step from u = (1, 1): Wᵀu = (3, 4), v = (0.6, 0.8), Wv = (1.8, 3.2).</summary>
    [Fact]
    public void BigGan_takes_a_step_of_the_power_iteration()
    {
        using var file = Open(("a.weight", [2, 2], [3, 0, 0, 4]), ("a.u0", [1, 2], [1, 1]), ("a.sv0", [1], [4]));
        double largest = Math.Sqrt((1.8 * 1.8) + (3.2 * 3.2));
        Assert.Equal(3 / largest, file.Checkpoint.Read("a.weight")[0], 1e-6);
    }

    [Fact]
    public void A_layer_that_is_called_u0_is_one()
    {
        using var file = Open(("a.weight", [3, 2], [3, 0, 0, 4, 0, 0]), ("a.u0", [1, 3], [0, 1, 0]));
        Assert.Equal([3, 0, 0, 4, 0, 0], file.Checkpoint.Read("a.weight"));
        Assert.False(file.Checkpoint.Tensor("a.u0").IsCompanion);
    }

    /// <summary>Norms of the columns: √(9 + 16) and √(4 + 4 + 1).</summary>
    [Theory]
    [InlineData("dense_1/v", "dense_1/g", "dense_1/kernel")]
    [InlineData("weight_normalization/kernel", "weight_normalization/g", "weight_normalization/kernel")]
    [InlineData("dense_1/v:0", "dense_1/g:0", "dense_1/kernel:0")]
    public void Keras_has_a_magnitude_for_each_output(string direction, string magnitude, string name)
    {
        using var file = Open((direction, [3, 2], [3, 2, 4, 2, 0, 1]), (magnitude, [2], [5, 6]));
        Assert.Equal([3, 4, 4, 4, 0, 2], file.Checkpoint.Read(name));
    }

    [Theory]
    [InlineData("dense_1/kernel", "dense_1/g")]
    [InlineData("dense_1/v", "dense_1/h")]
    public void Without_evidence_a_kernel_is_read_as_it_is_stored(string kernel, string other)
    {
        using var file = Open((kernel, [3, 2], [3, 2, 4, 2, 0, 1]), (other, [2], [5, 6]));
        Assert.Equal([3, 2, 4, 2, 0, 1], file.Checkpoint.Read(kernel));
    }

    [Theory]
    [InlineData("params/Dense_0/kernel", "params/WeightNorm_0/Dense_0/kernel/scale")]
    [InlineData("params/Block_3/Dense_0/kernel", "params/Block_3/WeightNorm_1/Dense_0/kernel/scale")]
    [InlineData("model/params/a/Dense_0/kernel", "model/params/WeightNorm_0/a/Dense_0/kernel/scale")]
    public void Flax_keeps_magnitudes_below_the_module_that_wraps(string kernel, string scale)
    {
        using var file = Open((kernel, [3, 2], [3, 2, 4, 2, 0, 1]), (scale, [2], [5, 6]));
        Assert.Equal([3, 4, 4, 4, 0, 2], file.Checkpoint.Read(kernel));
        Assert.True(file.Checkpoint.Tensor(scale).IsCompanion);
    }

    [Theory]
    [InlineData("params/Dense_0/kernel", "batch_stats/SpectralNorm_0/Dense_0/kernel/sigma")]
    [InlineData("params/Block_3/Conv_1/kernel", "batch_stats/Block_3/SpectralNorm_2/Conv_1/kernel/sigma")]
    public void Flax_divides_by_the_number_in_its_batch_statistics(string kernel, string sigma)
    {
        using var file = Open((kernel, [3, 2], [3, 2, 4, 2, 0, 1]), (sigma, [1], [4]));
        Assert.Equal([0.75, 0.5, 1, 0.5, 0, 0.25], file.Checkpoint.Read(kernel));
    }

    [Theory]
    [InlineData("params/WeightNorm_0/Dense_1/kernel/scale")]
    [InlineData("params/LayerNorm_0/Dense_0/kernel/scale")]
    [InlineData("params/WeightNorm_0/Dense_0/kernel/sigma")]
    public void Magnitudes_of_another_kernel_change_nothing(string other)
    {
        using var file = Open(("params/Dense_0/kernel", [3, 2], [3, 2, 4, 2, 0, 1]), (other, [2], [5, 6]));
        Assert.Equal([3, 2, 4, 2, 0, 1], file.Checkpoint.Read("params/Dense_0/kernel"));
    }

    private static Opened Open(params (string Name, long[] Shape, float[] Data)[] tensors)
    {
        var folder = new TempFolder();
        return new Opened(folder, Checkpoint.Open(folder.Write("m.safetensors", TinySafeTensors.Floats(tensors))));
    }

    private sealed record Opened(TempFolder Folder, Checkpoint Checkpoint) : IDisposable
    {
        public void Dispose()
        {
            Checkpoint.Dispose();
            Folder.Dispose();
        }
    }
}
