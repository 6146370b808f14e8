// What:      QuietSlice for all slices of a convolution at once, as they follow each other in turn.
// Formula:   entry e of slice s is value e·S + s. Of every 8·S values, lane l of vector v belongs to slice
//            (8v + l) mod S, and has the place (8v + l)/S among its eight entries: the lane that QuietSlice adds it to.
// Reference: none needed; the bits are those of QuietSlice.
// Not done:  only the first of its rounds, which clears most slices.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Heavytail.Statistics;

namespace Heavytail.Traps;

/// <summary>Clears slices without sorting their entries by slice first.</summary>
internal static class QuietSlices
{
    private const int Lanes = LaneSums.Lanes;

    /// <summary>The sums of each slice.</summary>
    /// <param name="values">The entries of all slices, those of one place together.</param>
    /// <param name="slices">S.</param>
    /// <param name="scale">A power of two that brings entries near 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SliceSums[] Sums(ReadOnlySpan<double> values, int slices, double scale)
    {
        int entries = values.Length / slices;
        int inVectors = entries / Lanes * Lanes * slices;
        double[] lanes = new double[4 * Lanes * slices]; // [kind of sum, slice, place among eight]
        AddAll(values[..inVectors], slices, lanes);
        double[] centers = new double[slices];
        for (int slice = 0; slice < slices; slice++)
        {
            double sum = Total(lanes, slice);
            for (int k = inVectors + slice; k < values.Length; k += slices)
            {
                sum += values[k];
            }

            centers[slice] = sum * scale / entries;
        }

        AddDistances(values[..inVectors], slices, scale, centers, lanes);
        var sums = new SliceSums[slices];
        for (int slice = 0; slice < slices; slice++)
        {
            double sum = Total(lanes, slice);
            double squares = Total(lanes, slices + slice);
            double fourths = Total(lanes, (2 * slices) + slice);
            double furthest = 0;
            foreach (double distance in lanes.AsSpan(((3 * slices) + slice) * Lanes, Lanes))
            {
                furthest = Math.Max(furthest, distance);
            }

            for (int k = inVectors + slice; k < values.Length; k += slices)
            {
                double distance = (values[k] * scale) - centers[slice];
                double square = distance * distance;
                sum += distance;
                squares += square;
                fourths += square * square;
                furthest = Math.Max(furthest, Math.Abs(distance));
            }

            sums[slice] = new SliceSums(entries, centers[slice], sum, squares, fourths, furthest);
        }

        return sums;
    }

    /// <summary>Sums of values, three vectors at a time: additions wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddAll(ReadOnlySpan<double> values, int slices, double[] lanes)
    {
        ref double start = ref MemoryMarshal.GetReference(values);
        int turn = Lanes * slices;
        int vector = 0;
        for (; vector + 3 <= slices; vector += 3)
        {
            var (one, two, three) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            for (int k = vector * Lanes; k < values.Length; k += turn)
            {
                one += Vector512.LoadUnsafe(ref start, (nuint)k);
                two += Vector512.LoadUnsafe(ref start, (nuint)(k + Lanes));
                three += Vector512.LoadUnsafe(ref start, (nuint)(k + (2 * Lanes)));
            }

            Scatter(one, vector, slices, lanes, 0);
            Scatter(two, vector + 1, slices, lanes, 0);
            Scatter(three, vector + 2, slices, lanes, 0);
        }

        for (; vector < slices; vector++)
        {
            var sum = Vector512<double>.Zero;
            for (int k = vector * Lanes; k < values.Length; k += turn)
            {
                sum += Vector512.LoadUnsafe(ref start, (nuint)k);
            }

            Scatter(sum, vector, slices, lanes, 0);
        }
    }

    /// <summary>Σd, Σd², Σd⁴ and the largest |d| of d = scale·w − center.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDistances(
        ReadOnlySpan<double> values, int slices, double scale, double[] centers, double[] lanes)
    {
        ref double start = ref MemoryMarshal.GetReference(values);
        int turn = Lanes * slices;
        var unit = Vector512.Create(scale);
        Span<double> own = stackalloc double[Lanes];
        for (int vector = 0; vector < slices; vector++)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                own[lane] = centers[((vector * Lanes) + lane) % slices];
            }

            var center = Vector512.Create<double>(own);
            var (sums, squares, fourths, most) = (
                Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            for (int k = vector * Lanes; k < values.Length; k += turn)
            {
                var distance = (Vector512.LoadUnsafe(ref start, (nuint)k) * unit) - center;
                var square = distance * distance;
                sums += distance;
                squares += square;
                fourths += square * square;
                most = Vector512.MaxNative(most, Vector512.Abs(distance));
            }

            Scatter(sums, vector, slices, lanes, 0);
            Scatter(squares, vector, slices, lanes, 1);
            Scatter(fourths, vector, slices, lanes, 2);
            Scatter(most, vector, slices, lanes, 3);
        }
    }

    /// <summary>Puts each lane to its slice and its place among eight entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector512<double> sums, int vector, int slices, double[] lanes, int kind)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            (int place, int slice) = Math.DivRem((vector * Lanes) + lane, slices);
            lanes[(((kind * slices) + slice) * Lanes) + place] = sums[lane];
        }
    }

    private static double Total(double[] lanes, int row)
    {
        double total = 0;
        foreach (double lane in lanes.AsSpan(row * Lanes, Lanes))
        {
            total += lane;
        }

        return total;
    }
}
