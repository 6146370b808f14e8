namespace Heavytail.Statistics;

/// <summary>Values that come in ascending runs, as the slices of a layer have them.</summary>
internal static class SortedRuns
{
    /// <summary>
    /// All values, ascending. Neighboring runs are merged until one is left, which takes a few comparisons a value
    /// where sorting takes the logarithm of their number.
    /// </summary>
    /// <param name="runs">Ascending values, without NaN.</param>
    public static double[] Merge(IReadOnlyList<ReadOnlyMemory<double>> runs)
    {
        var ends = new int[runs.Count];
        int count = 0;
        for (int k = 0; k < ends.Length; k++)
        {
            count += runs[k].Length;
            ends[k] = count;
        }

        double[] values = new double[count];
        for (int k = 0; k < ends.Length; k++)
        {
            runs[k].CopyTo(values.AsMemory(ends[k] - runs[k].Length));
        }

        double[] merged = ends.Length > 1 ? new double[count] : [];
        for (int left = ends.Length; left > 1; left = (left + 1) / 2)
        {
            MergePairs(values, ends.AsSpan(0, left), merged);
            (values, merged) = (merged, values);
        }

        return values;
    }

    /// <summary>Merges every run of even number with the next, and writes where the merged ones end.</summary>
    private static void MergePairs(double[] from, Span<int> ends, double[] to)
    {
        int begin = 0;
        for (int k = 0; k < ends.Length; k += 2)
        {
            int end = ends[Math.Min(k + 1, ends.Length - 1)];
            Merge(from.AsSpan(begin, ends[k] - begin), from.AsSpan(ends[k], end - ends[k]), to.AsSpan(begin));
            ends[k / 2] = end;
            begin = end;
        }
    }

    private static void Merge(ReadOnlySpan<double> one, ReadOnlySpan<double> other, Span<double> to)
    {
        int i = 0;
        int j = 0;
        while (i < one.Length && j < other.Length)
        {
            (double a, double b) = (one[i], other[j]);
            to[i + j] = a <= b ? a : b;

            // Without a branch, which would be guessed wrong for every other value.
            int step = a <= b ? 1 : 0;
            i += step;
            j += 1 - step;
        }

        one[i..].CopyTo(to[(i + j)..]);
        other[j..].CopyTo(to[(one.Length + j)..]);
    }
}
