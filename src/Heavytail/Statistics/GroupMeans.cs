namespace Heavytail.Statistics;

/// <summary>Removes the means of groups, such as families of models, from a column.</summary>
internal static class GroupMeans
{
    private const double Rounding = 1e-12;

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

    /// <summary>
    /// As <see cref="Remove"/>, for ranks: what differs by no more than 1e-12 of the largest absolute value is equal,
    /// because the rounding of two means must not break a tie.
    /// </summary>
    /// <param name="values">Values in any unit, which the result keeps.</param>
    /// <param name="groups">Group of each value, any integers.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static double[] RemoveForRanks(ReadOnlySpan<double> values, IReadOnlyList<int> groups)
    {
        double[] centred = Remove(values, groups);
        double tolerance = 0;
        foreach (double value in values)
        {
            tolerance = Math.Max(tolerance, Rounding * Math.Abs(value));
        }

        int[] order = [.. Enumerable.Range(0, centred.Length).OrderBy(i => centred[i])];
        for (int first = 0, k = 0; k < order.Length; k++)
        {
            first = centred[order[k]] - centred[order[first]] > tolerance ? k : first;
            centred[order[k]] = centred[order[first]];
        }

        return centred;
    }
}
