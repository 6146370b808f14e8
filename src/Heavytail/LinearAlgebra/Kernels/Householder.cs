namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Elementary reflectors H = I − τ·v·vᵀ with H·x = β·e, β = −sign(x₁)·‖x‖, v₁ = 1, τ = (β − x₁)/β (LAPACK's dlarfg).
/// The caller has scaled its matrix to entries of at most 1, so that squares neither overflow nor vanish together.
/// </summary>
internal static class Householder
{
    /// <summary>
    /// Sums of squares below this have lost bits to underflow, and would make a reflector that is not orthogonal. Such
    /// a vector, below 1e-145, is negligible beside a matrix with entries near 1 and treated as zero.
    /// </summary>
    public const double TinySquares = 1e-290;

    /// <summary>Replaces x by v, where the first entry is the one that survives.</summary>
    public static (double Tau, double Beta) Make(Span<double> x, KernelSet kernels)
    {
        double alpha = x[0];
        var rest = x[1..];
        double squares = kernels.VectorOps.Dot(rest, rest);
        x[0] = 1;
        if (squares < TinySquares)
        {
            return (0, alpha);
        }

        double beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + squares), alpha);
        double scale = 1 / (alpha - beta);
        for (int k = 0; k < rest.Length; k++)
        {
            rest[k] *= scale;
        }

        return ((beta - alpha) / beta, beta);
    }
}
