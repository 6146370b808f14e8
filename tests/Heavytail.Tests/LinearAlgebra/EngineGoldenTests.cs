using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>The engine against eigenvalues that mpmath computed with 60 digits.</summary>
public sealed class EngineGoldenTests
{
    public static TheoryData<string> Weights => [.. GoldenMatrices.Weights.Keys];

    public static TheoryData<string> Symmetric => [.. GoldenMatrices.Symmetric.Keys];

    public static TheoryData<string> Tridiagonal => [.. GoldenMatrices.Tridiagonal.Keys];

    [Theory]
    [MemberData(nameof(Weights))]
    public void Weights_have_the_eigenvalues_of_mpmath(string name)
    {
        var weights = GoldenMatrices.Weights[name]();
        double[] expected = GoldenEigenvalues.Of(name, weights.Data);
        double gramError = GramRounding.ErrorNorm(weights);
        foreach (var run in EngineUnderTest.Runs(weights.Rows))
        {
            KnownSpectrum.AssertClose(expected, EngineUnderTest.GramEigenvaluesOf(weights, run), run.Name(), gramError);
        }
    }

    [Theory]
    [MemberData(nameof(Symmetric))]
    public void Symmetric_matrices_have_the_eigenvalues_of_mpmath(string name)
    {
        var matrix = GoldenMatrices.Symmetric[name]();
        double[] expected = GoldenEigenvalues.Of(name, matrix.Data);
        foreach (var run in EngineUnderTest.Runs(matrix.Rows))
        {
            KnownSpectrum.AssertClose(expected, EngineUnderTest.EigenvaluesOf(matrix, run), run.Name());
        }
    }

    [Theory]
    [MemberData(nameof(Tridiagonal))]
    public void Tridiagonal_matrices_have_the_eigenvalues_of_mpmath_at_every_scale(string name)
    {
        var t = GoldenMatrices.Tridiagonal[name]();
        double[] expected = GoldenEigenvalues.Of(name, t.Diagonal.Concat(t.OffDiagonal));
        foreach (int exponent in (int[])[0, -1000, 900])
        {
            double[] scaled = Array.ConvertAll(expected, value => Math.ScaleB(value, exponent));
            foreach (var run in EngineUnderTest.Runs(t.Diagonal.Length))
            {
                double[] actual = EngineUnderTest.EigenvaluesOf(t.Scaled(exponent), run);
                KnownSpectrum.AssertClose(scaled, actual, $"{run.Name()}, scaled by 2^{exponent}");
            }
        }
    }

    [Fact]
    public void The_reference_in_double_double_gives_the_digits_of_mpmath()
    {
        foreach ((string name, var make) in GoldenMatrices.Symmetric)
        {
            AssertReference(name, GoldenEigenvalues.Of(name, make().Data), ReferenceEigenvalues.Of(make()));
        }

        foreach ((string name, var make) in GoldenMatrices.Tridiagonal)
        {
            var t = make();
            if (t.Diagonal.Length > 100)
            {
                continue; // seconds each, and nothing that the short ones lack
            }

            double[] expected = GoldenEigenvalues.Of(name, t.Diagonal.Concat(t.OffDiagonal));
            AssertReference(name, expected, ReferenceEigenvalues.Of(t));
        }
    }

    [Fact]
    public void Every_figure_of_the_file_is_used()
    {
        string[] used =
            [.. GoldenMatrices.Weights.Keys, .. GoldenMatrices.Symmetric.Keys, .. GoldenMatrices.Tridiagonal.Keys];
        Assert.Equal(GoldenEigenvalues.Names.Order(), used.Order());
    }

    /// <summary>To half an ulp of each and the 2⁻⁶⁰ that the reference stops at.</summary>
    private static void AssertReference(string name, double[] expected, double[] actual)
    {
        double largest = KnownSpectrum.Largest(expected);
        KnownSpectrum.AssertWithin(expected, actual, KnownSpectrum.Epsilon * largest / 2, name);
    }
}
