namespace Heavytail.Statistics;

/// <summary>The rows of two columns in which both values are finite.</summary>
/// <param name="X">Finite values.</param>
/// <param name="Y">Finite values, as many as X.</param>
/// <param name="Rows">Index of each pair in the columns, ascending.</param>
/// <param name="Dropped">Number of pairs left out, because one value was missing, NaN or infinite.</param>
internal sealed record FinitePairs(double[] X, double[] Y, int[] Rows, int Dropped)
{
    /// <summary>Pairs the columns row by row, without the pairs that no statistic can use.</summary>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static FinitePairs From(IReadOnlyList<double?> x, IReadOnlyList<double?> y)
    {
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"{y.Count} values, expected {x.Count}, as many as x", nameof(y));
        }

        int[] rows = [.. Enumerable.Range(0, x.Count).Where(i => IsFinite(x[i]) && IsFinite(y[i]))];
        return new([.. rows.Select(i => x[i]!.Value)], [.. rows.Select(i => y[i]!.Value)], rows, x.Count - rows.Length);
    }

    private static bool IsFinite(double? value) => value is { } number && double.IsFinite(number);
}
