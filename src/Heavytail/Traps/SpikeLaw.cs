// What:      the eigenvalue that a vector pair of strength θ adds to the spectrum of noise, and the edge of that noise.
// Formula:   noise N × M of deviation σ: θ_c = σ·(N·M)^¼; beyond it λ(θ) = (θ² + σ²(N−1))·(θ² + σ²(M−1))/θ². The
//            limit law has N and M; where the spike is, its row and its column have no noise beside it, and where the
//            mean is given, noise has none along it: 1 % at 64 × 64. Of the noise between spikes i and j, which lies in
//            their rows and columns, a share r counts: by perturbation to second order (θ_i² + θ_j²)/(θ_i² − θ_j²)
//            where they are apart, ¼ where they are equal, and with x = θ_i² − θ_j², w² = 8·θ_i²·σ² between:
//            r = (x·(θ_i² + θ_j²) + w²/4)/(x² + w²). N − 1 and M − 1 are less by Σ_j (1 − r): 3 % at 64 × 64 beside
//            three equal spikes.
// Reference: Benaych-Georges & Nadakuditi, J. Multivariate Anal. 111 (2012) 120.
// Not done:  where noise ends is WishartEdge's.
using Heavytail.RandomMatrices;

namespace Heavytail.Traps;

/// <summary>Spikes of noise plus a matrix of rank one.</summary>
internal static class SpikeLaw
{
    private const double Level = 0.99;
    private const double WidthSquares = 8;
    private const double EqualShare = 0.25;

    /// <summary>θ_c/σ.</summary>
    public static double Threshold(double n, double m) => Math.Sqrt(Math.Sqrt(n * m));

    /// <summary>λ of a spike; at and below θ_c it is the edge of the bulk, but for one row and column.</summary>
    /// <param name="theta">Strength: an entry's distance from the mean, or |μ|·√(N·M).</param>
    /// <param name="sigma">Deviation of the noise.</param>
    /// <param name="n">Larger dimension.</param>
    /// <param name="m">Smaller dimension.</param>
    /// <param name="taken">Rows and columns of noise that other spikes take: <see cref="Taken"/>.</param>
    public static double Eigenvalue(double theta, double sigma, double n, double m, double taken = 0)
    {
        double strength = Math.Max(theta, sigma * Threshold(n, m));
        double noise = sigma / strength * (sigma / strength);
        return strength == 0 ? 0 : strength * strength * (1 + (noise * Math.Max(0, n - 1 - taken)))
            * (1 + (noise * Math.Max(0, m - 1 - taken)));
    }

    /// <summary>How many rows and columns of noise other spikes take from one; below 0 where they push it up.</summary>
    /// <param name="thetas">Strengths of all spikes.</param>
    /// <param name="index">The spike.</param>
    /// <param name="sigma">Deviation of the noise.</param>
    public static double Taken(ReadOnlySpan<double> thetas, int index, double sigma)
    {
        // In units of the spike: fourth powers of weights near 1e80 are beyond the range.
        double ratio = thetas[index] > 0 ? sigma / thetas[index] : 0;
        const double square = 1;
        double width = WidthSquares * ratio * ratio;
        double taken = 0;
        for (int j = 0; j < thetas.Length; j++)
        {
            double other = thetas[j] / thetas[index] * (thetas[j] / thetas[index]);
            double apart = square - other;
            double share = ((apart * (square + other)) + (EqualShare * width)) / ((apart * apart) + width);
            taken += j == index || width == 0 ? 0 : 1 - share;
        }

        return taken;
    }

    /// <summary>What 99 % of the largest eigenvalues of noise do not exceed.</summary>
    public static double Edge(double sigma, double n, double m) => sigma * sigma * new WishartEdge(n, m).At(Level);
}
