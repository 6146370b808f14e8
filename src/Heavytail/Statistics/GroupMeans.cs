namespace Heavytail.Statistics;

/// <summary>What is left of a column within groups, as families of models.</summary>
internal static class GroupMeans
{
    /// <summary>v − the mean of its group.</summary>
    /// <remarks>
    /// A group that varies by no more than 1e-12 of its largest absolute value becomes exact zeros, so that rounding is not
    /// taken for what is left.
    /// </remarks>
    /// <param name="values">Any unit; the result has the same.</param>
    /// <param name="groups">The group of each value, any numbers.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static double[] Remove(ReadOnlySpan<double> values, IReadOnlyList<int> groups)
    {
        if (groups.Count != values.Length)
        {
            throw new ArgumentException($"{groups.Count} groups, expected {values.Length}, as many as values", nameof(groups));
        }

        Samples.Check(values, nameof(values));
        double[] all = values.ToArray();
        double[] centred = new double[all.Length];
        foreach (var group in Enumerable.Range(0, all.Length).GroupBy(i => groups[i]))
        {
            int[] members = [.. group];
            var deviations = Deviations.From([.. members.Select(i => all[i])]);
            for (int k = 0; k < members.Length; k++)
            {
                centred[members[k]] = deviations.Values[k] * deviations.Unit;
            }
        }

        return centred;
    }
}
