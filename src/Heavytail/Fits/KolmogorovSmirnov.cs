namespace Heavytail.Fits;

/// <summary>
/// The Kolmogorov–Smirnov distance between a tail and its power law, D = max_j | 1 − (x_j/x_0)^(1−α) − j/n |
/// (Clauset et al. 2009, eq. 3.9).
/// </summary>
internal static class KolmogorovSmirnov
{
    /// <summary>Values between two looks at the limit.</summary>
    private const int Chunk = 64;

    /// <summary>
    /// The distance, or some number at or above <paramref name="limit"/> as soon as it is known to be there.
    /// </summary>
    /// <param name="logs">ln x of the tail, ascending, up to a common constant.</param>
    /// <param name="alpha">The exponent.</param>
    /// <param name="limit">The smallest distance so far: a candidate that cannot beat it is left early.</param>
    public static double Distance(ReadOnlySpan<double> logs, double alpha, double limit)
    {
        var law = new PowerLawTail(logs[0], alpha, logs.Length);
        Span<double> gaps = stackalloc double[Chunk];
        double largest = 0;
        for (int rank = 0; rank < logs.Length && largest < limit; rank += Chunk)
        {
            var values = logs.Slice(rank, Math.Min(Chunk, logs.Length - rank));
            largest = Math.Max(largest, law.Gaps(values, rank, 1, gaps));
        }

        return largest;
    }
}
