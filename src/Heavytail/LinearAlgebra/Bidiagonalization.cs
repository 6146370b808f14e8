using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// A tall matrix → an upper bidiagonal one with the same singular values, by Householder reflections from both sides
/// (Golub &amp; Kahan 1965; Golub &amp; Van Loan, Algorithm 5.4.2). Unlike the Gram matrix it does not square the
/// condition number: singular values down to ε·σ_max are found, at 8/3 instead of 4/3·M³ plus the product.
/// </summary>
internal static class Bidiagonalization
{
    /// <summary>Reduces in place.</summary>
    /// <param name="a">
    /// Matrix, m × n with m ≥ n; overwritten. Row k keeps the vector of the reflection k from the right, from its
    /// element k + 1 on.
    /// </param>
    /// <param name="kernels">Kernel set.</param>
    /// <param name="cancellation">Token that is checked once per column.</param>
    /// <param name="factors">Receives τ of the reflections from the right, n − 1 of them; empty for none.</param>
    /// <returns>The diagonal (n) and superdiagonal (n − 1).</returns>
    public static (double[] Diagonal, double[] Superdiagonal) Reduce(
        Matrix a, KernelSet kernels, CancellationToken cancellation, Span<double> factors = default)
    {
        (int m, int n) = (a.Rows, a.Columns);
        double[] diagonal = new double[n];
        double[] superdiagonal = new double[Math.Max(0, n - 1)];
        double[] left = new double[m];
        double[] combined = new double[n];
        for (int k = 0; k < n; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var u = left.AsSpan(k);
            for (int r = k; r < m; r++)
            {
                u[r - k] = a[r, k];
            }

            (double tauLeft, diagonal[k]) = Householder.Make(u, kernels);
            if (k == n - 1)
            {
                break;
            }

            // w = τ·Aᵀ·u over the columns to the right
            var w = combined.AsSpan(k + 1);
            w.Clear();
            for (int r = k; r < m && tauLeft != 0; r++)
            {
                kernels.VectorOps.Axpy(a.Row(r)[(k + 1)..], tauLeft * u[r - k], w);
            }

            var v = a.Row(k)[(k + 1)..];
            kernels.VectorOps.Axpy(w, -u[0], v);
            (double tauRight, superdiagonal[k]) = Householder.Make(v, kernels);
            if (!factors.IsEmpty)
            {
                factors[k] = tauRight;
            }

            for (int r = k + 1; r < m; r++)
            {
                var row = a.Row(r)[(k + 1)..];
                kernels.VectorOps.Axpy(w, -u[r - k], row);
                if (tauRight != 0)
                {
                    kernels.VectorOps.Axpy(v, -tauRight * kernels.VectorOps.Dot(row, v), row);
                }
            }
        }

        return (diagonal, superdiagonal);
    }
}
