using Heavytail.Statistics;

namespace Heavytail;

/// <summary>Count, mean and standard deviation of a column.</summary>
/// <param name="Count">n.</param>
/// <param name="Mean">Σv/n, in the values' unit.</param>
/// <param name="Deviation">
/// The sample standard deviation √(Σ(v−v̄)²/(n−1)), as pandas' <c>std</c>, in the values' unit; null for one value. 0
/// where values differ by no more than 1e-12 of the largest.
/// </param>
public readonly record struct MeanAndDeviation(int Count, double Mean, double? Deviation)
{
    /// <summary>The mean and standard deviation of some values.</summary>
    /// <exception cref="ArgumentException">There are no values, or one is NaN or infinite.</exception>
    public static MeanAndDeviation Compute(IEnumerable<double> values)
    {
        double[] all = [.. values];
        Samples.Check(all, nameof(values));
        if (all.Length == 0)
        {
            throw new ArgumentException("no values, expected at least one", nameof(values));
        }

        var deviations = Deviations.From(all);
        return new(
            all.Length,
            deviations.Mean,
            all.Length < 2 ? null : Math.Sqrt(deviations.SumOfSquares / (all.Length - 1)) * deviations.Unit);
    }
}
