namespace Heavytail.Statistics;

/// <summary>
/// A rank correlation up to the factor that reordering y leaves alone: a whole number, compared without rounding.
/// </summary>
internal interface IRankScore
{
    /// <summary>The score of an order: for each index of sorted x, an index of sorted y.</summary>
    long Evaluate(ReadOnlySpan<int> order);

    /// <summary>The gain of the score when the entries at an index and the next are swapped.</summary>
    long GainOfSwap(ReadOnlySpan<int> order, int place);
}
