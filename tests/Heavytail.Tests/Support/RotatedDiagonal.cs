namespace Heavytail.Tests.Support;

/// <summary>Matrices of given singular values behind random rotations.</summary>
internal static class RotatedDiagonal
{
    /// <summary>Q·diag·R with columns of random orthogonal matrices, row-major.</summary>
    public static double[] Of(int rows, int columns, ulong seed, Func<int, double> value)
    {
        int rank = Math.Min(rows, columns);
        var left = OrthonormalColumns(rows, rank, seed);
        var right = OrthonormalColumns(columns, rank, seed + 100);
        double[] weights = new double[rows * columns];
        for (int k = 0; k < rank; k++)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    weights[(i * columns) + j] += value(k) * left[k][i] * right[k][j];
                }
            }
        }

        return weights;
    }

    private static double[][] OrthonormalColumns(int length, int count, ulong seed)
    {
        double[][] columns = [.. SplitMix.Normals(seed, length * count).Chunk(length)];
        for (int pass = 0; pass < 2 * count; pass++)
        {
            double[] column = columns[pass % count]; // twice is enough
            for (int other = 0; other < pass % count; other++)
            {
                double product = column.Zip(columns[other], (a, b) => a * b).Sum();
                for (int i = 0; i < length; i++)
                {
                    column[i] -= product * columns[other][i];
                }
            }

            double norm = Math.Sqrt(column.Sum(a => a * a));
            for (int i = 0; i < length; i++)
            {
                column[i] /= norm;
            }
        }

        return columns;
    }
}
