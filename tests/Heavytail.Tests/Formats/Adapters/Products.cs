using Heavytail.Tests.Support;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>Dense arithmetic of adapters, by the definitions, element by element.</summary>
internal static class Products
{
    public static double[] Normals(ulong seed, params ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int side in shape)
        {
            count *= side;
        }

        return SplitMix.Normals(seed, count);
    }

    /// <summary>scale · left · right, of rows × inner and inner × columns.</summary>
    public static double[] Multiply(double[] left, double[] right, int rows, int inner, int columns, double scale)
    {
        double[] product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < inner; k++)
                {
                    sum += left[(i * inner) + k] * right[(k * columns) + j];
                }

                product[(i * columns) + j] = scale * sum;
            }
        }

        return product;
    }

    public static double[] Transpose(double[] matrix, int rows, int columns)
    {
        double[] turned = new double[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                turned[(j * rows) + i] = matrix[(i * columns) + j];
            }
        }

        return turned;
    }

    public static double[] Add(double[] one, double[] other) => [.. one.Zip(other, (a, b) => a + b)];

    /// <summary>DoRA: each row with a given length.</summary>
    public static double[] WithLengths(double[] matrix, double[] lengths)
    {
        int columns = matrix.Length / lengths.Length;
        return
        [
            .. lengths.SelectMany((length, row) =>
            {
                double[] values = matrix[(row * columns)..((row + 1) * columns)];
                double norm = Math.Sqrt(values.Sum(value => value * value));
                return values.Select(value => length * value / norm);
            }),
        ];
    }

    /// <summary>Experts by PEFT's einsum "o r e, e r i -> e i o": [experts, in, out].</summary>
    public static double[] Experts(double[] a, double[] b, int experts, int rank, int inputs, int outputs, double scale)
    {
        double[] change = new double[experts * inputs * outputs];
        for (int e = 0; e < experts; e++)
        {
            for (int i = 0; i < inputs; i++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    double sum = 0;
                    for (int r = 0; r < rank; r++)
                    {
                        sum += b[(((o * rank) + r) * experts) + e] * a[(((e * rank) + r) * inputs) + i];
                    }

                    change[(((e * inputs) + i) * outputs) + o] = scale * sum;
                }
            }
        }

        return change;
    }
}
