using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>Tridiagonal matrices with closed forms, of orders around vector widths and of every finite scale.</summary>
public sealed class EngineTridiagonalTests
{
    public static TheoryData<int> Orders => [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 257];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Toeplitz_is_a_cosine(int order)
    {
        var t = new SymmetricTridiagonal(Repeat(-3, order), Repeat(5, order - 1));
        Check(t, k => -3 - (10 * Math.Cos((k + 1) * Math.PI / (order + 1))));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Second_differences_with_a_free_end_are_squared_sines(int order)
    {
        var t = new SymmetricTridiagonal([1, .. Repeat(2, order - 1)], Repeat(-1, order - 1));
        Check(t, k => Square(2 * Math.Sin(((2 * k) + 1) * Math.PI / (2 * ((2.0 * order) + 1)))));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Clement_has_integers(int order)
    {
        // Its off-diagonals √(k·(n − k)) are rounded, which moves no eigenvalue by more than ½·ε·λmax.
        double[] offDiagonal = [.. Enumerable.Range(1, order - 1).Select(k => Math.Sqrt((double)k * (order - k)))];
        Check(new SymmetricTridiagonal(new double[order], offDiagonal), k => (2 * k) - (order - 1));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Zero_off_diagonals_leave_the_diagonal(int order)
    {
        int[] values = HiddenSpectrum.Shuffled(new SplitMix(1), order);
        var t = new SymmetricTridiagonal(Array.ConvertAll(values, value => value - 4.0), new double[order - 1]);
        Check(t, k => k - 4);
    }

    [Fact]
    public void A_thousand_second_differences()
    {
        const int order = 1000;
        var t = new SymmetricTridiagonal(Repeat(2, order), Repeat(-1, order - 1));
        Check(t, k => Square(2 * Math.Sin((k + 1) * Math.PI / (2 * (order + 1.0)))));
    }

    [Theory]
    [InlineData(-1074)] // every entry is one or two units of the smallest number there is
    [InlineData(-1022)]
    [InlineData(-540)]
    [InlineData(540)]
    [InlineData(1000)]
    [InlineData(1021)] // λmax is just below the largest number there is
    public void Every_finite_scale(int exponent)
    {
        const int order = 40;
        var t = new SymmetricTridiagonal(Repeat(2, order), Repeat(-1, order - 1));
        double Unscaled(int k) => Square(2 * Math.Sin((k + 1) * Math.PI / (2 * (order + 1.0))));
        Check(t.Scaled(exponent), k => Math.ScaleB(Unscaled(k), exponent));
    }

    [Fact]
    public void Scales_that_do_not_see_each_other()
    {
        double[] apart = [-1, 0, 0, 1e300];
        Check(new SymmetricTridiagonal([1e-300, 1e300, -1, 1e-30], [1e-300, 1e-20, 0]), k => apart[k]);
        Check(new SymmetricTridiagonal([0, 0, 0], [1e-300, 0]), k => (k - 1) * 1e-300);
        Check(new SymmetricTridiagonal([0, 0, 0], [0, 0]), _ => 0);
    }

    [Fact]
    public void Blocks_that_repeat_give_equal_eigenvalues()
    {
        // Twelve times [2 1; 1 2], apart: 1 and 3, twelve of each.
        double[] offDiagonal = [.. Enumerable.Range(0, 23).Select(k => k % 2 == 0 ? 1.0 : 0)];
        Check(new SymmetricTridiagonal(Repeat(2, 24), offDiagonal), k => k < 12 ? 1 : 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_ones_are_those_of_the_reference(ulong seed)
    {
        var t = new SymmetricTridiagonal(SplitMix.Normals(seed, 130), SplitMix.Normals(seed + 10, 129));
        double[] expected = ReferenceEigenvalues.Of(t);
        Check(t, k => expected[k]);
    }

    [Fact]
    public void The_signs_of_the_off_diagonal_do_not_matter()
    {
        double[] diagonal = SplitMix.Normals(1, 90);
        double[] offDiagonal = SplitMix.Normals(2, 89);
        var t = new SymmetricTridiagonal(diagonal, offDiagonal);
        double[] expected = EngineUnderTest.EigenvaluesOf(t, EngineUnderTest.Best);
        Check(new SymmetricTridiagonal(diagonal, Array.ConvertAll(offDiagonal, Math.Abs)), k => expected[k]);
    }

    /// <summary>Fails unless every kernel set gives the eigenvalues, ascending.</summary>
    private static void Check(SymmetricTridiagonal t, Func<int, double> eigenvalue)
    {
        int order = t.Diagonal.Length;
        double[] expected = [.. Enumerable.Range(0, order).Select(eigenvalue)];
        foreach (var run in EngineUnderTest.Runs(order))
        {
            KnownSpectrum.AssertClose(expected, EngineUnderTest.EigenvaluesOf(t, run), $"order {order}, {run.Name()}");
        }
    }

    private static double[] Repeat(double value, int count) => [.. Enumerable.Repeat(value, count)];

    private static double Square(double x) => x * x;
}
