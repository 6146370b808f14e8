using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace Heavytail.Statistics;

/// <summary>How far a statistic would vary if its sample were drawn again (Efron, Annals of Statistics 7 (1979) 1).</summary>
internal static class Bootstrap
{
    /// <summary>A statistic of many resamples: each draws as many items as there are, with replacement.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="draws">The number of resamples, as 2,000.</param>
    /// <param name="seed">Of Math.NET's Mersenne twister: the same seed gives the same bits.</param>
    /// <param name="statistic">
    /// Of the items at the given places, from 0; the array is used again for the next resample. NaN where there is none.
    /// </param>
    /// <returns>Ascending; NaN is left out, so that the length says how many resamples had the statistic.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no items, or no draws.</exception>
    public static double[] Distribution(int count, int draws, uint seed, Func<int[], double> statistic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var random = new MersenneTwister(unchecked((int)seed), threadSafe: false);
        int[] places = new int[count];
        double[] values = new double[draws];
        int kept = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < count; i++)
            {
                places[i] = random.Next(count);
            }

            double value = statistic(places);
            if (!double.IsNaN(value))
            {
                values[kept++] = value;
            }
        }

        Array.Resize(ref values, kept);
        Array.Sort(values);
        return values;
    }

    /// <summary>The value below which the part p lies; between two values on the straight line (R's type 7, NumPy's default).</summary>
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
            : throw new ArgumentOutOfRangeException(nameof(p), p, "expected a part from 0 to 1");
    }
}
