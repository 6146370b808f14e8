using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// The number of inversions of a random order of n items. Putting item m at one of m positions adds 0 to m − 1
/// inversions, so f_m(k) = (f_{m−1}(k) + … + f_{m−1}(k−m+1))/m (Knuth, TAOCP 3, 5.1.1; Kendall 1938).
/// </summary>
internal static class Inversions
{
    /// <summary>The share of all n! orders that have at most k inversions.</summary>
    public static double PartWithAtMost(int n, int k)
    {
        double[] parts = new double[k + 1];
        parts[0] = 1;
        for (int m = 2; m <= n; m++)
        {
            Add(parts.AsSpan(0, (int)Math.Min(k, m * (m - 1L) / 2) + 1), m);
        }

        double sum = 0;
        foreach (double part in parts)
        {
            sum += part;
        }

        return sum;
    }

    /// <summary>From f_{m−1} to f_m: sums of m neighbors, as differences of sums from the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(Span<double> parts, int m)
    {
        double sum = 0;
        foreach (ref double part in parts)
        {
            sum += part;
            part = sum;
        }

        for (int k = parts.Length - 1; k >= 0; k--)
        {
            parts[k] = (parts[k] - (k >= m ? parts[k - m] : 0)) / m;
        }
    }
}
