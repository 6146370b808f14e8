using Heavytail.Tests.Support;
using Heavytail.Vectors;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace Heavytail.Tests.Vectors;

public sealed class LanczosTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void Pairs_of_a_tridiagonal_matrix_are_those_of_MathNet(int m)
    {
        double[] diagonal = SplitMix.Normals(3, m);
        double[] beside = SplitMix.Normals(4, m - 1);
        if (m > 10)
        {
            beside[m / 2] = 0;
        }

        var dense = Matrix<double>.Build.Dense(m, m, (i, j) =>
            i == j ? diagonal[i] : Math.Abs(i - j) == 1 ? beside[Math.Min(i, j)] : 0);
        var pairs = TridiagonalPairs.Of(diagonal, beside)!;
        double[] expected = [.. dense.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real)];
        Assert.All(expected.Order().Zip(pairs.Values.Order()), pair => Assert.Equal(pair.First, pair.Second, 4e-13));
        for (int k = 0; k < m; k++)
        {
            var vector = Vector<double>.Build.Dense(pairs.Vectors[k]);
            Assert.Equal(1, vector.L2Norm(), 1e-13);
            Assert.True(((dense * vector) - (pairs.Values[k] * vector)).L2Norm() < 1e-13 * 4);
        }
    }

    /// <summary>The vectors of a diagonal matrix are those of the axes.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(300, 6)]
    [InlineData(3000, 6)]
    public void Vectors_are_found_in_fewer_products_than_dimensions(int n, int count)
    {
        double[] values = [.. Enumerable.Range(0, n).Select(k => 4 * Math.Pow(1 - (k / (n + 1.0)), 2))];
        values[0] *= n > 1 ? 20 : 1;
        int products = 0;
        var lanczos = new Lanczos(n, (x, product) =>
        {
            products++;
            for (int k = 0; k < n; k++)
            {
                product[k] = values[k] * x[k];
            }
        });
        var wanted = Enumerable.Range(0, count).Select(k => new WantedPair(
            values[k], Math.Min(k > 0 ? values[k - 1] - values[k] : 9, values[k] - values.ElementAtOrDefault(k + 1))));
        double[]?[] found = lanczos.Find([.. wanted], values[0], new Random(1));
        Assert.InRange(products, 1, Math.Min(n, Lanczos.MostSteps));
        for (int k = 0; k < count; k++)
        {
            Assert.Equal(1, Math.Abs(found[k]![k]), 1e-12);
            Assert.True(found[k]!.Where((_, i) => i != k).All(value => Math.Abs(value) < 1e-8));
        }
    }

    /// <summary>A thousand values 1e-9 apart above others: 400 products do not separate them, and none is made up.
    /// </summary>
    [Fact]
    public void What_is_not_separated_is_not_found()
    {
        double[] values = [.. Enumerable.Range(0, 2000).Select(k => k < 1000 ? 1 - (k * 1e-9) : (2000 - k) / 2000.0)];
        var lanczos = new Lanczos(2000, (x, product) =>
        {
            for (int k = 0; k < x.Length; k++)
            {
                product[k] = values[k] * x[k];
            }
        });
        Assert.Null(lanczos.Find([new WantedPair(1, 1e-9)], 1, new Random(1))[0]);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.PositiveInfinity, 1)]
    public void A_value_that_is_not_finite_has_no_pairs(double diagonal, double beside) =>
        Assert.Null(TridiagonalPairs.Of([diagonal, 2, 3], [beside, 1]));
}
