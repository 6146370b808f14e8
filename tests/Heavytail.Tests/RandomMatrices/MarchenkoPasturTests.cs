using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class MarchenkoPasturTests
{
    public static TheoryData<double> Aspects => [1, 0.999, 0.5, 0.1, 0.01, 1e-5];

    /// <summary>Another way to write the distribution, with inverse sines.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.75)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void The_distribution_is_the_published_closed_form(double aspect)
    {
        var law = new MarchenkoPastur(aspect);
        (double a, double b) = (law.LowerEdge, law.UpperEdge);
        for (double part = 0.02; part < 1; part += 0.02)
        {
            double x = a + (part * (b - a));
            double sum = Math.Sqrt((x - a) * (b - x)) + ((1 + aspect) * Math.Asin(((2 * x) - a - b) / (b - a)));
            sum -= (1 - aspect) * Math.Asin((((a + b) * x) - (2 * a * b)) / (x * (b - a)));
            Assert.Equal((sum + (Math.PI * aspect)) / (2 * Math.PI * aspect), law.Cdf(x), 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Aspects))]
    public void The_distribution_is_the_integral_of_the_density(double aspect)
    {
        var law = new MarchenkoPastur(aspect);
        foreach (double part in new[] { 0.1, 0.37, 0.9 })
        {
            double end = law.LowerEdge + (part * (law.UpperEdge - law.LowerEdge));
            // x = a + (end − a)·u² takes the root at a away, and the pole at 0 where c = 1.
            const int Steps = 40_000;
            double sum = 0;
            for (int i = 0; i < Steps; i++)
            {
                double u = (i + 0.5) / Steps;
                double x = law.LowerEdge + ((end - law.LowerEdge) * u * u);
                sum += law.Density(x) * 2 * u * (end - law.LowerEdge) / Steps;
            }

            Assert.Equal(sum, law.Cdf(end), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Aspects))]
    public void A_quantile_is_where_the_distribution_is(double aspect)
    {
        var law = new MarchenkoPastur(aspect);
        foreach (double share in new[] { 1e-9, 1e-6, 1e-3, 0.1, 0.3, 0.5, 0.77, 0.95, 0.999, 1 - 1e-6 })
        {
            double x = law.Quantile(share);
            double error = (law.Cdf(x) - share) / (law.Density(x) * x); // of x, relative
            Assert.InRange(Math.Abs(error), 0, 1e-12);
        }

        Assert.Equal(law.LowerEdge, law.Quantile(0));
        Assert.Equal(law.UpperEdge, law.Quantile(1));
        Assert.Equal(law.Quantile(0.5), law.Median);
    }

    [Theory]
    [MemberData(nameof(Aspects))]
    public void A_grid_has_the_single_quantiles_and_the_moments_of_the_law(double aspect)
    {
        const int Count = 5000;
        var law = new MarchenkoPastur(aspect);
        double[] grid = new double[Count];
        law.MidRankQuantiles(Count, 0, grid);
        double[] middle = new double[100];
        law.MidRankQuantiles(Count, 3210, middle);
        for (int i = 0; i < Count; i += 7)
        {
            Close.Assert(law.Quantile((i + 0.5) / Count), grid[i], 1e-12, $"quantile {i}");
        }

        for (int i = 0; i < middle.Length; i++)
        {
            Close.Assert(grid[3210 + i], middle[i], 1e-12, $"quantile {3210 + i}");
        }

        Assert.Equal(1, grid.Average(), 1e-6);
        Assert.Equal(1 + aspect, grid.Average(x => x * x), 1e-5);
        Assert.Equal(grid.Order(), grid);
    }

    /// <summary>At c = 1 the law is that of the square of a semicircle's value: x = 4·sin²(θ/2).</summary>
    [Fact]
    public void A_square_matrix_has_the_squared_quarter_circle()
    {
        var law = new MarchenkoPastur(1);
        foreach (double x in new[] { 1e-20, 1e-8, 0.01, 1, 3, 3.9999 })
        {
            double s = Math.Sqrt(x);
            double quarter = ((s * Math.Sqrt(4 - x) / 2) + (2 * Math.Asin(s / 2))) / Math.PI;
            Close.Assert(quarter, law.Cdf(x), 1e-12, $"F({x})");
            Close.Assert(x, law.Quantile(quarter), 1e-11, $"quantile of F({x})");
        }
    }

    /// <summary>Martin and Mahoney's λ₊ = σ²(1 + 1/√Q)², of WᵀW/N.</summary>
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 2.914214)]
    [InlineData(4, 2.25)]
    public void The_bulk_ends_where_published(double q, double end) =>
        Assert.Equal(end, new MarchenkoPastur(1 / q).UpperEdge, 1e-6);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.001)]
    [InlineData(double.NaN)]
    public void An_aspect_that_no_matrix_has_is_refused(double aspect) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarchenkoPastur(aspect));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarchenkoPastur(0.5).Quantile(share));

    /// <summary>The factors ω that Gavish and Donoho tabulate, to their four digits.</summary>
    [Theory]
    [InlineData(0.05, 1.5194)]
    [InlineData(0.1, 1.6089)]
    [InlineData(0.5, 2.1711)]
    [InlineData(1, 2.8582)]
    public void The_median_gives_the_published_threshold(double aspect, double factor) =>
        Assert.Equal(factor, GavishDonoho.MedianFactor(aspect), 2e-4);

    [Fact]
    public void The_threshold_of_a_square_matrix_is_four_over_root_three() =>
        Assert.Equal(4 / Math.Sqrt(3), GavishDonoho.Threshold(1), 1e-15);
}
