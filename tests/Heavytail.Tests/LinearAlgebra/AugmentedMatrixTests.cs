using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Large matrices, against bidiagonalization; <see cref="SingularValueTests"/> has small ones.</summary>
public sealed class AugmentedMatrixTests
{
    [Theory]
    [InlineData(1024, 1024, 0)]
    [InlineData(1100, 1024, 0)]
    [InlineData(1024, 1300, 0)]
    [InlineData(1024, 1024, 1000)] // of that rank
    public void Large_ones_are_those_of_bidiagonalization_for_any_number_of_threads(int rows, int columns, int rank)
    {
        var matrix = rank == 0
            ? Matrices.Gaussian(10, rows, columns) : Matrices.RankDeficient(11, rows, columns, rank);
        Assert.True(AugmentedMatrix.Pays(rows, columns));
        var tall = rows >= columns ? matrix.Copy() : matrix.Transpose();
        (double[] diagonal, double[] superdiagonal) = Bidiagonalization.Reduce(
            tall, KernelSet.Current, TestContext.Current.CancellationToken);
        double[] expected = SturmBisection.SingularValues(
            diagonal, superdiagonal, KernelSet.Current, TestContext.Current.CancellationToken);
        double[] actual = Compute(matrix, 1);
        AssertEqual(expected, actual, matrix);
        Assert.Equal(actual, Compute(matrix, 2));
        Assert.Equal(actual, Compute(matrix, 5));
    }

    [Theory]
    [InlineData(1023, 1023)]
    [InlineData(1024, 2049)]
    [InlineData(4096, 8193)]
    public void Small_and_long_ones_are_bidiagonalized(int rows, int columns)
    {
        Assert.False(AugmentedMatrix.Pays(rows, columns));
        Assert.False(AugmentedMatrix.Pays(columns, rows));
    }

    private static double[] Compute(Matrix matrix, int threads) => SingularSpectrum.SingularValues(
        matrix.Copy(), SpectrumMethod.Bidiagonal, new EngineOptions(KernelSet.Current, threads));

    private static void AssertEqual(double[] expected, double[] actual, Matrix matrix)
    {
        Assert.Equal(expected.Length, actual.Length);
        double error = 30 * (Math.BitIncrement(1) - 1);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], error * Math.Sqrt(matrix.Columns) * expected[^1]);
        }
    }
}
