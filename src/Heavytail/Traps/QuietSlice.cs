// What:      whether all entries of a slice are too near their mean to be traps, without sorting them.
// Formula:   k entries with Σd² ≤ T = min(k·D², √(k·Σd⁴)) leave Σd² of at least S − T·n/(n − k), and move the mean by
//            at most k·D/(n − k). An entry nearer than so many σ of that Σd², less the move, is no trap. If j entries
//            are further, at most j are trapped, which holds for k = j, until no entry is further or j does not fall.
// Reference: none needed; Σd⁴ bounds the k largest d² by Cauchy and Schwarz.
// Not done:  no trap is told: where an entry may be one, TrapFinder looks.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Heavytail.Statistics;

namespace Heavytail.Traps;

/// <summary>
/// Clears most slices of a network before their entries are sorted. Sums run in eight lanes on every CPU, so that the
/// bits do not depend on its vectors.
/// </summary>
internal static class QuietSlice
{
    /// <summary>The moments of all entries, where none can be a trap; null where one may.</summary>
    /// <param name="values">All entries of the slice.</param>
    /// <param name="scale">A power of two that brings entries near 1.</param>
    /// <param name="least">σ of all others that a trap is at least away from their mean.</param>
    /// <param name="most">Entries that are told apart as traps.</param>
    public static Moments? Find(ReadOnlySpan<double> values, double scale, double least, int most)
    {
        var sums = Sums(values, scale);
        for (int k = most, before = int.MaxValue; k < before && k < values.Length;)
        {
            double limit = sums.Limit(k, least);
            (before, k) = (k, sums.Furthest <= limit ? 0 : CountBeyond(values, scale, sums.Center, limit));
            if (k == 0)
            {
                return sums.Moments;
            }
        }

        return null;
    }

    /// <summary>The sums of all entries, about their mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static SliceSums Sums(ReadOnlySpan<double> values, double scale)
    {
        double center = LaneSums.Of(values) * scale / values.Length;
        var (sums, squares, fourths) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        var (unit, middle, most) = (Vector512.Create(scale), Vector512.Create(center), Vector512<double>.Zero);
        ref double start = ref MemoryMarshal.GetReference(values);
        int k = 0;
        for (; k + LaneSums.Lanes <= values.Length; k += LaneSums.Lanes)
        {
            var distance = (Vector512.LoadUnsafe(ref start, (nuint)k) * unit) - middle;
            var square = distance * distance;
            sums += distance;
            squares += square;
            fourths += square * square;
            most = Vector512.MaxNative(most, Vector512.Abs(distance));
        }

        var (sum, second, fourth) = (LaneSums.Total(sums), LaneSums.Total(squares), LaneSums.Total(fourths));
        double furthest = 0;
        for (int lane = 0; lane < LaneSums.Lanes; lane++)
        {
            furthest = Math.Max(furthest, most[lane]);
        }

        for (; k < values.Length; k++)
        {
            double distance = (values[k] * scale) - center;
            double square = distance * distance;
            sum += distance;
            second += square;
            fourth += square * square;
            furthest = Math.Max(furthest, Math.Abs(distance));
        }

        return new SliceSums(values.Length, center, sum, second, fourth, furthest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CountBeyond(ReadOnlySpan<double> values, double scale, double center, double limit)
    {
        var counts = Vector512<long>.Zero;
        var (unit, middle, beyond) = (Vector512.Create(scale), Vector512.Create(center), Vector512.Create(limit));
        ref double start = ref MemoryMarshal.GetReference(values);
        int k = 0;
        for (; k + LaneSums.Lanes <= values.Length; k += LaneSums.Lanes)
        {
            // A comparison gives −1 in each lane where it holds.
            var distance = (Vector512.LoadUnsafe(ref start, (nuint)k) * unit) - middle;
            counts -= Vector512.GreaterThan(Vector512.Abs(distance), beyond).AsInt64();
        }

        int count = (int)Vector512.Sum(counts);
        for (; k < values.Length; k++)
        {
            count += Math.Abs((values[k] * scale) - center) > limit ? 1 : 0;
        }

        return count;
    }
}

/// <summary>Sums over the entries of a slice: of d = scale·w − center.</summary>
/// <param name="Count">n.</param>
/// <param name="Center">Near the mean.</param>
/// <param name="Rest">Σd: what rounding leaves of it.</param>
/// <param name="Squares">Σd².</param>
/// <param name="Fourths">Σd⁴.</param>
/// <param name="Furthest">The largest |d|.</param>
internal readonly record struct SliceSums(
    int Count, double Center, double Rest, double Squares, double Fourths, double Furthest)
{
    /// <summary>Rounding of sums of 2^16 entries is far below this share of a limit.</summary>
    private const double Safety = 1e-9;

    /// <summary>Count, mean and squares.</summary>
    public Moments Moments => new(Count, Center + (Rest / Count), Central);

    /// <summary>Σd² about the mean.</summary>
    private double Central => Math.Max(0, Squares - (Rest * Rest / Count));

    /// <summary>An entry nearer to the center than this is no trap, if no more than so many are.</summary>
    /// <param name="most">k: fewer than n.</param>
    /// <param name="least">σ of all others that a trap is at least away from their mean.</param>
    public double Limit(int most, double least)
    {
        double left = Count - most;
        double taken = Math.Min(most * Furthest * Furthest, Math.Sqrt(most * Fourths)) * Count / left;
        double move = (Math.Abs(Rest) / Count) + (most * Furthest / left);
        return (least * Math.Sqrt(Math.Max(0, Central - taken) / Count) * (1 - Safety)) - move;
    }
}
