namespace Heavytail;

/// <summary>How a p-value was computed.</summary>
public enum PValueMethod
{
    /// <summary>By counting all n! orders of y.</summary>
    Exact,

    /// <summary>
    /// From random orders of y and the observed one: 9,999 of up to 1,000 points, fewer of more, at least 199.
    /// </summary>
    Permutation,
}

/// <summary>How far two orders agree, and how often chance alone reaches the same agreement or disagreement.</summary>
/// <param name="Count">n, the number of points.</param>
/// <param name="Coefficient">From −1, opposite orders, to 1, the same order.</param>
/// <param name="PValue">
/// Two-sided: the share of all orders of y whose coefficient is as far from 0 as the observed one, or farther. Never 0,
/// never below <paramref name="SmallestPValue"/>.
/// </param>
/// <param name="SmallestPValue">
/// The smallest p that n points with these ties allow: the share of all n! orders that reach the largest |coefficient|.
/// 2/n! without ties, so 0.083 for n = 4, and 1 for n = 2. Random orders cannot resolve less than 1/(draws + 1),
/// whatever this is.
/// </param>
/// <param name="Method">Whether p is counted or estimated.</param>
public sealed record RankCorrelation(
    int Count, double Coefficient, double PValue, double SmallestPValue, PValueMethod Method)
{
    /// <summary>Random orders that were drawn; 0 where p is counted.</summary>
    public int Draws { get; init; }
}
