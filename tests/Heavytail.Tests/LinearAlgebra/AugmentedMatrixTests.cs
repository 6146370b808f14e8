using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Small matrices against an independent library, large ones against bidiagonalization.</summary>
public sealed class AugmentedMatrixTests
{
    private static readonly Dictionary<string, Func<Matrix>> s_small = new()
    {
        ["1x1"] = () => Matrices.Gaussian(1, 1, 1),
        ["1x9"] = () => Matrices.Gaussian(2, 1, 9),
        ["9x1"] = () => Matrices.Gaussian(3, 9, 1),
        ["31x33"] = () => Matrices.Gaussian(4, 31, 33),
        ["63x40"] = () => Matrices.Gaussian(5, 63, 40),
        ["250x300"] = () => Matrices.Gaussian(6, 250, 300),
        ["pareto 0.8"] = () => Matrices.Pareto(7, 40, 70, 0.8),
        ["graded 1e6"] = () => Matrices.Graded(8, 50, 60, 1e6),
        ["rank 5 of 20"] = () => Matrices.RankDeficient(9, 20, 30, 5),
        ["zeros"] = () => new Matrix(6, 9),
    };

    public static TheoryData<string> Small { get; } = [.. s_small.Keys];

    [Theory]
    [MemberData(nameof(Small))]
    public void Equal_those_of_an_independent_library(string name)
    {
        var matrix = s_small[name]();
        double[] expected = matrix.OracleSingularValues();
        double[] actual = AugmentedMatrix.SingularValues(matrix, EngineUnderTest.Best);
        AssertEqual(expected, actual, matrix);
    }

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
