// What:      QR of a panel below the diagonal: panel = Q·R with Q = I − V·T·Vᵀ, V unit lower trapezoidal.
// Formula:   for each column β = −sign(α)·‖x‖, τ = (β − α)/β, v = (x − β·e)/(α − β), w_j = τ·vᵀ·a_j;
//            T_jj = τ_j, T_0…j−1,j = −τ_j·T·(VᵀV)_0…j−1,j.
// Reference: LAPACK's dlarfg and dlarft; Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 10 (1989) 53.
// Not done:  Q is never formed.
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>Factors a panel of square blocks in place.</summary>
internal static unsafe class PanelFactorization
{
    /// <summary>panel → V, explicit: zeros above its unit diagonal.</summary>
    /// <param name="panel">Column-major blocks of rows × rows, one under the other; overwritten with V.</param>
    /// <param name="count">Number of blocks.</param>
    /// <param name="rows">Rows of a block, columns of the panel.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="r">Receives R, column-major, rows × rows; only its upper triangle is written.</param>
    /// <param name="tau">Receives the τ of each column; 0 where the column was zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Factor(double* panel, int count, int rows, PanelKernels kernels, double* r, double* tau)
    {
        double* g = stackalloc double[rows];
        double* w = stackalloc double[rows];
        double* rest = panel + (rows * rows);
        var products = new Span<double>(g, rows);
        products.Clear();
        kernels.Dots(panel, count, rows, 0, g);
        for (int c = 0; c < rows; c++)
        {
            double alpha = panel[(c * rows) + c];
            double beta = g[c] < Householder.TinySquares ? 0 : -Math.CopySign(Math.Sqrt(g[c]), alpha);
            double scale = beta == 0 ? 0 : 1 / (alpha - beta);
            tau[c] = beta == 0 ? 0 : (beta - alpha) / beta;
            for (int j = c + 1; j < rows; j++)
            {
                // vᵀ·a_j, from the product with the column itself
                w[j] = tau[c] * scale * (g[j] - (beta * panel[(j * rows) + c]));
            }

            r[(c * rows) + c] = beta;
            panel[(c * rows) + c] = alpha - beta;
            products.Clear();
            kernels.Reflect(panel, 1, rows, c, scale, w, g);
            panel[(c * rows) + c] = 1;
            for (int j = c + 1; j < rows; j++)
            {
                // Row c is finished: it moves to R, and is no part of the columns that are left.
                r[(j * rows) + c] = panel[(j * rows) + c];
                panel[(j * rows) + c] = 0;
            }

            if (c + 1 < rows)
            {
                products.Clear();
                kernels.Dots(panel, 1, rows, c + 1, g);
            }

            kernels.Reflect(rest, count - 1, rows, c, scale, w, g);
        }
    }

    /// <summary>The triangular factor T of Q = I − V·T·Vᵀ.</summary>
    /// <param name="s">VᵀV, column-major, size × size.</param>
    /// <param name="tau">The τ of each column.</param>
    /// <param name="size">Columns of V.</param>
    /// <param name="t">Receives T in rows, its lower triangle zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TriangularFactor(double* s, double* tau, int size, double* t)
    {
        new Span<double>(t, size * size).Clear();
        for (int j = 0; j < size; j++)
        {
            for (int i = 0; i < j; i++)
            {
                double sum = 0;
                for (int k = i; k < j; k++)
                {
                    sum += t[(i * size) + k] * s[(j * size) + k];
                }

                t[(i * size) + j] = -tau[j] * sum;
            }

            t[(j * size) + j] = tau[j];
        }
    }
}
