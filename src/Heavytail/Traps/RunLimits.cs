// What:      limits beyond which a run has all entries that may be among the largest and smallest of the stream.
// Formula:   mean ± z·σ of the run, z the normal quantile that twice as many entries pass as are kept. If as many
//            entries as are kept do lie beyond it, none within is among them; if not, the limits of the stream hold.
// Reference: none needed.
// Not done:  no second guess: what is not like normal entries goes the slow way, entry by entry.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Traps;

/// <summary>Narrows the first runs of a stream, of which many entries are the largest so far.</summary>
internal static class RunLimits
{
    private const int Lanes = 8;

    /// <summary>How far <see cref="NormalQuantile"/> may be off.</summary>
    public const double QuantileError = 3e-3;

    /// <summary>Entries beyond either limit, in units of those that are kept.</summary>
    private const double Margin = 2;

    /// <summary>A longer share of a run is not worth a guess.</summary>
    private const double LargestShare = 0.2;

    /// <summary>The limits of a run.</summary>
    /// <param name="values">The run.</param>
    /// <param name="kept">Entries that are kept at each end.</param>
    /// <param name="upper">Limit of the stream.</param>
    /// <param name="lower">Limit of the stream.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Upper, double Lower) Of(
        ReadOnlySpan<double> values, int kept, double upper, double lower)
    {
        double share = Margin * kept / values.Length;
        if (share > LargestShare)
        {
            return (upper, lower);
        }

        (double mean, double deviation) = Spread(values);
        double z = NormalQuantile(share);
        double above = Math.Max(upper, mean + (z * deviation));
        double below = Math.Min(lower, mean - (z * deviation));
        if (above == upper && below == lower)
        {
            return (upper, lower);
        }

        var (most, least) = (Vector512.Create(above), Vector512.Create(below));
        var (over, under) = (Vector512<long>.Zero, Vector512<long>.Zero);
        ref double start = ref MemoryMarshal.GetReference(values);
        for (int k = 0; k + Lanes <= values.Length; k += Lanes)
        {
            // A comparison gives −1 in each lane where it holds.
            var value = Vector512.LoadUnsafe(ref start, (nuint)k);
            over -= Vector512.GreaterThan(value, most).AsInt64();
            under -= Vector512.LessThan(value, least).AsInt64();
        }

        bool enough = (above == upper || Vector512.Sum(over) >= kept)
            && (below == lower || Vector512.Sum(under) >= kept);
        return enough ? (above, below) : (upper, lower);
    }

    /// <summary>
    /// What a share of normal entries exceeds, to <see cref="QuantileError"/>: Abramowitz &amp; Stegun 26.2.22.
    /// </summary>
    public static double NormalQuantile(double share)
    {
        double t = Math.Sqrt(-2 * Math.Log(share));
        return t - ((2.30753 + (0.27061 * t)) / (1 + (t * (0.99229 + (0.04481 * t)))));
    }

    private static (double Mean, double Deviation) Spread(ReadOnlySpan<double> values)
    {
        double center = values[0];
        var middle = Vector512.Create(center);
        var (sums, squares) = (Vector512<double>.Zero, Vector512<double>.Zero);
        ref double start = ref MemoryMarshal.GetReference(values);
        int k = 0;
        for (; k + Lanes <= values.Length; k += Lanes)
        {
            var distance = Vector512.LoadUnsafe(ref start, (nuint)k) - middle;
            sums += distance;
            squares += distance * distance;
        }

        double mean = Vector512.Sum(sums) / k;
        return (center + mean, Math.Sqrt(Math.Max(0, (Vector512.Sum(squares) / k) - (mean * mean))));
    }
}
