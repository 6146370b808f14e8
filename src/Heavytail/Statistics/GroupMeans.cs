namespace Heavytail.Statistics;

/// <summary>Removes the means of groups, such as families of models, from a column.</summary>
internal static class GroupMeans
{
    /// <summary>v − the mean of its group.</summary>
    /// <remarks>
    /// A group that varies by no more than 1e-12 of its largest absolute value becomes exact zeros, so that rounding
    /// does not pass for variation.
    /// </remarks>
    /// <param name="values">Values in any unit, which the result keeps.</param>
    /// <param name="groups">Group of each value, any integers.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static double[] Remove(ReadOnlySpan<double> values, IReadOnlyList<int> groups)
    {
        if (groups.Count != values.Length)
        {
            throw new ArgumentException(
                $"{groups.Count} groups, expected {values.Length}, as many as values", nameof(groups));
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
