namespace Heavytail.Statistics;

/// <summary>Pearson's correlation coefficient.</summary>
internal static class Correlation
{
    /// <summary>r = Σ(x−x̄)(y−ȳ)/√(Σ(x−x̄)²·Σ(y−ȳ)²), from −1 to 1.</summary>
    /// <remarks>Constant is what varies by no more than 1e-12 of its largest absolute value.</remarks>
    /// <returns>Null where there are fewer than two points, or x or y is constant.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static double? Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Samples.CheckPair(x, y);
        return Pearson(Deviations.From(x), Deviations.From(y));
    }

    internal static double? Pearson(Deviations x, Deviations y) => x.IsConstant || y.IsConstant
        ? null
        : Math.Clamp(x.Dot(y) / Math.Sqrt(x.SumOfSquares * y.SumOfSquares), -1, 1);
}
