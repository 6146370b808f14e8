namespace Heavytail.Fits;

/// <summary>Where the exponent of a tail may be.</summary>
/// <param name="Low">The lower limit of α.</param>
/// <param name="High">The upper limit of α.</param>
/// <param name="Count">Number of fits that it rests on: resamples, or tails.</param>
internal readonly record struct AlphaInterval(double Low, double High, int Count)
{
    public double Width => High - Low;

    public bool Contains(double alpha) => Low <= alpha && alpha <= High;
}
