namespace Heavytail.LinearAlgebra;

/// <summary>All eigenvalues of a symmetric matrix.</summary>
internal static class SymmetricEigenvalues
{
    /// <summary>Bytes that <see cref="Compute"/> takes beside its argument.</summary>
    public static long ScratchBytes(int order) => sizeof(double) * ((long)order * order);

    /// <summary>All eigenvalues, ascending.</summary>
    /// <param name="x">Overwritten.</param>
    /// <param name="options">How.</param>
    public static double[] Compute(PackedTriangle x, EngineOptions options)
    {
        var full = new Matrix(x.Order, x.Order);
        for (int i = 0; i < x.Order; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                full[i, j] = x[i, j];
            }
        }

        var t = Tridiagonalization.Reduce(full, options.Kernels, options.Cancellation);
        return SturmBisection.Eigenvalues(t, options.Kernels, options.Cancellation);
    }
}
