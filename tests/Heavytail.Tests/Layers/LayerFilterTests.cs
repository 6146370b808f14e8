using Heavytail.Layers;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Which layers pass the patterns and limits, and which limit each of the others met.</summary>
public sealed class LayerFilterTests
{
    private static readonly LayerFilter s_all = new([], 1, null, null);

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("enc.0.weight")]
    [InlineData("enc.0")]
    [InlineData("enc.?.weight")]
    [InlineData("dec.* enc.*")]
    [InlineData("!dec.*")]
    [InlineData("enc.* !enc.1.*")]
    [InlineData("!enc.1.* enc.*")]
    public void Patterns_include_a_layer(string patterns) =>
        Assert.Null(Filter(patterns).Check(Layer("enc.0.weight"), 20, 30));

    [Theory]
    [InlineData("dec.*")]
    [InlineData("!enc.*")]
    [InlineData("enc.* !*.0.*")]
    [InlineData("!*.0.* enc.*")]
    [InlineData("ENC.*")]
    [InlineData("enc")]
    [InlineData("enc.0*t0")]
    [InlineData("enc.")]
    [InlineData("!enc.0")]
    public void Patterns_exclude_a_layer(string patterns)
    {
        var skipped = Filter(patterns).Check(Layer("enc.0.weight"), 20, 30)!;
        Assert.Equal(SkipReason.Excluded, skipped.Reason);
        Assert.Equal("enc.0.weight", skipped.Name);
    }

    [Theory]
    [InlineData("*[f]", true)]
    [InlineData("*[i]", false)]
    [InlineData("rnn.weight", true)]
    [InlineData("rnn", true)]
    [InlineData("!rnn", false)]
    [InlineData("rnn[?]", true)]
    [InlineData("rnn[f]", true)]
    [InlineData("!rnn[f]", false)]
    [InlineData("!rnn.weight", false)]
    public void A_pattern_names_a_tensor_or_one_of_its_matrices(string pattern, bool passes)
    {
        var gate = Layer("rnn.weight") with { Part = "f" };
        Assert.Equal(passes, Filter(pattern).Check(gate, 20, 30) is null);
    }

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 9, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 0, false)]
    public void The_least_number_of_eigenvalues_passes(int least, long eigenvalues, bool passes) =>
        Check(s_all with { MinEvals = least }, eigenvalues, passes ? null : SkipReason.TooFewEigenvalues);

    [Theory]
    [InlineData(10, 10, true)]
    [InlineData(10, 11, false)]
    [InlineData(10, 1L << 40, false)]
    public void The_largest_number_of_eigenvalues_passes(int most, long eigenvalues, bool passes) =>
        Check(s_all with { MaxEvals = most }, eigenvalues, passes ? null : SkipReason.TooLarge);

    /// <summary>The larger dimension counts: 20 × 30.</summary>
    [Theory]
    [InlineData(30, true)]
    [InlineData(29, false)]
    public void The_largest_dimension_passes(int most, bool passes) =>
        Check(s_all with { MaxN = most }, 20, passes ? null : SkipReason.TooLarge);

    [Fact]
    public void No_limit_is_no_limit() => Check(s_all, long.MaxValue, null);

    [Fact]
    public void The_first_limit_that_is_met_is_the_reason()
    {
        var strict = new LayerFilter(["dec.*"], 10, 5, 1);
        Check(strict, 7, SkipReason.Excluded);
        Check(strict with { Patterns = [] }, 7, SkipReason.TooFewEigenvalues);
        Check(strict with { Patterns = [], MinEvals = 1 }, 7, SkipReason.TooLarge);
    }

    [Fact]
    public void The_explanation_has_the_count_and_the_limit()
    {
        var layer = Layer("enc.0.weight");
        Assert.Contains(
            "7 eigenvalues, ",
            (s_all with { MinEvals = 10 }).Check(layer, 7, 30)!.Explanation, StringComparison.Ordinal);
        Assert.Contains(
            "1 eigenvalue, ",
            (s_all with { MinEvals = 10 }).Check(layer, 1, 30)!.Explanation, StringComparison.Ordinal);
        Assert.Contains(
            "7 eigenvalues, ",
            (s_all with { MaxEvals = 5 }).Check(layer, 7, 30)!.Explanation, StringComparison.Ordinal);
        Assert.EndsWith(" 5", (s_all with { MaxEvals = 5 }).Check(layer, 7, 30)!.Explanation, StringComparison.Ordinal);
        Assert.StartsWith(
            "N = 30, ", (s_all with { MaxN = 29 }).Check(layer, 7, 30)!.Explanation, StringComparison.Ordinal);
    }

    /// <summary>A convolution of hundreds of channels with so few eigenvalues would surprise.</summary>
    [Fact]
    public void A_depthwise_convolution_is_named_as_one()
    {
        var layer = Layer("enc.0.weight") with { Kind = LayerKind.DepthwiseConv2D };
        string explanation = (s_all with { MinEvals = 10 }).Check(layer, 9, 30)!.Explanation;
        Assert.StartsWith("depthwise, ", explanation, StringComparison.Ordinal);
        Assert.Contains(" 30 channels", explanation, StringComparison.Ordinal);
    }

    private static void Check(LayerFilter filter, long eigenvalues, SkipReason? expected) =>
        Assert.Equal(expected, filter.Check(Layer("enc.0.weight"), eigenvalues, 30)?.Reason);

    private static LayerFilter Filter(string patterns) =>
        s_all with { Patterns = patterns.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

    private static Layer Layer(string name) =>
        SampleLayer.Of(new TensorInfo(0, name, ElementType.F32, new TensorShape([20, 30]), "memory"))!;
}
