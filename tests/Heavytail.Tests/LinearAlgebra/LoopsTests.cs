using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>The vector loops against the plain ones, at every length around the vector widths.</summary>
public sealed class LoopsTests
{
    private static readonly VectorOps s_scalar = new ScalarVectorOps();
    private static readonly VectorOps s_vector = new SimdVectorOps();

    public static TheoryData<int> Lengths => [0, 1, 3, 7, 8, 9, 15, 16, 31, 32, 33, 63, 64, 65, 255, 256, 257, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Dot_equals_the_plain_loop(int length)
    {
        double[] x = SplitMix.Normals(1, length);
        double[] y = SplitMix.Normals(2, length);
        Assert.Equal(s_scalar.Dot(x, y), s_vector.Dot(x, y), Error(length));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddScaled_equals_the_plain_loop(int length)
    {
        double[] x = SplitMix.Normals(1, length);
        double[] scalar = SplitMix.Normals(2, length);
        double[] vector = [.. scalar];
        s_scalar.Axpy(x, -1.7, scalar);
        s_vector.Axpy(x, -1.7, vector);
        AssertClose(scalar, vector, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void SturmCounts_are_the_same_numbers(int size)
    {
        double[] diagonal = SplitMix.Normals(1, size);
        double[] squares = Array.ConvertAll(SplitMix.Normals(2, size), value => value * value);
        squares[0] = 0;
        double[] shifts = SplitMix.Normals(3, VectorOps.SturmBatch);
        shifts[0] = diagonal[0]; // the first pivot is exactly zero
        double[] scalar = new double[VectorOps.SturmBatch];
        double[] vector = new double[VectorOps.SturmBatch];
        s_scalar.SturmCounts(diagonal, squares, 1e-300, shifts, scalar);
        s_vector.SturmCounts(diagonal, squares, 1e-300, shifts, vector);
        Assert.Equal(scalar, vector);
        Assert.Contains(scalar, count => count > 0);
    }

    private static void AssertClose(double[] expected, double[] actual, int terms)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.Equal(expected[k], actual[k], Error(terms));
        }
    }

    /// <summary>Rounding of a sum of n products of numbers below about 4.</summary>
    private static double Error(int terms) => 16 * 2.3e-16 * (terms + 1);
}
