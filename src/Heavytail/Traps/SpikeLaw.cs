// What:      the eigenvalue that a vector pair of strength θ adds to the spectrum of noise, and the edge of that noise.
// Formula:   noise N × M of deviation σ: θ_c = σ·(N·M)^¼; beyond it λ(θ) = (θ² + σ²(N−1))·(θ² + σ²(M−1))/θ². The
//            limit law has N and M; where the spike is, its row and its column have no noise beside it, and where the
//            mean is given, noise has none along it: 1 % at 64 × 64.
// Reference: Benaych-Georges & Nadakuditi, J. Multivariate Anal. 111 (2012) 120.
// Not done:  where noise ends is WishartEdge's.
using Heavytail.RandomMatrices;

namespace Heavytail.Traps;

/// <summary>Spikes of noise plus a matrix of rank one.</summary>
internal static class SpikeLaw
{
    private const double Level = 0.99;

    /// <summary>θ_c/σ.</summary>
    public static double Threshold(double n, double m) => Math.Sqrt(Math.Sqrt(n * m));

    /// <summary>λ of a spike; at and below θ_c it is the edge of the bulk, but for one row and column.</summary>
    /// <param name="theta">Strength: an entry's distance from the mean, or |μ|·√(N·M).</param>
    /// <param name="sigma">Deviation of the noise.</param>
    /// <param name="n">Larger dimension.</param>
    /// <param name="m">Smaller dimension.</param>
    public static double Eigenvalue(double theta, double sigma, double n, double m)
    {
        double strength = Math.Max(theta, sigma * Threshold(n, m));
        double noise = sigma / strength * (sigma / strength);
        return strength == 0 ? 0 : strength * strength * (1 + (noise * (n - 1))) * (1 + (noise * (m - 1)));
    }

    /// <summary>What 99 % of the largest eigenvalues of noise do not exceed.</summary>
    public static double Edge(double sigma, double n, double m) => sigma * sigma * new WishartEdge(n, m).At(Level);
}
