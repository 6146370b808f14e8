using Heavytail.Metrics;
using Heavytail.Tests.Support;
using MathNet.Numerics.Statistics;
using Xunit;

namespace Heavytail.Tests.Metrics;

/// <summary>The kurtosis of weights, against closed forms and against the two-pass formula.</summary>
public sealed class WeightMomentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(4096)]
    public void Equals_the_two_pass_formula_for_any_runs(int run)
    {
        double[] weights = [.. SplitMix.Normals(5, 10_007).Select((z, k) => 1e-3 + (z * (k % 11 == 0 ? 4 : 1)))];
        double mean = weights.Mean();
        double second = weights.Sum(w => Math.Pow(w - mean, 2)) / weights.Length;
        double fourth = weights.Sum(w => Math.Pow(w - mean, 4)) / weights.Length;
        Close.Assert(fourth / (second * second), Kurtosis(weights, run)!.Value, 1e-12, "kurtosis");
    }

    [Fact]
    public void Two_values_in_equal_numbers_have_kurtosis_one() =>
        Close.Assert(
            1, Kurtosis([.. Enumerable.Range(0, 1000).Select(k => k % 2 == 0 ? 2.0 : 6.0)], 33)!.Value, 1e-13,
            "kurtosis");

    [Fact]
    public void A_uniform_grid_has_its_closed_form()
    {
        // (3n² − 7) / (5n² − 5) · 3 for 1 … n.
        const double n = 999;
        double expected = 3.0 / 5 * ((3 * n * n) - 7) / ((n * n) - 1);
        Close.Assert(
            expected, Kurtosis([.. Enumerable.Range(1, 999).Select(k => (double)k)], 100)!.Value, 1e-12, "kurtosis");
    }

    [Fact]
    public void Neither_shift_nor_scale_changes_it()
    {
        double[] weights = SplitMix.Normals(9, 5000);
        double plain = Kurtosis(weights, 512)!.Value;
        Close.Assert(plain, Kurtosis([.. weights.Select(w => 1e-100 * w)], 512)!.Value, 1e-12, "kurtosis");
        Close.Assert(plain, Kurtosis([.. weights.Select(w => w + 100)], 512)!.Value, 1e-9, "kurtosis");
        Assert.InRange(plain, 2.7, 3.3);
    }

    [Fact]
    public void Equal_weights_have_none()
    {
        Assert.Null(Kurtosis([2, 2, 2, 2, 2], 2));
        Assert.Null(new WeightMoments().Kurtosis);
    }

    private static double? Kurtosis(double[] weights, int run)
    {
        var moments = new WeightMoments();
        foreach (double[] piece in weights.Chunk(run))
        {
            moments.Add(piece);
        }

        return moments.Kurtosis;
    }
}
