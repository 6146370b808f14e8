using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Tests.Support;

/// <summary>A symmetric matrix of integers whose eigenvalues have a formula.</summary>
/// <param name="Matrix">Exact.</param>
/// <param name="Eigenvalues">Ascending, each to about an ulp of the largest.</param>
internal sealed record ClosedForm(Matrix Matrix, double[] Eigenvalues)
{
    private ClosedForm(int order, Func<int, int, double> entry, IEnumerable<double> eigenvalues)
        : this(new Matrix(order, order), [.. eigenvalues.Order()])
    {
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
            {
                Matrix[i, j] = entry(i, j);
            }
        }
    }

    public static ClosedForm Zeros(int n) => new(n, (_, _) => 0, Range(n, _ => 0));

    public static ClosedForm Identity(int n) => new(n, (i, j) => i == j ? 1 : 0, Range(n, _ => 1));

    public static ClosedForm Diagonal(int n)
    {
        int[] values = HiddenSpectrum.Shuffled(new SplitMix(1), n);
        return new(n, (i, j) => i == j ? values[i] - (n / 3) : 0, Range(n, k => k - (n / 3)));
    }

    /// <summary>u·uᵀ has one eigenvalue, ‖u‖².</summary>
    public static ClosedForm RankOne(int n) =>
        new(n, (i, j) => U(i) * U(j), Range(n, k => k == 0 ? U2(n) : 0));

    /// <summary>
    /// Every term of every sum is the same, so that roundings add up instead of cancelling: the worst known.
    /// </summary>
    public static ClosedForm Ones(int n) => new(n, (_, _) => 1, Range(n, k => k == 0 ? n : 0));

    public static ClosedForm IdentityAndRankOne(int n) => new(
        n, (i, j) => (i == j ? 7 : 0) + (3 * U(i) * U(j)), Range(n, k => k == 0 ? 7 + (3 * U2(n)) : 7));

    /// <summary>A star: zero but for one row and column u, eigenvalues ±√(‖u‖² − u_c²).</summary>
    public static ClosedForm Star(int n)
    {
        int c = n / 2;
        double length = Math.Sqrt(U2(n) - (U(c) * U(c)));
        return new(
            n,
            (i, j) => i == c == (j == c) ? 0 : U(i == c ? j : i),
            Range(n, k => k > 1 ? 0 : k == 0 ? -length : length));
    }

    /// <summary>Second differences in one dimension: 2 − 2·cos(kπ/(n + 1)).</summary>
    public static ClosedForm SecondDifference(int n) => new(
        n, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0, Range(n, k => Difference(k + 1, n + 1)));

    /// <summary>Second differences on a grid: sums of two of those, many of them twice; bandwidth n.</summary>
    public static ClosedForm Grid(int m, int n) => new(
        m * n,
        (i, j) => i == j ? 4 : Math.Abs((i / n) - (j / n)) + Math.Abs((i % n) - (j % n)) == 1 ? -1 : 0,
        Range(m * n, k => Difference((k / n) + 1, m + 1) + Difference((k % n) + 1, n + 1)));

    /// <summary>min(i, j), the inverse of a second difference: 1/(2 − 2·cos((2k − 1)π/(2n + 1))).</summary>
    public static ClosedForm Minimum(int n) => new(
        n, (i, j) => Math.Min(i, j) + 1, Range(n, k => 1 / Difference((2 * k) + 1, (2 * n) + 1)));

    /// <summary>A symmetric circulant: c₀ + 2·Σ c_d·cos(2πkd/n), nearly all of them twice.</summary>
    public static ClosedForm Circulant(int n)
    {
        double[] c = new double[n];
        (c[0], c[1], c[2], c[5]) = (11, -3, 4, 2);
        (c[n - 1], c[n - 2], c[n - 5]) = (c[1], c[2], c[5]);
        int[] used = [.. Enumerable.Range(0, n).Where(d => c[d] != 0)];
        return new(
            n,
            (i, j) => c[(i - j + n) % n],
            Range(n, k => used.Sum(d => c[d] * Math.Cos(2 * Math.PI * (k * d % n) / n))));
    }

    /// <summary>Copies of min(i, j) of order 5, dealt over all rows: every eigenvalue n/5 times.</summary>
    public static ClosedForm Blocks(int n)
    {
        int[] deal = HiddenSpectrum.Shuffled(new SplitMix(2), n);
        return new(
            n,
            (i, j) => deal[i] / 5 == deal[j] / 5 ? Math.Min(deal[i] % 5, deal[j] % 5) + 1 : 0,
            Range(n, k => 1 / Difference((2 * (k % 5)) + 1, 11)));
    }

    /// <summary>Sylvester's Hadamard matrix, n a power of two: ±√n, half of each.</summary>
    public static ClosedForm Hadamard(int n) => new(
        n,
        (i, j) => 1 - (2 * (System.Numerics.BitOperations.PopCount((uint)(i & j)) & 1)),
        Range(n, k => k % 2 == 0 ? Math.Sqrt(n) : -Math.Sqrt(n)));

    /// <summary>Paley: whether i − j is a square modulo a prime q = 4k + 1; ±√q, half of each, and a zero.</summary>
    public static ClosedForm Paley(int q)
    {
        var squares = Enumerable.Range(1, q - 1).Select(x => x * x % q).ToHashSet();
        return new(
            q,
            (i, j) => i == j ? 0 : squares.Contains((i - j + q) % q) ? 1 : -1,
            Range(q, k => k == 0 ? 0 : k % 2 == 0 ? Math.Sqrt(q) : -Math.Sqrt(q)));
    }

    /// <summary>2 − 2·cos(kπ/n), without the cancellation.</summary>
    private static double Difference(int k, int n)
    {
        double sine = Math.Sin(k * Math.PI / (2.0 * n));
        return 4 * sine * sine;
    }

    private static double U(int i) => (i % 7) - 2;

    private static double U2(int n) => Enumerable.Range(0, n).Sum(i => U(i) * U(i));

    private static IEnumerable<double> Range(int n, Func<int, double> value) => Enumerable.Range(0, n).Select(value);
}
