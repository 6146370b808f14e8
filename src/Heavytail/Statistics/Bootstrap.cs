using MathNet.Numerics.Statistics;

namespace Heavytail.Statistics;

/// <summary>
/// How far a statistic would vary if its sample were drawn again (Efron, Annals of Statistics 7 (1979) 1).
/// </summary>
internal static class Bootstrap
{
    /// <summary>A statistic of many resamples: each draws as many items as there are, with replacement.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="draws">Number of resamples, such as 2,000.</param>
    /// <param name="seed">Seed of Math.NET's Mersenne twister; the same seed gives the same bits.</param>
    /// <param name="statistic">
    /// Statistic of the items with these indices, from 0; NaN where it does not exist. The next resample reuses the
    /// array.
    /// </param>
    /// <returns>Values in ascending order, without NaN: the length is the number of resamples with a value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no items, or no draws.</exception>
    public static double[] Distribution(int count, int draws, uint seed, Func<int[], double> statistic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        double[] values = new double[draws];
        int kept = 0;
        foreach (int[][] sample in Resamples([count], draws, unchecked((int)seed)))
        {
            double value = statistic(sample[0]);
            if (!double.IsNaN(value))
            {
                values[kept++] = value;
            }
        }

        Array.Resize(ref values, kept);
        Array.Sort(values);
        return values;
    }

    /// <summary>Resamples of several groups of items, each drawn from its own group with replacement.</summary>
    /// <param name="counts">Number of items of each group.</param>
    /// <param name="draws">Number of resamples.</param>
    /// <param name="seed">Seed of Math.NET's Mersenne twister; the same seed gives the same bits.</param>
    /// <param name="cancellation">Ends the draws.</param>
    /// <returns>For each resample, the indices of each group's items, from 0. The next one reuses the arrays.</returns>
    internal static IEnumerable<int[][]> Resamples(
        IReadOnlyList<int> counts, int draws, int seed, CancellationToken cancellation = default)
    {
        var random = new Twister(seed);
        int[][] sample = [.. counts.Select(count => new int[count])];
        for (int draw = 0; draw < draws; draw++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int[] items in sample)
            {
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = random.Next(items.Length);
                }
            }

            yield return sample;
        }
    }

    /// <summary>
    /// The quantile of order p, interpolated linearly between two values (R's type 7, NumPy's default).
    /// </summary>
    /// <param name="sorted">Ascending, without NaN.</param>
    /// <param name="p">From 0 to 1.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not from 0 to 1.</exception>
    public static double Quantile(double[] sorted, double p)
    {
        if (sorted.Length == 0)
        {
            throw new ArgumentException("no values, expected at least one", nameof(sorted));
        }

        return p is >= 0 and <= 1
            ? SortedArrayStatistics.QuantileCustom(sorted, p, QuantileDefinition.R7)
            : throw new ArgumentOutOfRangeException(nameof(p), p, "expected an order from 0 to 1");
    }
}
