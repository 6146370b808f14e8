namespace Heavytail.Statistics;

/// <summary>A rank correlation up to the factor that reordering y leaves alone: a whole number, compared without rounding.</summary>
internal interface IRankScore
{
    /// <summary>The score of an order: at each place of sorted x, a place of sorted y.</summary>
    long Evaluate(ReadOnlySpan<int> order);

    /// <summary>What the score gains when the entries at a place and the next change places.</summary>
    long GainOfSwap(ReadOnlySpan<int> order, int place);
}
