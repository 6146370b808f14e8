using Heavytail.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class SliceBulkTests
{
    /// <summary>Pooled, eight of ten of these have a spike.</summary>
    [Fact]
    public void Slices_of_different_sigma_have_no_spikes()
    {
        int withSpikes = 0;
        for (int draw = 0; draw < 60; draw++)
        {
            double[][] slices = [.. Enumerable.Range(0, 9).Select(i => Array.ConvertAll(
                NoiseMatrix.Eigenvalues(32, 16, (ulong)((draw * 9) + i)), value => value * Math.Exp(0.1 * i)))];
            withSpikes += Fit(slices, 32).Spikes > 0 ? 1 : 0;
        }

        Assert.InRange(withSpikes, 0, 4);
    }

    [Fact]
    public void Spikes_are_counted_slice_by_slice_and_sigma_is_their_root_mean_square()
    {
        double[][] slices =
        [
            NoiseMatrix.Eigenvalues(64, 32, 1, 40, 50),
            Array.ConvertAll(NoiseMatrix.Eigenvalues(64, 32, 2, 45), value => 0.01 * value),
            NoiseMatrix.Eigenvalues(64, 32, 3),
        ];
        var all = Fit(slices, 64);
        Assert.Equal(3, all.Spikes);
        Assert.Equal(96, all.Eigenvalues);
        double level = Math.Pow(0.99, 1.0 / 3);
        BulkResult[] each = [.. slices.Select(slice => BulkFit.Of(slice, 64, level: level)!)];
        Close.Assert(Math.Sqrt(each.Average(fit => fit.Sigma * fit.Sigma)), all.Sigma, 1e-12, "sigma");
        Assert.Equal([2, 1, 0], each.Select(fit => fit.Spikes));
        Close.Assert(all.BulkMax / slices[0][^1], all.SoftRank, 1e-12, "soft rank");
    }

    [Fact]
    public void One_slice_is_a_matrix()
    {
        double[] eigenvalues = NoiseMatrix.Eigenvalues(40, 30, 6, 30);
        Assert.Equal(BulkFit.Of(eigenvalues, 40), Fit([eigenvalues], 40));
    }

    [Fact]
    public void Slices_without_enough_eigenvalues_are_left_out()
    {
        double[] eigenvalues = NoiseMatrix.Eigenvalues(40, 30, 6, 30);
        double[] zeros = new double[30];
        var bulk = BulkFit.Of([zeros, eigenvalues, eigenvalues], 40, [0, 30, 2])!;
        Assert.Equal(30, bulk.Eigenvalues);
        Assert.Equal(1, bulk.Spikes);
        Assert.Null(BulkFit.Of([zeros, zeros], 40, [0, 0]));
    }

    [Fact]
    public void The_order_of_slices_changes_no_count()
    {
        double[][] slices = [.. Enumerable.Range(0, 4).Select(i => NoiseMatrix.Eigenvalues(20, 16, (ulong)i, 12 * i))];
        var forward = Fit(slices, 20);
        var backward = Fit([.. slices.Reverse()], 20);
        Assert.Equal(forward.Spikes, backward.Spikes);
        Close.Assert(forward.Sigma, backward.Sigma, 1e-14, "sigma");
        Close.Assert(forward.SpreadScore, backward.SpreadScore, 1e-10, "score");
        Assert.Equal(forward.KolmogorovSmirnov, backward.KolmogorovSmirnov);
    }

    private static BulkResult Fit(double[][] slices, int rows) =>
        BulkFit.Of(slices, rows, [.. slices.Select(slice => slice.Length)])!;
}
