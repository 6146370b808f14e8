namespace Heavytail.Statistics;

/// <summary>The runs of equal values in a sorted column.</summary>
/// <param name="Start">For each index, the first index of its run.</param>
/// <param name="End">For each index, the index after its run.</param>
internal sealed record TieGroups(int[] Start, int[] End)
{
    public int Count => Start.Length;

    public bool HasTies { get; } = Start.Where((start, place) => start != place).Any();

    /// <summary>How many of the n(n−1)/2 pairs differ.</summary>
    public long UntiedPairs { get; } = Start.Sum(start => (long)start);

    /// <summary>2·rank − (n+1), ties ranked by the mean of their positions: integers of sum 0.</summary>
    public int[] CentredRanks() => [.. Start.Zip(End, (start, end) => start + end - Count)];

    /// <summary>The runs of the column read from its end.</summary>
    public TieGroups Reversed() =>
        new([.. End.Reverse().Select(end => Count - end)], [.. Start.Reverse().Select(start => Count - start)]);

    /// <param name="sorted">Ascending values.</param>
    /// <param name="tolerance">Largest difference in a run, relative to the larger of 1 and its first value.</param>
    public static TieGroups From(ReadOnlySpan<double> sorted, double tolerance = 0)
    {
        int[] start = new int[sorted.Length];
        int[] end = new int[sorted.Length];
        for (int first = 0; first < sorted.Length;)
        {
            int next = first + 1;
            double most = sorted[first] + (tolerance * Math.Max(1, Math.Abs(sorted[first])));
            while (next < sorted.Length && sorted[next] <= most)
            {
                next++;
            }

            start.AsSpan(first..next).Fill(first);
            end.AsSpan(first..next).Fill(next);
            first = next;
        }

        return new(start, end);
    }
}
