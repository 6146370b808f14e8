using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// The same bits for any number of threads and on every run; nearly the same on every instruction set. The entries are
/// such that every sum is rounded, so that another order would show.
/// </summary>
public sealed class EngineReproducibilityTests
{
    private const double BetweenKernels = 1e-13;

    [Theory]
    [InlineData(60, 80)]
    [InlineData(385, 97)]
    [InlineData(193, 193)]
    public void Threads_change_no_bit_and_neither_does_another_run(int rows, int columns)
    {
        var weights = Matrices.Pareto(1, rows, columns, 1.5);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            AssertSameBits(kernels, options => EngineUnderTest.GramEigenvaluesOf(weights, options));
        }
    }

    [Fact]
    public void Threads_change_no_bit_on_the_way_through_a_band()
    {
        var matrix = Matrices.Pareto(2, 458, 458, 1.5);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            AssertSameBits(kernels, options => EngineUnderTest.EigenvaluesOf(matrix, options));
        }
    }

    [Fact]
    public void Threads_change_no_bit_of_a_matrix_of_many_tiles()
    {
        var matrix = Matrices.Gaussian(3, 600, 600);
        AssertSameBits(EngineUnderTest.KernelNames[0], options => EngineUnderTest.EigenvaluesOf(matrix, options));
    }

    [Theory]
    [InlineData(60, 200)]
    [InlineData(193, 385)]
    [InlineData(460, 193)]
    [InlineData(460, 460)]
    public void Threads_change_no_bit_of_the_gram_matrix(int rows, int columns)
    {
        var weights = Matrices.Gaussian(4, rows, columns);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            AssertSameBits(kernels, options => Gram(weights, options));
        }
    }

    [Fact]
    public void Threads_change_no_bit_of_a_tridiagonal_matrix()
    {
        var t = new SymmetricTridiagonal(SplitMix.Normals(5, 300), SplitMix.Normals(6, 299));
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            AssertSameBits(kernels, options => EngineUnderTest.EigenvaluesOf(t, options));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(193)]
    [InlineData(577)]
    public void Kernel_sets_agree(int order)
    {
        var weights = Matrices.Gaussian(7, order, order + 10);
        double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.Best);
        foreach (string kernels in EngineUnderTest.KernelNames.Skip(1))
        {
            double[] actual = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.With(kernels));
            KnownSpectrum.AssertWithin(expected, actual, BetweenKernels * KnownSpectrum.Largest(expected), kernels);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(460)]
    public void Vectors_of_256_bits_have_the_bits_of_512(int order)
    {
        Assert.SkipUnless(EngineUnderTest.KernelNames.Contains("vector512"), "this CPU has no vector512");
        var weights = Matrices.Pareto(8, order, order + 10, 1.5);
        double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.With("vector512"));
        double[] actual = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.With("vector256"));
        KnownSpectrum.AssertSameBits(expected, actual, $"order {order}");
    }

    /// <summary>Fails unless 1 thread again, 2, 3 and 7 give the bits of 1 thread.</summary>
    private static void AssertSameBits(string kernels, Func<EngineOptions, double[]> compute)
    {
        double[] expected = compute(EngineUnderTest.With(kernels));
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            double[] actual = compute(EngineUnderTest.With(kernels, threads));
            KnownSpectrum.AssertSameBits(expected, actual, $"{kernels}, {threads} threads");
        }
    }

    private static double[] Gram(Matrix weights, EngineOptions options)
    {
        using var gram = GramMatrix.Compute(new DenseSource(weights), options);
        double[] result = new double[gram.Order * (gram.Order + 1) / 2];
        for (int i = 0, k = 0; i < gram.Order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                result[k++] = gram[i, j];
            }
        }

        return result;
    }
}
