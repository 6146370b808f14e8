using System.Numerics;
using MathNet.Numerics.Distributions;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>Weights as networks start with; the scale changes no label.</summary>
internal static class RandomWeights
{
    /// <summary>Independent standard normal weights.</summary>
    public static float[] Gaussian(TensorShape shape, Random random) =>
        Array.ConvertAll(Normals(random, checked((int)shape.ElementCount)), value => (float)value);

    /// <summary>Independent weights, uniform from −1 to 1.</summary>
    public static float[] Uniform(TensorShape shape, Random random)
    {
        float[] weights = new float[shape.ElementCount];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return weights;
    }

    /// <summary>
    /// Orthonormal rows or columns, whichever are fewer, of the out × (in·kh·kw) matrix, uniform among such matrices:
    /// as <c>torch.nn.init.orthogonal_</c>.
    /// </summary>
    public static float[] Orthogonal(TensorShape shape, Random random)
    {
        int rows = checked((int)shape[0]);
        int columns = checked((int)(shape.ElementCount / rows));
        (int few, int many) = (Math.Min(rows, columns), Math.Max(rows, columns));
        double[][] basis = Orthonormal(few, many, random);
        float[] weights = new float[rows * columns];
        for (int i = 0; i < weights.Length; i++)
        {
            (int row, int column) = (i / columns, i % columns);
            weights[i] = (float)(rows <= columns ? basis[row][column] : basis[column][row]);
        }

        return weights;
    }

    /// <summary>Orthonormal vectors: normal ones by Gram and Schmidt, twice, so that rounding leaves none.</summary>
    /// <param name="count">The number of vectors.</param>
    /// <param name="length">The number of elements of each, at least <paramref name="count"/>.</param>
    /// <param name="random">Random numbers.</param>
    public static double[][] Orthonormal(int count, int length, Random random)
    {
        double[][] basis = new double[count][];
        for (int k = 0; k < count; k++)
        {
            double[] vector = Normals(random, length);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < k; j++)
                {
                    Subtract(vector, basis[j], Dot(vector, basis[j]));
                }
            }

            double norm = Math.Sqrt(Dot(vector, vector));
            basis[k] = Array.ConvertAll(vector, value => value / norm);
        }

        return basis;
    }

    /// <summary>Independent standard normal numbers.</summary>
    public static double[] Normals(Random random, int count)
    {
        double[] values = new double[count];
        Normal.Samples(random, values, 0, 1);
        return values;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector<double>.Zero;
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= a.Length - width; i += width)
        {
            sum += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        }

        double rest = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            rest += a[i] * b[i];
        }

        return rest;
    }

    private static void Subtract(Span<double> from, ReadOnlySpan<double> vector, double factor)
    {
        int width = Vector<double>.Count;
        int i = 0;
        for (; i <= from.Length - width; i += width)
        {
            (new Vector<double>(from[i..]) - (factor * new Vector<double>(vector[i..])))
                .CopyTo(from[i..]);
        }

        for (; i < from.Length; i++)
        {
            from[i] -= factor * vector[i];
        }
    }
}
