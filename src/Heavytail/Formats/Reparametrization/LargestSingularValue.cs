using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Reparametrization;

/// <summary>The largest singular value of a stored tensor as a matrix, from vectors near its first.</summary>
internal static class LargestSingularValue
{
    /// <summary>
    /// uᵀWv, or ‖Wᵀu‖ without v. Where as many inputs as outputs leave it open which dimension makes the rows, the one
    /// whose singular vectors u and v are: every other reading gives a smaller value.
    /// </summary>
    /// <param name="stored">W.</param>
    /// <param name="left">u.</param>
    /// <param name="right">v; null where it is not stored.</param>
    /// <param name="dimensions">The dimensions that may make the rows.</param>
    public static double Of(StoredTensor stored, StoredTensor left, StoredTensor? right, int[] dimensions)
    {
        double[] u = Scalars.ReadAll(left);
        double[]? v = right is null ? null : Scalars.ReadAll(right);
        return dimensions.Select(dimension => Of(stored, u, v, dimension)).MaxBy(Math.Abs);
    }

    /// <summary>‖Wv‖ with v = Wᵀu/‖Wᵀu‖: a step of the power iteration from u. Rows are the first dimension.</summary>
    /// <param name="stored">W.</param>
    /// <param name="left">u.</param>
    public static double AfterAStep(StoredTensor stored, StoredTensor left)
    {
        double[] u = Scalars.ReadAll(left);
        double[] v = new double[stored.Info.Shape.ElementCount / u.Length];
        double[] product = new double[u.Length];
        using (var elements = new NumberReader(stored.OpenRead(), stored.Info.Type))
        {
            foreach (double factor in u)
            {
                Row(elements, v.Length, (j, element) => v[j] += factor * element);
            }
        }

        using (var elements = new NumberReader(stored.OpenRead(), stored.Info.Type))
        {
            for (int row = 0; row < u.Length; row++)
            {
                Row(elements, v.Length, (j, element) => product[row] += v[j] * element);
            }
        }

        return Math.Sqrt(product.Sum(value => value * value) / v.Sum(value => value * value));
    }

    private static void Row(NumberReader elements, int columns, Action<int, double> use)
    {
        for (int j = 0; j < columns;)
        {
            foreach (double element in elements.Next(columns - j))
            {
                use(j++, element);
            }
        }
    }

    /// <summary>Column j of W has index j in the order of its other dimensions.</summary>
    private static double Of(StoredTensor stored, double[] u, double[]? v, int dimension)
    {
        var shape = stored.Info.Shape;
        double[] product = new double[shape.ElementCount / u.Length];
        long outer = dimension == 0 ? 1 : shape[0];
        long inner = shape.ElementCount / outer / u.Length;
        using var elements = new NumberReader(stored.OpenRead(), stored.Info.Type);
        for (long block = 0; block < outer; block++)
        {
            foreach (double factor in u)
            {
                for (long j = 0; j < inner;)
                {
                    foreach (double element in elements.Next(inner - j))
                    {
                        product[(block * inner) + j++] += factor * element;
                    }
                }
            }
        }

        double sum = 0;
        for (int j = 0; j < product.Length; j++)
        {
            sum += product[j] * (v is null ? product[j] : v[j]);
        }

        return v is null ? Math.Sqrt(sum) : sum;
    }
}
