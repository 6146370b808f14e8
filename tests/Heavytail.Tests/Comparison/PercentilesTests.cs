using CsCheck;
using Heavytail.Tests.Reports;
using Xunit;

namespace Heavytail.Tests.Comparison;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 12.5)]
    [InlineData(1.5, 25)]
    [InlineData(2, 50)]
    [InlineData(3, 87.5)]
    [InlineData(4, 100)]
    public void Equal_ones_count_half(double value, double expected) =>
        Assert.Equal(expected, Percentiles.Compute(value, [1, 2, 2, 3]));

    [Fact]
    public void Order_and_scale_change_nothing_and_a_mirror_mirrors() =>
        Gen.Select(Gen.Int[-5, 5], Gen.Int[-5, 5].Array[1, 30]).Sample((value, others) =>
        {
            double[] numbers = [.. others.Select(other => (double)other)];
            double percentile = Percentiles.Compute(value, numbers);
            Assert.InRange(percentile, 0, 100);
            Assert.Equal(percentile, Percentiles.Compute(3 * value, [.. numbers.Reverse().Select(other => 3 * other)]));
            Assert.Equal(100 - percentile, Percentiles.Compute(-value, [.. numbers.Select(other => -other)]), 1e-12);
        });

    [Fact]
    public void Only_what_both_have_is_placed()
    {
        var among = SamplePlacement.Among("A");
        var placement = Percentiles.Place(
            [("alpha", 3), ("log_norm", 22), ("entropy", 0.5), ("stable_rank", null)], "weightwatcher", among);
        Assert.Equal(
            [new("alpha", 3, 100 / 3d, 3, 2, 9), new("log_norm", 22, 250 / 3d, 3, -1, 22)], placement.Metrics);
        Assert.Equal(("sdm2020/A", 4), (among.Name, among.Models));
    }

    [Fact]
    public void Infinite_means_are_not_placed() => Assert.Empty(Percentiles.Place(
        [("alpha", double.NegativeInfinity), ("log_norm", double.NaN)], "weightwatcher",
        SamplePlacement.Among("A")).Metrics);

    [Fact]
    public void Conventions_do_not_mix()
    {
        var error = Assert.Throws<ArgumentException>(
            () => Percentiles.Place([], "weightwatcher", CorpusFamily.Find("nature2021")));
        Assert.StartsWith(
            "corpus `nature2021` holds metrics by convention nature2021, not weightwatcher", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_model_stands_where_it_should()
    {
        var among = CorpusFamily.Find("nature2021/VGG");
        var placement = Percentiles.Place([("alpha_weighted", 2.7739)], "nature2021", among);
        Assert.Equal(12.5 / 2, Percentiles.Place(
            [("alpha_weighted", placement.Metrics[0].Minimum)], "nature2021", among).Metrics[0].Percentile);
        Assert.Equal((8, 3.41857), (placement.Metrics[0].Count, placement.Metrics[0].Maximum));
        Assert.Equal(0, Percentiles.Place([("alpha", 1)], "nature2021", among).Metrics[0].Percentile);
    }

    [Fact]
    public void Families_may_have_slashes()
    {
        var among = CorpusFamily.Find("nature2021-osmr/ImageNet-1K VGG/BN-VGG");
        Assert.Equal(12, among.Models);
        Assert.Throws<UnknownNameException>(() => CorpusFamily.Find("nature2021-osmr/VGG"));
        Assert.Throws<UnknownNameException>(() => CorpusFamily.Find("nature2021/"));
    }
}
