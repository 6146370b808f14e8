namespace Heavytail.LinearAlgebra;

/// <summary>
/// A symmetric matrix → a tridiagonal one with the same eigenvalues, by Householder reflections.
/// For row i from the last to the second: H = I − τ·v·vᵀ zeroes A[i, 0 … i−2]; A ← H·A·H on the leading block,
/// as A −= v·wᵀ + w·vᵀ with w = τ·A·v − ½·τ²·(vᵀA·v)·v (Golub &amp; Van Loan, Algorithm 8.3.1).
/// Works on the lower triangle, row by row, so that every inner loop runs over contiguous memory.
/// </summary>
internal static class Tridiagonalization
{
    /// <summary>Reduces in place.</summary>
    /// <param name="a">n × n; the lower triangle is read, and overwritten.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="cancellation">Checked once a column.</param>
    public static SymmetricTridiagonal Reduce(Matrix a, Kernels kernels, CancellationToken cancellation)
    {
        int n = a.Rows;
        double[] diagonal = new double[n];
        double[] offDiagonal = new double[Math.Max(0, n - 1)];
        double[] product = new double[n];
        for (int i = n - 1; i > 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            diagonal[i] = a[i, i];
            var v = a.Row(i)[..i];

            // The row is mirrored so that the entry that stays, A[i, i−1], is the reflector's last.
            (double tau, double beta) = Householder.MakeFromLast(v, kernels);
            offDiagonal[i - 1] = beta;
            if (tau == 0)
            {
                continue;
            }

            var w = product.AsSpan(0, i);
            MultiplySymmetric(a, v, kernels, w);
            double half = -0.5 * tau * tau * kernels.Dot(w, v);
            for (int k = 0; k < i; k++)
            {
                w[k] = (tau * w[k]) + (half * v[k]);
            }

            for (int r = 0; r < i; r++)
            {
                int length = r + 1;
                kernels.AddScaledPair(w[..length], -v[r], v[..length], -w[r], a.Row(r)[..length]);
            }
        }

        if (n > 0)
        {
            diagonal[0] = a[0, 0];
        }

        return new SymmetricTridiagonal(diagonal, offDiagonal);
    }

    /// <summary>result = A·v over the leading block of v's size, from the lower triangle alone.</summary>
    private static void MultiplySymmetric(Matrix a, ReadOnlySpan<double> v, Kernels kernels, Span<double> result)
    {
        result.Clear();
        for (int r = 0; r < v.Length; r++)
        {
            var row = a.Row(r)[..r];
            result[r] += kernels.Dot(row, v[..r]) + (a[r, r] * v[r]);
            kernels.AddScaled(row, v[r], result[..r]);
        }
    }
}

/// <summary>A symmetric tridiagonal matrix.</summary>
/// <param name="Diagonal">n numbers.</param>
/// <param name="OffDiagonal">n − 1 numbers.</param>
internal sealed record SymmetricTridiagonal(double[] Diagonal, double[] OffDiagonal);
