using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Small matrices are computed side by side. What one gets depends neither on its place, nor on how many there are,
/// nor on
/// what the others are. <see cref="EngineUnderTest"/> sees to it that the tests with an oracle run in a batch as well.
/// </summary>
public sealed class EngineBatchTests
{
    public static TheoryData<int> Orders => [1, 2, 3, 4, 5, 8, 9, 24, 25, 31, 47, 64, 65];

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_matrix_has_the_same_bits_alone_and_in_every_batch(int order)
    {
        Matrix[] matrices = [.. Enumerable.Range(0, 11).Select(k => Sample(order, k))];
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            var run = EngineUnderTest.With(kernels);
            double[][] alone = [.. matrices.Select(matrix => Compute([matrix], run)[0])];
            foreach (int size in (int[])[2, 3, 4, 5, 7, 8, 9, 11])
            {
                foreach (int first in (int[])[0, matrices.Length - size])
                {
                    double[][] together = Compute(matrices[first..(first + size)], run);
                    for (int k = 0; k < size; k++)
                    {
                        KnownSpectrum.AssertSameBits(alone[first + k], together[k], $"{kernels}, {k} of {size}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Equal_matrices_have_equal_bits_in_all_lanes()
    {
        var matrix = Sample(40, 2);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            double[][] all = Compute([.. Enumerable.Repeat(matrix, 8)], EngineUnderTest.With(kernels));
            Assert.All(all, values => KnownSpectrum.AssertSameBits(all[0], values, kernels));
        }
    }

    [Fact]
    public void Threads_change_no_bit_of_a_batch()
    {
        Matrix[] matrices = [.. Enumerable.Range(0, 8).Select(k => Sample(64, k))];
        double[][] expected = Compute(matrices, EngineUnderTest.Best);
        double[][] actual = Compute(matrices, EngineUnderTest.With(EngineUnderTest.KernelNames[0], 3));
        for (int k = 0; k < matrices.Length; k++)
        {
            KnownSpectrum.AssertSameBits(expected[k], actual[k], $"number {k}");
        }
    }

    [Fact]
    public void Only_small_orders_are_batched()
    {
        Assert.Equal(8, SymmetricEigenvalues.BatchSize(1));
        Assert.Equal(8, SymmetricEigenvalues.BatchSize(64));
        Assert.Equal(1, SymmetricEigenvalues.BatchSize(448));
    }

    private static double[][] Compute(Matrix[] matrices, EngineOptions options)
    {
        PackedTriangle[] triangles = [.. matrices.Select(EngineUnderTest.Triangle)];
        double[][] result = SymmetricEigenvalues.Compute(triangles, options);
        Array.ForEach(triangles, triangle => triangle.Dispose());
        return result;
    }

    /// <summary>Zeros, diagonals, low ranks, and entries of every scale.</summary>
    private static Matrix Sample(int order, int k)
    {
        var matrix = Matrices.Gaussian((ulong)k + 1, order, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                matrix[i, j] = (k % 6) switch
                {
                    0 => 0,
                    1 => i == j ? i - 3 : 0,
                    3 => 1,
                    4 => Math.ScaleB(matrix[i, j], -1060),
                    5 => Math.ScaleB(matrix[i, j], 1000),
                    _ => matrix[i, j],
                };
            }
        }

        return matrix;
    }
}
