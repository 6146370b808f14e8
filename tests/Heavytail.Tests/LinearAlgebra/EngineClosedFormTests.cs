using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Structured matrices of known spectra, small ones and ones that go through a band: most of their entries are zero, or
/// most of their eigenvalues equal, so that reflectors vanish and whole tiles stay empty.
/// </summary>
public sealed class EngineClosedFormTests
{
    private static readonly (string Kind, Func<int, ClosedForm> Make, int Small, int Large)[] s_kinds =
    [
        ("zeros", ClosedForm.Zeros, 60, 460),
        ("identity", ClosedForm.Identity, 49, 470),
        ("diagonal", ClosedForm.Diagonal, 73, 460),
        ("rank one", ClosedForm.RankOne, 50, 461),
        ("ones", ClosedForm.Ones, 60, 513),
        ("identity and rank one", ClosedForm.IdentityAndRankOne, 60, 480),
        ("star", ClosedForm.Star, 48, 455),
        ("second difference", ClosedForm.SecondDifference, 71, 460),
        ("grid inside the band", n => ClosedForm.Grid(n / 22, 22), 66, 462),
        ("grid outside the band", n => ClosedForm.Grid(n / 26, 26), 78, 468),
        ("minimum", ClosedForm.Minimum, 97, 457),
        ("circulant", ClosedForm.Circulant, 72, 480),
        ("blocks", ClosedForm.Blocks, 70, 465),
        ("hadamard", ClosedForm.Hadamard, 64, 512),
        ("paley", ClosedForm.Paley, 97, 457),
    ];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach ((string kind, _, int small, int large) in s_kinds)
            {
                cases.Add(kind, small);
                cases.Add(kind, large);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Eigenvalues_have_their_formula(string kind, int order)
    {
        var form = s_kinds.First(known => known.Kind == kind).Make(order);
        foreach (var run in EngineUnderTest.Runs(order))
        {
            KnownSpectrum.AssertClose(form.Eigenvalues, EngineUnderTest.EigenvaluesOf(form.Matrix, run), run.Name());
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(1, 500)]
    [InlineData(193, 1)]
    public void One_row_has_its_squared_length(int rows, int columns)
    {
        var weights = Matrices.Gaussian(3, rows, columns).Quantized();
        double expected = weights.Data.Sum(x => x * x);
        foreach (var run in EngineUnderTest.Runs(1))
        {
            KnownSpectrum.AssertClose([expected], EngineUnderTest.GramEigenvaluesOf(weights, run), run.Name());
        }
    }

    [Theory]
    [InlineData(3, 4, 0)]
    [InlineData(-5, 12, -5)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(1e-8, 1, -1e-8)]
    public void Two_by_two_is_a_quadratic_equation(double a, double b, double c)
    {
        double middle = (a + c) / 2;
        double radius = Math.Sqrt(((a - c) / 2 * ((a - c) / 2)) + (b * b));
        var matrix = new Matrix(2, 2, [a, b, b, c]);
        foreach (var run in EngineUnderTest.Runs(2))
        {
            double[] actual = EngineUnderTest.EigenvaluesOf(matrix, run);
            KnownSpectrum.AssertClose([middle - radius, middle + radius], actual, run.Name());
        }
    }

    [Fact]
    public void Three_by_three_minimum_has_its_formula()
    {
        var form = ClosedForm.Minimum(3);
        foreach (var run in EngineUnderTest.Runs(3))
        {
            KnownSpectrum.AssertClose(form.Eigenvalues, EngineUnderTest.EigenvaluesOf(form.Matrix, run), run.Name());
        }
    }
}
