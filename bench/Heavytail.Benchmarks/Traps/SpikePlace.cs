using System.Numerics.Tensors;
using Heavytail.Vectors;

namespace Heavytail.Benchmarks.Traps;

/// <summary>Which eigenvalue belongs to an entry.</summary>
internal static class SpikePlace
{
    /// <summary>The largest eigenvalues that are looked at: a trap beyond 1.2 θ_c is seldom lower.</summary>
    private const int Looked = 8;

    /// <summary>Of the largest eigenvalues, the one whose two vectors lie most on an entry's row and column.</summary>
    /// <param name="weights">The matrix W, row-major.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="place">Index of the entry.</param>
    /// <param name="eigenvalues">Eigenvalues of WᵀW, ascending; of WWᵀ where it has more columns than rows.</param>
    public static double EigenvalueAt(double[] weights, int columns, int place, double[] eigenvalues)
    {
        int rows = weights.Length / columns;
        var lanczos = new Lanczos(columns, (x, y) =>
        {
            Array.Clear(y);
            for (int i = 0; i < rows; i++)
            {
                var row = weights.AsSpan(i * columns, columns);
                TensorPrimitives.MultiplyAdd(row, TensorPrimitives.Dot(row, x), y, y);
            }
        });
        int count = Math.Min(Looked, eigenvalues.Length - 1);
        WantedPair[] wanted =
        [
            .. Enumerable.Range(1, count).Select(k => new WantedPair(
                eigenvalues[^k], eigenvalues[^k] - eigenvalues[^(k + 1)])),
        ];
        double[]?[] vectors = lanczos.Find(wanted, eigenvalues[^1], new Random(7));
        (int row, int column) = Math.DivRem(place, columns);
        double best = -1;
        double found = double.NaN;
        for (int k = 0; k < count; k++)
        {
            // An eigenvalue so near another that its vector stays unknown is no spike that stands alone.
            if (vectors[k] is { } right)
            {
                double left = TensorPrimitives.Dot(weights.AsSpan(row * columns, columns), right);
                double share = left * left / wanted[k].Value * right[column] * right[column];
                (best, found) = share > best ? (share, wanted[k].Value) : (best, found);
            }
        }

        return found;
    }
}
