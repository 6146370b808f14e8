namespace Heavytail.Fits.Extremes;

/// <summary>One point of Hill's plot.</summary>
/// <param name="K">Number of the largest values.</param>
/// <param name="XMin">The threshold: the value below them.</param>
/// <param name="Alpha">1 + 1/ξ.</param>
/// <param name="Error">The standard error of α, (α − 1)/√k, for independent values.</param>
internal readonly record struct HillPoint(int K, double XMin, double Alpha, double Error);

/// <summary>Hill's plot: α for each number of largest values. A power law shows as a level stretch.</summary>
internal static class HillPlot
{
    /// <summary>The points, from k = 1 on; those whose values are all equal are left out.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    public static HillPoint[] Of(ReadOnlySpan<double> eigenvalues)
    {
        if (eigenvalues.Length < 2)
        {
            return [];
        }

        var top = TopLogs.Of(eigenvalues);
        var points = new List<HillPoint>(top.MostTail);
        for (int k = 1; k <= top.MostTail; k++)
        {
            double xi = top.First(k);
            if (xi > 0)
            {
                points.Add(new HillPoint(k, eigenvalues[^(k + 1)], 1 + (1 / xi), 1 / xi / Math.Sqrt(k)));
            }
        }

        return [.. points];
    }
}
