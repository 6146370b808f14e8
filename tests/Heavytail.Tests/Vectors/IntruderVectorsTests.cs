using Heavytail.Tests.Support;
using Heavytail.Vectors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Xunit;

namespace Heavytail.Tests.Vectors;

/// <summary>Intruders without singular vectors, against all singular vectors.</summary>
public sealed class IntruderVectorsTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(5, true)]
    [InlineData(12, true)]
    public void A_sum_of_n_singular_vectors_has_a_cosine_of_one_over_root_n(int count, bool isIntruder)
    {
        // W = diag(1, 2, …): its left singular vectors are the axes.
        const int order = 40;
        double[] matrix = new double[order * order];
        for (int k = 0; k < order; k++)
        {
            matrix[k * (order + 1)] = k + 1;
        }

        Assert.Equal([isIntruder], Find(matrix, order, Axes(order, 7, count)));
    }

    [Fact]
    public void What_W_does_not_reach_is_an_intruder()
    {
        double[] matrix = new double[30 * 20];
        for (int k = 0; k < 20; k++)
        {
            matrix[k * 21] = 1 + (0.1 * k);
        }

        Assert.Equal(
            [true, true, false], Find(matrix, 20, Axes(30, 22, 1), Axes(30, 20, 3), Axes(30, 19, 2)));
    }

    [Fact]
    public void Zeros_have_no_singular_vectors() => Assert.Equal([null], Find(new double[200], 10, Axes(20, 3, 1)));

    [Theory]
    [InlineData(60, 40, 1)]
    [InlineData(40, 60, 2)]
    [InlineData(90, 90, 3)]
    [InlineData(400, 30, 4)]
    [InlineData(30, 400, 5)]
    public void It_is_what_all_singular_vectors_say(int rows, int columns, int seed)
    {
        double[] matrix = SplitMix.Normals((ulong)seed, rows * columns);
        double[] change = SplitMix.Normals((ulong)seed + 100, rows * columns);
        var before = Matrix<double>.Build.DenseOfRowMajor(rows, columns, matrix);
        double[][] vectors =
        [
            .. new[] { 0, 0.1, 0.3, 0.6, 1.5 }.SelectMany(strength => Matrix<double>.Build
                .DenseOfRowMajor(rows, columns, matrix.Zip(change, (w, d) => w + (strength * d))).Svd().U
                .EnumerateColumns().Take(10).Select(column => column.ToArray())),
        ];
        var left = before.Svd().U.SubMatrix(0, rows, 0, Math.Min(rows, columns));
        double[] cosines =
        [
            .. vectors.Select(vector => left.TransposeThisAndMultiply(new DenseVector(vector)).AbsoluteMaximum()),
        ];
        bool?[] found = Find(matrix, columns, vectors);
        Assert.All(Enumerable.Range(0, vectors.Length), k => Assert.True(
            found[k] == (cosines[k] < IntruderVectors.Cosine), $"vector {k}: {found[k]}, cosine {cosines[k]}"));
        Assert.Contains(true, found);
        Assert.Contains(false, found);
    }

    private static double[] Axes(int dimension, int first, int count)
    {
        double[] vector = new double[dimension];
        vector.AsSpan(first, count).Fill(1 / Math.Sqrt(count));
        return vector;
    }

    private static bool?[] Find(double[] matrix, int columns, params double[][] vectors) =>
        IntruderVectors.Find(matrix, columns, vectors, TestContext.Current.CancellationToken);
}
