namespace Heavytail.Statistics;

/// <summary>The points of two columns that have both numbers.</summary>
/// <param name="X">Finite.</param>
/// <param name="Y">Finite, as many as X.</param>
/// <param name="Rows">Where each pair stood in the columns, from 0, ascending.</param>
/// <param name="Dropped">How many pairs were left out: one of the two was missing, NaN or infinite.</param>
internal sealed record FinitePairs(double[] X, double[] Y, int[] Rows, int Dropped)
{
    /// <summary>Pairs the columns row by row, and leaves out what no statistic can use.</summary>
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
