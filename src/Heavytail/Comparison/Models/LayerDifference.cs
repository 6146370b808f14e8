namespace Heavytail;

/// <summary>A layer that two models have, and how its alpha differs.</summary>
/// <param name="Before">Its verdict in the first model.</param>
/// <param name="After">Its verdict in the other.</param>
public sealed record LayerDifference(LayerVerdict Before, LayerVerdict After)
{
    /// <summary>α after less α before; null where either is missing.</summary>
    public double? Alpha => After.Alpha - Before.Alpha;

    /// <summary>
    /// Whether the intervals of alpha have no value in common; null where one is missing. Only then is a difference
    /// more than what the uncertainty of either allows.
    /// </summary>
    public bool? IsClear => (Before.Interval, After.Interval) is ({ } before, { } after)
        ? before.High < after.Low || after.High < before.Low
        : null;

    /// <summary>
    /// The differences that values inside of both intervals have; null where an interval is missing. Zero lies outside
    /// just where <see cref="IsClear"/>.
    /// </summary>
    internal (double Low, double High)? Interval => (Before.Interval, After.Interval) is ({ } before, { } after)
        ? (after.Low - before.High, after.High - before.Low)
        : null;
}
