namespace Heavytail.LinearAlgebra;

/// <summary>
/// Elementary reflectors H = I − τ·v·vᵀ with H·x = β·e, β = −sign(x₁)·‖x‖, v₁ = 1, τ = (β − x₁)/β (LAPACK's dlarfg).
/// The caller has scaled its matrix to entries of at most 1, so that squares neither overflow nor vanish together.
/// </summary>
internal static class Householder
{
    /// <summary>
    /// Sums of squares below this have lost bits to underflow, and would make a reflector that is not orthogonal. Such a
    /// vector, below 1e-145, is nothing beside a matrix with entries near 1: it is taken as zero.
    /// </summary>
    public const double TinySquares = 1e-290;

    /// <summary>Replaces x by v where the entry that survives is the last one.</summary>
    public static (double Tau, double Beta) MakeFromLast(Span<double> x, Kernels kernels)
    {
        int last = x.Length - 1;
        return Make(x, last, kernels.Loops.Dot(x[..last], x[..last]), x[..last]);
    }

    /// <summary>Replaces x by v where the entry that survives is the first one.</summary>
    public static (double Tau, double Beta) MakeFromFirst(Span<double> x, Kernels kernels) =>
        Make(x, 0, kernels.Loops.Dot(x[1..], x[1..]), x[1..]);

    private static (double Tau, double Beta) Make(Span<double> x, int pivot, double restSquared, Span<double> rest)
    {
        double alpha = x[pivot];
        x[pivot] = 1;
        if (restSquared < TinySquares)
        {
            return (0, alpha);
        }

        double beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + restSquared), alpha);
        double scale = 1 / (alpha - beta);
        for (int k = 0; k < rest.Length; k++)
        {
            rest[k] *= scale;
        }

        return ((beta - alpha) / beta, beta);
    }
}
