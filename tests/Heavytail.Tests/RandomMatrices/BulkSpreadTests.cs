using Heavytail.RandomMatrices;
using MathNet.Numerics.Distributions;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

public sealed class BulkSpreadTests
{
    /// <summary>To first order: the closed form against spectra of columns whose variances differ by 10 %.</summary>
    [Theory]
    [InlineData(300, 300)]
    [InlineData(400, 200)]
    public void A_small_spread_of_column_variances_is_measured(int rows, int columns)
    {
        const double Spread = 0.2;
        double[] deviations = [.. Enumerable.Range(0, columns).Select(i =>
            Math.Sqrt(Gamma.InvCDF(1 / (Spread * Spread), 1 / (Spread * Spread), (i + 0.5) / columns)))];
        double found = Enumerable.Range(0, 10).Average(seed =>
            Math.Pow(BulkFit.Of(NoiseMatrix.Colored(rows, deviations, (ulong)seed), rows)!.Spread!.Value, 2));
        Assert.InRange(Math.Sqrt(found), 0.17, 0.23);
    }

    [Fact]
    public void A_bulk_of_unequal_columns_is_not_flat()
    {
        double[] deviations = [.. Enumerable.Range(0, 100).Select(i =>
            Math.Exp(0.3 * Normal.InvCDF(0, 1, (i + 0.5) / 100)))];
        Assert.All(Enumerable.Range(0, 10), seed =>
            Assert.False(BulkFit.Of(NoiseMatrix.Colored(200, deviations, (ulong)seed), 200)!.IsFlat));
    }
}
