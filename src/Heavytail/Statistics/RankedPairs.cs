namespace Heavytail.Statistics;

/// <summary>Two columns as orders: all that a rank correlation sees of them.</summary>
/// <param name="X">Sorted values of x.</param>
/// <param name="Y">Sorted values of y.</param>
/// <param name="Order">For each index of sorted x, the index of its y in sorted y: a permutation.</param>
internal sealed record RankedPairs(TieGroups X, TieGroups Y, int[] Order)
{
    public int Count => Order.Length;

    /// <summary>Null where there are fewer than two points, or x or y is constant.</summary>
    public static RankedPairs? Create(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Samples.CheckPair(x, y);
        if (x.Length < 2
            || Deviations.AreConstant(x, Deviations.Largest(x))
            || Deviations.AreConstant(y, Deviations.Largest(y)))
        {
            return null;
        }

        int[] pointsByX = Sort(x, out var groupsOfX);
        int[] pointsByY = Sort(y, out var groupsOfY);
        int[] placeInY = new int[y.Length];
        for (int place = 0; place < placeInY.Length; place++)
        {
            placeInY[pointsByY[place]] = place;
        }

        return new(groupsOfX, groupsOfY, [.. pointsByX.Select(point => placeInY[point])]);
    }

    private static int[] Sort(ReadOnlySpan<double> values, out TieGroups groups)
    {
        double[] sorted = values.ToArray();
        int[] points = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, points);
        groups = TieGroups.From(sorted);
        return points;
    }
}
