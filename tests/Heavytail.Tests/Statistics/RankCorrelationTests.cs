using CsCheck;
using Heavytail.Statistics;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary>τ_b, ρ and their p-values against SciPy and the enumeration of all orders in Python.</summary>
public sealed class RankCorrelationTests
{
    private const double Tolerance = 1e-11;
    private const int OracleDraws = 20_000;

    public static TheoryData<string> Names => StatisticsOracle.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Kendall_is_scipys(string name)
    {
        var pair = StatisticsOracle.Pair(name);
        var found = KendallTau.Compute(pair.X, pair.Y, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Equal(pair.Tau, found.Coefficient, Tolerance);
        AssertP(pair, pair.Kendall, pair.KendallDrawn, found);
        Assert.Equal(pair.HasTies && pair.X.Length > 9 ? PValueMethod.Permutation : PValueMethod.Exact, found.Method);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Spearman_is_scipys(string name)
    {
        var pair = StatisticsOracle.Pair(name);
        var found = SpearmanRho.Compute(pair.X, pair.Y, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Equal(pair.Rho, found.Coefficient, Tolerance);
        AssertP(pair, pair.Spearman, pair.SpearmanDrawn, found);
        Assert.Equal(pair.X.Length > 9 ? PValueMethod.Permutation : PValueMethod.Exact, found.Method);
    }

    private static void AssertP(ColumnPair pair, EnumeratedP? exact, double? drawn, RankCorrelation found)
    {
        Assert.Equal(pair.X.Length, found.Count);
        Assert.InRange(found.PValue, found.SmallestPValue, 1);
        if (exact is not null)
        {
            Close.Assert(exact.P, found.PValue, Tolerance, pair.Name);
            Close.Assert(exact.Smallest ?? found.SmallestPValue, found.SmallestPValue, Tolerance, pair.Name);
        }

        if (drawn is { } p)
        {
            double deviation = Math.Sqrt(p * (1 - p) * ((1.0 / OracleDraws) + (1.0 / PermutationTest.Draws)));
            Assert.InRange(found.PValue, Math.Max(0, p - (4 * deviation)), p + (4 * deviation) + 3e-4);
        }
    }

    public static TheoryData<int, int, double> Counted =>
        [.. StatisticsOracle.File.KendallExact.Select(item => (item.N, item.Inversions, item.P))];

    /// <summary>Scipy's <c>kendalltau(method="exact")</c>, from perfect to no correlation and beyond.</summary>
    [Theory]
    [MemberData(nameof(Counted))]
    public void Kendall_p_is_exact(int n, int inversions, double p)
    {
        var left = Enumerable.Range(0, n).ToList();
        double[] y = new double[n];
        for (int i = 0, rest = inversions; i < n; i++)
        {
            int skipped = Math.Min(rest, n - 1 - i);
            y[i] = left[skipped];
            left.RemoveAt(skipped);
            rest -= skipped;
        }

        double[] x = [.. Enumerable.Range(0, n).Select(i => (double)i)];
        var found = KendallTau.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Equal(1 - (4.0 * inversions / (n * (n - 1))), found.Coefficient, 1e-14);
        Close.Assert(p, found.PValue, Tolerance, "p");
    }

    [Fact]
    public void Perfect_order_has_the_smallest_p()
    {
        foreach (int n in new[] { 2, 3, 4, 7, 9, 12, 20 })
        {
            double[] x = [.. Enumerable.Range(0, n).Select(i => Math.Exp(i))];
            double smallest = 2 / Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k);
            foreach (double[] y in new[] { x, [.. x.Select(v => -v)] })
            {
                var tau = KendallTau.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!;
                var rho = SpearmanRho.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!;
                Assert.Equal((Math.Sign(y[1]), Math.Sign(y[1])), (tau.Coefficient, rho.Coefficient));
                Close.Assert(smallest, tau.SmallestPValue, 1e-13, "tau");
                Assert.Equal(tau.SmallestPValue, rho.SmallestPValue);
                Assert.Equal(tau.SmallestPValue, tau.PValue);
                Assert.Equal(n > 9 ? 1e-4 : rho.SmallestPValue, rho.PValue);
            }
        }
    }

    [Fact]
    public void P_is_never_zero()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => (double)i)];
        var tau = KendallTau.Compute(x, x, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Equal((double.Epsilon, double.Epsilon), (tau.PValue, tau.SmallestPValue));
    }

    [Fact]
    public void More_than_a_thousand_points_are_drawn()
    {
        double[] x = SplitMix.Normals(5, KendallTau.LongestExact + 1);
        double[] y = SplitMix.Normals(6, x.Length);
        var exact = KendallTau.Compute(x.AsSpan(1), y.AsSpan(1), cancellation: TestContext.Current.CancellationToken)!;
        var drawn = KendallTau.Compute(x, y, cancellation: TestContext.Current.CancellationToken)!;
        Assert.Equal((PValueMethod.Exact, PValueMethod.Permutation), (exact.Method, drawn.Method));
        Assert.Equal(exact.PValue, drawn.PValue, 0.03);
    }

    [Fact]
    public void Constant_columns_and_single_points_have_none()
    {
        double[] noise = [0.3, 0.1 + 0.2, 0.3];
        foreach (var of in new Func<double[], double[], RankCorrelation?>[] { (x, y) => KendallTau.Compute(x, y), (x, y) => SpearmanRho.Compute(x, y) })
        {
            Assert.Null(of([], []));
            Assert.Null(of([1], [1]));
            Assert.Null(of(noise, [1, 2, 3]));
            Assert.Null(of([1, 2, 3], noise));
            Assert.Null(of([1, 2, 3], [0, 0, -0.0]));
            Assert.NotNull(of([1, 2, 3], [0, 0, 1e-300]));
        }
    }
}
