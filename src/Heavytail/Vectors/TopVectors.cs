using System.Numerics.Tensors;

namespace Heavytail.Vectors;

/// <summary>The largest singular values of a matrix with their vectors.</summary>
/// <param name="Values">The singular values, descending.</param>
/// <param name="Left">The left vectors, of as many components as there are rows.</param>
/// <param name="Right">The right vectors, of as many components as there are columns.</param>
internal sealed record TopVectors(double[] Values, double[][] Left, double[][] Right)
{
    /// <summary>Singular values below this part of the largest one have no vector of their own.</summary>
    private const double Least = 1e-7;

    /// <summary>Finds them.</summary>
    /// <param name="matrix">The matrix, row-major.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="count">The number of values; fewer where the matrix has a lower rank.</param>
    /// <param name="seed">The seed of the first vector.</param>
    /// <returns>Null where the iteration does not converge.</returns>
    public static TopVectors? Of(double[] matrix, int rows, int columns, int count, int seed)
    {
        bool isTall = rows >= columns;
        double[] shorter = new double[Math.Max(rows, columns)];
        void Multiply(double[] x, double[] product)
        {
            ByMatrix(matrix, columns, x, shorter, isTurned: !isTall);
            ByMatrix(matrix, columns, shorter, product, isTurned: isTall);
        }

        var pairs = new Lanczos(Math.Min(rows, columns), Multiply)
            .Largest(Math.Min(count, Math.Min(rows, columns)), new Random(seed));
        if (pairs is null)
        {
            return null;
        }

        var found = pairs.TakeWhile(pair => pair.Value > Least * Least * pairs[0].Value).ToArray();
        double[][] near = Array.ConvertAll(found, pair => pair.Vector);
        double[][] far = Array.ConvertAll(near, vector =>
        {
            double[] other = new double[Math.Max(rows, columns)];
            ByMatrix(matrix, columns, vector, other, isTurned: !isTall);
            TensorPrimitives.Multiply(other, 1 / TensorPrimitives.Norm<double>(other), other);
            return other;
        });
        return new TopVectors(
            Array.ConvertAll(found, pair => Math.Sqrt(pair.Value)), isTall ? far : near, isTall ? near : far);
    }

    /// <summary>W·x, or Wᵀ·x.</summary>
    private static void ByMatrix(double[] matrix, int columns, double[] x, double[] product, bool isTurned)
    {
        int rows = matrix.Length / columns;
        if (!isTurned)
        {
            for (int row = 0; row < rows; row++)
            {
                product[row] = TensorPrimitives.Dot(matrix.AsSpan(row * columns, columns), x);
            }

            return;
        }

        Array.Clear(product);
        for (int row = 0; row < rows; row++)
        {
            TensorPrimitives.MultiplyAdd(matrix.AsSpan(row * columns, columns), x[row], product, product);
        }
    }
}
