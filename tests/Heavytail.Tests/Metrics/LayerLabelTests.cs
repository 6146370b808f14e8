using Xunit;

namespace Heavytail.Tests.Metrics;

public sealed class LayerLabelTests
{
    [Theory]
    [InlineData(null, null, 500, LayerLabel.None)]
    [InlineData(3.0, 0.3, 500, LayerLabel.Inside)]
    [InlineData(2.9, 0.31, 500, LayerLabel.Uncertain)]
    [InlineData(5.0, 0.4, 500, LayerLabel.Uncertain)]
    [InlineData(1.6, 0.04, 500, LayerLabel.OverTrained)]
    [InlineData(1.6, 0.2, 500, LayerLabel.Uncertain)]
    [InlineData(15.0, 2.0, 500, LayerLabel.UnderTrained)]
    [InlineData(9.2, 2.1, 500, LayerLabel.Uncertain)]
    [InlineData(3.0, 0.1, 99, LayerLabel.Uncertain)]
    [InlineData(3.0, 0.1, 100, LayerLabel.Inside)]
    [InlineData(1.2, 0.01, 60, LayerLabel.Uncertain)]
    [InlineData(3.0, null, 500, LayerLabel.Uncertain)]
    [InlineData(3.0, 0.0, 500, LayerLabel.Uncertain)]
    [InlineData(3.0, double.NaN, 500, LayerLabel.Uncertain)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 500, LayerLabel.Uncertain)]
    public void Says_what_three_sigma_and_a_hundred_eigenvalues_allow(
        double? alpha, double? sigma, long eigenvalues, LayerLabel expected) =>
        Assert.Equal(expected, LayerLabels.From(alpha, sigma, eigenvalues));

    [Fact]
    public void A_limit_itself_is_uncertain() => Assert.All(
        new[] { 2.0, 6.0 }, limit => Assert.Equal(LayerLabel.Uncertain, LayerLabels.From(limit, 1e-9, 1000)));
}
