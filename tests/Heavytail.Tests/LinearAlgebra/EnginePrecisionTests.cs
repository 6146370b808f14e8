using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary><see cref="Precision.Single"/>: what the reduction to a band in floats may cost.</summary>
public sealed class EnginePrecisionTests
{
    private const double SingleError = 5e-7;

    [Theory]
    [InlineData("pareto 1.5", 460, 0)]
    [InlineData("gaussian", 457, 100)] // the Gram matrix of weights near 1e30 overflows a float
    [InlineData("gaussian", 456, -100)] // and that of 1e-30 vanishes
    public void Single_is_close_to_double(string family, int order, int exponent)
    {
        var weights = Weights(family, order, exponent);
        double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.Best);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            double[] actual = Single(weights, kernels, 2);
            KnownSpectrum.AssertWithin(expected, actual, SingleError * KnownSpectrum.Largest(expected), kernels);
        }
    }

    [Fact]
    public void Single_is_close_to_the_exact_spectrum()
    {
        double[] expected = SpectrumFamilies.Signed[0].Make(460, 1);
        var matrix = HiddenSpectrum.Symmetric(1, expected);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            double[] actual = EngineUnderTest.EigenvaluesOf(matrix, EngineUnderTest.With(kernels, 1, Precision.Single));
            KnownSpectrum.AssertWithin(expected, actual, SingleError * KnownSpectrum.Largest(expected), kernels);
        }
    }

    [Fact]
    public void Threads_change_no_bit_in_single_either()
    {
        var weights = Weights("pareto 1.5", 500, 0);
        string best = EngineUnderTest.KernelNames[0];
        double[] expected = Single(weights, best, 1);
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            double[] actual = Single(weights, best, threads);
            KnownSpectrum.AssertSameBits(expected, actual, $"{threads} threads");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(193)]
    public void Small_matrices_stay_in_double(int order)
    {
        var weights = Weights("gaussian", order, 0);
        foreach (string kernels in EngineUnderTest.KernelNames)
        {
            double[] expected = EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.With(kernels));
            double[] actual = Single(weights, kernels, 1);
            KnownSpectrum.AssertSameBits(expected, actual, kernels);
        }
    }

    private static double[] Single(Matrix weights, string kernels, int threads) =>
        EngineUnderTest.GramEigenvaluesOf(weights, EngineUnderTest.With(kernels, threads, Precision.Single));

    private static Matrix Weights(string family, int order, int exponent) => family == "gaussian"
        ? Matrices.Gaussian(1, order, order).Scaled(exponent)
        : Matrices.Pareto(2, order, order, 1.5).Scaled(exponent);
}
