namespace Heavytail.Statistics;

/// <summary>Computes ranks.</summary>
internal static class MidRanks
{
    /// <summary>Ranks from 1, the smallest value first; equal values share the mean of their positions.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="tolerance">
    /// Largest difference of equal values, relative to the larger of 1 and the smallest of them; 0 for exact ties.
    /// </param>
    public static double[] Compute(ReadOnlySpan<double> values, double tolerance = 0)
    {
        Samples.Check(values, nameof(values));
        double[] sorted = values.ToArray();
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, places);
        var groups = TieGroups.From(sorted, tolerance);
        double[] ranks = new double[sorted.Length];
        for (int place = 0; place < ranks.Length; place++)
        {
            ranks[places[place]] = (groups.Start[place] + groups.End[place] + 1) / 2.0;
        }

        return ranks;
    }
}
