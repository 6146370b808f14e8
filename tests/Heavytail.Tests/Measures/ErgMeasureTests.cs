using Heavytail.Measures;
using Xunit;

namespace Heavytail.Tests.Measures;

/// <summary>The determinant condition, against the product itself where that does not overflow.</summary>
public sealed class ErgMeasureTests
{
    /// <summary>y of mean 1 are 0.25, 0.5, 0.75, 2.5; the product of the upper three is 0.9375.</summary>
    [Fact]
    public void Takes_the_eigenvalue_that_brings_the_product_below_one()
    {
        var erg = ErgMeasure.Compute([1, 2, 3, 10], xmin: 10, tailCount: 1)!;
        Assert.Equal((3, 2.0, 2), (erg.DetXNum, erg.DetXVal, erg.ErgGap));
        Assert.Equal(2, erg.DeltaLambdaMin!.Value, 12);
        Assert.Equal(Math.Log(2.5), erg.TraceLog!.Value, 12);
        Assert.Equal(erg.TraceLog, erg.TraceLogPerEval);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    [InlineData(1e150)]
    public void Scale_changes_lambda_alone(double factor)
    {
        double[] values = [.. Enumerable.Range(1, 200).Select(k => Math.Exp(k / 20.0))];
        double[] scaled = [.. values.Select(value => value * factor)];
        var erg = ErgMeasure.Compute(values, values[150], 50)!;
        var other = ErgMeasure.Compute(scaled, scaled[150], 50)!;
        Assert.Equal(erg.DetXNum, other.DetXNum);
        Assert.Equal(erg.ErgGap, other.ErgGap);
        Assert.Equal(1, other.DetXVal!.Value / (erg.DetXVal!.Value * factor), 12);
        Assert.Equal(erg.DeltaLambdaMin!.Value, other.DeltaLambdaMin!.Value, 10);
        Assert.Equal(erg.TraceLog!.Value, other.TraceLog!.Value, 9);
    }

    /// <summary>Ten ones above ninety zeros, of mean 0.1: the eleventh is the zero that ends the product.</summary>
    [Fact]
    public void A_zero_ends_the_product()
    {
        double[] values = [.. Enumerable.Repeat(0.0, 90), .. Enumerable.Repeat(1.0, 10)];
        var erg = ErgMeasure.Compute(values, 1, 10)!;
        Assert.Equal((11, 0.0), (erg.DetXNum, erg.DetXVal));
    }

    [Theory]
    [InlineData(1.9, -0.1, true)]
    [InlineData(2.1, -0.1, false)]
    [InlineData(1.9, 0.1, false)]
    [InlineData(null, -0.1, null)]
    [InlineData(1.9, null, null)]
    public void Over_regularized_needs_the_whole_interval_below_2_and_the_longer_tail(
        double? high, double? delta, bool? expected) =>
        Assert.Equal(expected, ErgMeasure.IsOverRegularized(high, delta));

    [Fact]
    public void Equal_values_and_zeros_have_no_tail()
    {
        Assert.Null(ErgMeasure.Compute([3, 3, 3], 3, 1));
        Assert.Null(ErgMeasure.Compute([0, 0], null, null));
    }

    /// <summary>The product of 3,000 eigenvalues of a quarter circle vanishes; its logarithm does not.</summary>
    [Fact]
    public void Many_eigenvalues_do_not_underflow()
    {
        double[] values = [.. Enumerable.Range(0, 4096).Select(k => Math.Pow((k + 0.5) / 4096, 2))];
        var erg = ErgMeasure.Compute(values, values[4000], 96)!;
        double mean = values.Average();
        double sum = values.TakeLast(erg.DetXNum!.Value - 1).Sum(value => Math.Log(value / mean));
        Assert.True(sum >= 0);
        Assert.True(sum + Math.Log(values[4096 - erg.DetXNum.Value] / mean) < 0);
    }
}
