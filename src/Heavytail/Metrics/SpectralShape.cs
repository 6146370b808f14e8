namespace Heavytail.Metrics;

/// <summary>Metrics of the shape of a whole spectrum.</summary>
internal static class SpectralShape
{
    /// <summary>exp(−Σ p·ln p) with p = s/Σs (Roy &amp; Vetterli, EUSIPCO 2007); null where all are zero.</summary>
    /// <param name="singularValues">s of all slices that are not zero to their precision, ascending.</param>
    public static double? EffectiveRank(IReadOnlyList<double> singularValues)
    {
        if (singularValues.Count == 0 || singularValues[^1] == 0)
        {
            return null;
        }

        // Relative to the largest, so that no sum overflows.
        double largest = singularValues[^1];

        double sum = singularValues.Sum(value => value / largest);
        double entropy = 0;
        foreach (double value in singularValues)
        {
            double p = value / largest / sum;
            entropy -= p > 0 ? p * Math.Log(p) : 0;
        }

        return Math.Exp(entropy);
    }

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
