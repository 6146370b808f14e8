using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class WishartEdgeTests
{
    /// <summary>Center and scale of RMTstat's WishartMaxPar, by its formula.</summary>
    [Theory]
    [InlineData(240, 120)]
    [InlineData(50, 50)]
    [InlineData(1000, 10)]
    public void Center_and_scale_are_Mas(int rows, int columns)
    {
        double n = rows - 0.5;
        double p = columns - 0.5;
        var edge = new WishartEdge(rows, columns);
        Close.Assert(n + p + (2 * Math.Sqrt(n * p)), edge.Center, 1e-14, "center");
        double scale = (Math.Sqrt(n) + Math.Sqrt(p)) * Math.Pow((1 / Math.Sqrt(n)) + (1 / Math.Sqrt(p)), 1.0 / 3);
        Close.Assert(scale, edge.Scale, 1e-14, "scale");
        Assert.Equal(edge.Center + (2.02345 * edge.Scale), edge.At(0.99), 1e-4 * edge.Scale);
        Close.Assert(edge.At(0.99), new WishartEdge(columns, rows).At(0.99), 1e-14, "exchanged");
    }

    /// <summary>The width of the edge as WeightWatcher's papers have it, (1/√Q)·λ₊^⅔·M^−⅔ of WᵀW/N.</summary>
    [Theory]
    [InlineData(1000, 0.0252)]
    [InlineData(2000, 0.0144)]
    [InlineData(3000, 0.0106)]
    public void The_width_is_the_published_one(int rows, double width)
    {
        Assert.Equal(width, new WishartEdge(rows, 1000).Scale / rows, 1e-4);
        double root = Math.Sqrt(1000.0 / rows);
        double papers = root * Math.Pow((1 + root) * (1 + root), 2.0 / 3) * Math.Pow(1000, -2.0 / 3);
        Assert.Equal(papers, new WishartEdge(rows, 1000).Scale / rows, 1e-4);
    }

    [Theory]
    [InlineData(0.99, 1)]
    [InlineData(0.99, 9)]
    [InlineData(0.5, 4000)]
    [InlineData(0.001, 3)]
    public void An_edge_is_exceeded_by_the_rest_of_its_level(double level, int slices)
    {
        var edge = new WishartEdge(64, 32);
        Close.Assert(1 - level, edge.PValue(edge.At(level, slices), slices), 1e-8, "p");
    }

    [Fact]
    public void P_values_stay_exact_where_they_are_small()
    {
        var edge = new WishartEdge(64, 32);
        double single = edge.PValue(edge.Center + (20 * edge.Scale));
        Assert.InRange(single, 1e-30, 1e-26);
        Close.Assert(9 * single, edge.PValue(edge.Center + (20 * edge.Scale), 9), 1e-12, "p of 9 slices");
    }

    /// <summary>400 Gaussian matrices: the standard error of the share is 1.5 %.</summary>
    [Fact]
    public void One_in_ten_noise_matrices_exceeds_the_edge_of_90_percent()
    {
        const int Draws = 400;
        double edge = new WishartEdge(30, 20).At(0.9);
        int above = 0;
        for (int i = 0; i < Draws; i++)
        {
            above += NoiseMatrix.Eigenvalues(30, 20, (ulong)i)[^1] > edge ? 1 : 0;
        }

        Assert.InRange((double)above / Draws, 0.055, 0.145);
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(3, 0)]
    public void A_matrix_without_rows_or_columns_is_refused(double rows, double columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WishartEdge(rows, columns));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_level_that_is_none_is_refused(double level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WishartEdge(3, 3).At(level));
}
