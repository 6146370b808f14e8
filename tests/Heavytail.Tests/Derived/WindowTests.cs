using Heavytail.Derived;
using Xunit;

namespace Heavytail.Tests.Derived;

/// <summary>Windows of one shape, from border to border.</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData(4096, 2000, 10, 2096)] // the paper's own steps end at 2088
    [InlineData(100, 30, 4, 70)]
    [InlineData(7, 7, 5, 0)]
    [InlineData(9, 7, 5, 2)]
    public void The_last_window_ends_at_the_border(int rows, int side, int count, int last)
    {
        var grid = WindowGrid.Of(rows, side, Options(side, side, count))!;
        Assert.Equal((0, last), (grid.RowStarts[0], grid.RowStarts[^1]));
        Assert.Equal(grid.RowStarts.Distinct().Order(), grid.RowStarts);
        Assert.Equal(Math.Min(count, last + 1), grid.RowStarts.Count);
        int[] steps = [.. grid.RowStarts.Zip(grid.RowStarts.Skip(1), (a, b) => b - a)];
        Assert.True(steps.Length == 0 || steps.Max() - steps.Min() <= 1, string.Join(' ', steps));
    }

    [Fact]
    public void By_default_squares_cover_the_matrix()
    {
        var grid = WindowGrid.Of(30, 100, new MatrixOptions { Kind = MatrixKind.Windows })!;
        Assert.Equal((30, 30), (grid.Rows, grid.Columns));
        Assert.Equal([0], grid.RowStarts);
        Assert.Equal([0, 23, 47, 70], grid.ColumnStarts);
        var large = WindowGrid.Of(5000, 2500, new MatrixOptions { Kind = MatrixKind.Windows })!;
        Assert.Equal((2000, 2000, 3, 2), (large.Rows, large.Columns, large.RowStarts.Count, large.ColumnStarts.Count));
    }

    [Theory]
    [InlineData(12, 20)]
    [InlineData(20, 12)]
    public void The_spectrum_is_that_of_the_submatrices(int rows, int columns)
    {
        double[] values = DerivedCase.Values(5, rows, columns);
        bool tall = rows >= columns;
        (int height, int width) = tall ? (8, 5) : (5, 8);
        int[] rowStarts = tall ? [0, 6, 12] : [0, 4, 7];
        int[] columnStarts = tall ? [0, 4, 7] : [0, 6, 12];
        var expected = new List<double>();
        foreach (int i in rowStarts)
        {
            foreach (int j in columnStarts)
            {
                double[,] window = new double[height, width];
                for (int k = 0; k < height * width; k++)
                {
                    window[k / width, k % width] = values[((i + (k / width)) * columns) + j + (k % width)];
                }

                expected.AddRange(DerivedCase.Eigenvalues(window));
            }
        }

        var layer = DerivedCase.One(Options(8, 5, 3), DerivedCase.Tensor("fc.weight", 5, rows, columns));
        Assert.Equal(9, layer.Layer.Rf);
        DerivedCase.Same([.. expected.Order()], layer.Spectrum.Eigenvalues, 1e-12);
    }

    [Fact]
    public void Each_slice_of_a_convolution_has_its_windows()
    {
        var layer = DerivedCase.One(
            new MatrixOptions { Kind = MatrixKind.Windows }, DerivedCase.Tensor("conv.weight", 6, 12, 4, 3, 3));
        Assert.Equal((4, 4, 27), (layer.Layer.M, layer.Layer.N, layer.Layer.Rf));

        // Windows of 4 × 4 that follow each other hold every element once.
        double sum = DerivedCase.Values(6, 12, 4, 3, 3).Sum(value => value * value);
        Assert.Equal(sum, layer.Spectrum.Eigenvalues.Sum(), 1e-10 * sum);
        Assert.Equal(sum / 2, layer["norm"]!.Value, 1e-10 * sum);
    }

    [Fact]
    public void A_window_that_does_not_fit_is_a_reason()
    {
        var model = DerivedCase.Analyze(
            Options(16, 16, 2), DerivedCase.Tensor("a.weight", 1, 15, 40), DerivedCase.Tensor("b.weight", 2, 16, 40));
        Assert.Equal("b", Assert.Single(model.Layers).Name);
        var skipped = Assert.Single(model.Skipped);
        Assert.Equal(
            (SkipReason.NoMatrix, "`Window` = 16x16 does not fit into its 40 × 15"),
            (skipped.Reason, skipped.Explanation));
    }

    private static MatrixOptions Options(int rows, int columns, int count) =>
        new() { Kind = MatrixKind.Windows, Window = new WindowShape(rows, columns), WindowCount = count };
}
