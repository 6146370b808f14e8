using Xunit;

namespace Heavytail.Tests.Metrics;

public sealed class LayerLabelTests
{
    [Theory]
    [InlineData(null, 1.0, 2.0, 500, false, LayerLabel.None)]
    [InlineData(null, 1.0, 2.0, 500, true, LayerLabel.RandomLike)]
    [InlineData(3.0, 2.1, 5.9, 500, false, LayerLabel.Inside)]
    [InlineData(3.0, 2.1, 5.9, 500, true, LayerLabel.RandomLike)]
    [InlineData(3.0, 1.9, 5.9, 500, false, LayerLabel.Uncertain)]
    [InlineData(5.0, 4.0, 6.1, 500, false, LayerLabel.Uncertain)]
    [InlineData(1.6, 1.5, 1.7, 500, false, LayerLabel.OverTrained)]
    [InlineData(1.6, 1.5, 2.1, 500, false, LayerLabel.Uncertain)]
    [InlineData(15.0, 6.1, 40.0, 500, false, LayerLabel.UnderTrained)]
    [InlineData(15.0, 5.9, 40.0, 500, false, LayerLabel.Uncertain)]
    [InlineData(3.0, 2.5, 3.5, 19, false, LayerLabel.Uncertain)]
    [InlineData(3.0, 2.5, 3.5, 20, false, LayerLabel.Inside)]
    [InlineData(3.0, double.NegativeInfinity, double.PositiveInfinity, 500, false, LayerLabel.Uncertain)]
    [InlineData(3.0, double.NaN, double.NaN, 500, false, LayerLabel.Uncertain)]
    public void Says_what_the_interval_and_noise_allow(
        double? alpha, double low, double high, long eigenvalues, bool looksRandom, LayerLabel expected) =>
        Assert.Equal(expected, LayerLabels.From(alpha, low, high, eigenvalues, looksRandom));

    [Fact]
    public void A_limit_itself_belongs_inside()
    {
        Assert.Equal(LayerLabel.Inside, LayerLabels.From(3, 2, 6, 1000, looksRandom: false));
        Assert.Equal(LayerLabel.Uncertain, LayerLabels.From(2, 1.999, 6, 1000, looksRandom: false));
    }
}
