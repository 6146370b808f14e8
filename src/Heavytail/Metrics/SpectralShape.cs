namespace Heavytail.Metrics;

/// <summary>Metrics of the shape of a whole spectrum.</summary>
internal static class SpectralShape
{
    /// <summary>−Σ p·ln p / ln rank with p = λ/Σλ; null for a rank below two, where it is undefined.</summary>
    /// <param name="eigenvalues">λ of all slices.</param>
    /// <param name="norm">Σ λ.</param>
    /// <param name="rank">The numerical rank.</param>
    public static double? Entropy(IReadOnlyList<double> eigenvalues, double norm, int rank)
    {
        if (rank < 2)
        {
            return null;
        }

        double sum = 0;
        foreach (double value in eigenvalues)
        {
            double p = value / norm;
            sum -= p > 0 ? p * Math.Log(p) : 0;
        }

        return sum / Math.Log(rank);
    }
}
