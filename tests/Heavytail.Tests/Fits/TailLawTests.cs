using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class TailLawTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 64)]
    [InlineData(9, 64)]
    [InlineData(64, 1)]
    [InlineData(1000, 3)]
    public void The_vector_gaps_equal_the_plain_ones(int count, int stride)
    {
        double[] logs = Array.ConvertAll(TailSpectra.Pareto(count, 3, 1.5), Math.Log);
        var law = new PowerLawTail(logs[0] - 0.1, 2.5, 5 + (count * stride));
        double[] plain = new double[count];
        double[] vector = new double[count];
        Assert.Equal(law.GapsScalar(logs, 5, stride, plain), plain.Max(Math.Abs));
        Assert.Equal(law.GapsVector(logs, 5, stride, vector), vector.Max(Math.Abs));
        for (int k = 0; k < count; k++)
        {
            double gap = 1 - Math.Pow(Math.Exp(logs[k] - law.First), -1.5) - ((5.0 + (k * stride)) / law.Count);
            Assert.Equal(gap, plain[k], 1e-13);
            Assert.Equal(plain[k], vector[k], 1e-14);
        }
    }

    /// <summary>The kernels agree far below the screen's margin of 1e-12 for steep laws and wide spectra too.</summary>
    [Theory]
    [InlineData(1.0000001)]
    [InlineData(1.01)]
    [InlineData(30)]
    [InlineData(1e9)]
    public void The_kernels_agree_for_any_exponent(double alpha)
    {
        double[] logs = new double[4000];
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = Math.Pow(10, (k / 200.0) - 17.5); // to ln x = 300
        }

        var law = new PowerLawTail(0, alpha, logs.Length);
        double[] plain = new double[logs.Length];
        double[] vector = new double[logs.Length];
        law.GapsScalar(logs, 0, 1, plain);
        law.GapsVector(logs, 0, 1, vector);
        for (int k = 0; k < logs.Length; k++)
        {
            Assert.Equal(plain[k], vector[k], 1e-14);
        }
    }

    /// <summary>The distance is the largest gap, to the last bit, wherever it is.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1003)]
    public void The_distance_is_the_largest_gap(int count)
    {
        double[] logs = Array.ConvertAll(TailSpectra.Pareto(count, 3, 1.5), Math.Log);
        foreach (double alpha in new[] { 1.1, 2.5, 9 })
        {
            double[] gaps = new double[count];
            new PowerLawTail(logs[0], alpha, count).Gaps(logs, 0, 1, gaps);
            double distance = KolmogorovSmirnov.Distance(logs, alpha, double.PositiveInfinity);
            Assert.Equal(gaps.Max(Math.Abs), distance);
        }
    }

    [Fact]
    public void A_distance_that_cannot_win_is_not_below_the_limit()
    {
        double[] logs = Array.ConvertAll(TailSpectra.Pareto(500, 3, 1.5), Math.Log);
        double exact = KolmogorovSmirnov.Distance(logs, 9, double.PositiveInfinity);
        Assert.True(exact > 0.1);
        Assert.True(KolmogorovSmirnov.Distance(logs, 9, 0.1) >= 0.1);
        Assert.Equal(exact, KolmogorovSmirnov.Distance(logs, 9, Math.BitIncrement(exact)));
    }
}
