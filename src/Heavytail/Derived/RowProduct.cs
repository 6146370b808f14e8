using System.Numerics;
using System.Runtime.CompilerServices;

namespace Heavytail.Derived;

/// <summary>A · B, row by row.</summary>
internal static class RowProduct
{
    /// <summary>Columns of B at a time: a row of them and of the sums stay in the first cache.</summary>
    private const int Strip = 1024;

    /// <summary>Multiplies; the order of the sums is that of the shared dimension.</summary>
    /// <param name="a">A, rows × shared, row-major.</param>
    /// <param name="b">B, shared × columns, row-major.</param>
    /// <param name="product">Receives rows × columns; zeros before.</param>
    /// <param name="shared">Columns of A, rows of B.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="cancellation">Stops the work between rows.</param>
    public static void Multiply(
        double[] a, double[] b, double[] product, int shared, int columns, CancellationToken cancellation)
    {
        int rows = a.Length / shared;
        for (int first = 0; first < columns; first += Strip)
        {
            int width = Math.Min(Strip, columns - first);
            for (int row = 0; row < rows; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                MultiplyRow(
                    a.AsSpan(row * shared, shared), b.AsSpan(first), columns,
                    product.AsSpan((row * columns) + first, width));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRow(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int stride, Span<double> sums)
    {
        for (int k = 0; k < a.Length; k++)
        {
            var row = b.Slice(k * stride, sums.Length);
            double factor = a[k];
            int j = 0;
            for (; j <= sums.Length - Vector<double>.Count; j += Vector<double>.Count)
            {
                var sum = new Vector<double>(sums[j..]) + (new Vector<double>(factor) * new Vector<double>(row[j..]));
                sum.CopyTo(sums[j..]);
            }

            for (; j < sums.Length; j++)
            {
                sums[j] += factor * row[j];
            }
        }
    }
}
