using System.Runtime.CompilerServices;

namespace Heavytail.Statistics;

/// <summary>
/// The number of inversions of a random order of n items. Putting item m at one of m positions adds 0 to m − 1
/// inversions, so f_m(k) = (f_{m−1}(k) + … + f_{m−1}(k−m+1))/m (Knuth, TAOCP 3, 5.1.1; Kendall 1938).
/// </summary>
internal static class Inversions
{
    /// <summary>The share of all n! orders that have at most k inversions.</summary>
    public static double PartWithAtMost(int n, int k) => PartWithAtMost([n], k);

    /// <summary>
    /// The share of the orders of several groups, each ordered by itself, that have at most k inversions in all.
    /// </summary>
    public static double PartWithAtMost(
        IReadOnlyList<int> sizes, int k, CancellationToken cancellation = default)
    {
        double[] parts = new double[k + 1];
        parts[0] = 1;
        long most = 0;
        foreach (int size in sizes)
        {
            for (int m = 2; m <= size; m++)
            {
                cancellation.ThrowIfCancellationRequested();
                most += m - 1;
                Add(parts.AsSpan(0, (int)Math.Min(k, most) + 1), m);
            }
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
