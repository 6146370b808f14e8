using Heavytail.Tests.Derived;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>Labels of noise whose spikes say nothing of correlations, and of what is more than noise.</summary>
public sealed class NoiseLabelTests
{
    /// <summary>Positive weights have one large eigenvalue, that of their mean, in any order.</summary>
    [Theory]
    [InlineData(300, 600)]
    [InlineData(256, 256)]
    [InlineData(64, 64)]
    public void Noise_with_a_mean_is_random_like(int rows, int columns) =>
        Assert.Equal(LayerLabel.RandomLike, LabelOf(
            [rows, columns], [.. SplitMix.Normals(3, rows * columns).Select(value => (float)(value + 1.5))]));

    [Fact]
    public void Noise_with_one_huge_entry_is_random_like()
    {
        float[] values = [.. SplitMix.Normals(4, 200 * 300).Select(value => (float)value)];
        values[7_777] = 100;
        Assert.Equal(LayerLabel.RandomLike, LabelOf([200, 300], values));
    }

    /// <summary>A spike of correlations has no trap: no entry stands out.</summary>
    [Fact]
    public void A_spike_that_no_trap_explains_is_more_than_noise()
    {
        double[] noise = SplitMix.Normals(5, 200 * 300);
        double[] left = SplitMix.Normals(6, 200);
        double[] right = SplitMix.Normals(7, 300);
        float[] values = [.. noise.Select((value, k) => (float)(value + (0.3 * left[k / 300] * right[k % 300])))];
        Assert.NotEqual(LayerLabel.RandomLike, LabelOf([200, 300], values));
    }

    /// <summary>Variances of inputs that differ by a third show in nine slices, and not in one.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(1, true)]
    public void Slices_share_the_spread_of_entropy(int slices, bool isRandom)
    {
        double[] noise = SplitMix.Normals(8, 24 * 16 * slices);
        float[] values =
            [.. noise.Select((value, k) => (float)(value * (1 + (0.33 * Math.Cos(k / slices % 16)))))];
        Assert.Equal(isRandom, LabelOf(slices == 1 ? [24, 16] : [24, 16, 3, 3], values) == LayerLabel.RandomLike);
    }

    private static LayerLabel LabelOf(long[] shape, float[] values)
    {
        using var checkpoint = Checkpoint.FromTensors(
            "test", [new NamedTensor("layer.weight", new TensorShape(shape), values)]);
        var model = DerivedCase.Analyze(checkpoint, new AnalysisOptions());
        return LayerVerdict.From(Assert.Single(model.Layers), model.Options.Method.Convention).Label;
    }
}
