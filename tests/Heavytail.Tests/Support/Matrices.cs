using Heavytail.LinearAlgebra.Storage;
using Heavytail.LinearAlgebra;

namespace Heavytail.Tests.Support;

/// <summary>Matrices for tests of linear algebra.</summary>
internal static class Matrices
{
    public static Matrix Gaussian(ulong seed, int rows, int columns) =>
        new(rows, columns, SplitMix.Normals(seed, rows * columns));

    /// <summary>Entries sign·u^(−1/μ): a heavy tail of exponent μ.</summary>
    public static Matrix Pareto(ulong seed, int rows, int columns, double mu)
    {
        var generator = new SplitMix(seed);
        var result = new Matrix(rows, columns);
        for (int k = 0; k < result.Data.Length; k++)
        {
            double sign = generator.NextUniform() < 0.5 ? -1 : 1;
            result.Data[k] = sign * Math.Pow(1 - generator.NextUniform(), -1 / mu);
        }

        return result;
    }

    /// <summary>Columns scaled from 1 down to 1/condition.</summary>
    public static Matrix Graded(ulong seed, int rows, int columns, double condition)
    {
        var result = Gaussian(seed, rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                result[i, j] *= Math.Pow(condition, -(double)j / Math.Max(1, columns - 1));
            }
        }

        return result;
    }

    /// <summary>Rank <paramref name="rank"/>, as a product of two Gaussians.</summary>
    public static Matrix RankDeficient(ulong seed, int rows, int columns, int rank)
    {
        var left = Gaussian(seed, rows, rank);
        var right = Gaussian(seed + 1, rank, columns);
        var result = new Matrix(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < rank; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    result[i, j] += left[i, k] * right[k, j];
                }
            }
        }

        return result;
    }

    /// <summary>2^exponent·W.</summary>
    public static Matrix Scaled(this Matrix matrix, int exponent) =>
        new(matrix.Rows, matrix.Columns, Array.ConvertAll(matrix.Data, value => Math.ScaleB(value, exponent)));

    public static Matrix Copy(this Matrix matrix) => new(matrix.Rows, matrix.Columns, [.. matrix.Data]);

    /// <summary>
    /// Singular values by Math.NET, ascending: the independent oracle. It neither converges for entries of 1e300 nor
    /// sees those of 1e-300, so it is given the matrix at unit scale.
    /// </summary>
    public static double[] OracleSingularValues(this Matrix matrix)
    {
        double largest = matrix.Data.Max(Math.Abs);
        double scale = largest > 0 ? largest : 1;
        var dense = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(
            matrix.Rows, matrix.Columns, matrix.Data.Select(value => value / scale));
        return [.. dense.Svd(computeVectors: false).S.Select(value => value * scale).Order()];
    }
}
