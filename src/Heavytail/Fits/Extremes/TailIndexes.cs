// What:      the tail index of a spectrum by several estimators, and whether they disagree.
// Formula:   two disagree if |ξ₁ − ξ₂| > 1.96·√(e₁² + e₂²), e their standard errors.
// Reference: theory of each in TailIndex; Hill's alone fails on laws that approach a power law slowly.
// Not done:  estimates from one sample are correlated, so that the limit is generous.
namespace Heavytail.Fits.Extremes;

/// <summary>Estimates of one tail.</summary>
/// <param name="HillCount">k of Hill's estimate.</param>
/// <param name="Hill">Hill's estimate.</param>
/// <param name="SmoothHill">The smoothed one.</param>
/// <param name="MomentsCount">k of the estimate by moments, and of Pickands'.</param>
/// <param name="Moments">The estimate by moments; null where it does not exist.</param>
/// <param name="Pickands">Pickands' estimate; null where it does not exist.</param>
internal sealed record TailIndexes(
    int HillCount, TailIndex Hill, TailIndex SmoothHill, int MomentsCount, TailIndex? Moments, TailIndex? Pickands)
{
    private const double Normal95 = 1.96;

    /// <summary>Whether Hill's estimate and that by moments differ beyond their errors.</summary>
    public bool Disagree => Moments is { } moments && Differ(Hill, moments);

    public static bool Differ(TailIndex first, TailIndex second) =>
        Math.Abs(first.Xi - second.Xi) > Normal95 * double.Hypot(first.Error, second.Error);

    /// <summary>Estimates with k chosen by the double bootstrap.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="draws">Number of resamples: 500.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Null where no k can be chosen.</returns>
    public static TailIndexes? Of(ReadOnlySpan<double> eigenvalues, int draws, int seed) =>
        DoubleBootstrap.ForHill(eigenvalues, draws, seed) is int hill
        && DoubleBootstrap.ForMoments(eigenvalues, draws, seed) is int moments
            ? At(eigenvalues, hill, moments)
            : null;

    /// <summary>Estimates from given numbers of largest values.</summary>
    public static TailIndexes? At(ReadOnlySpan<double> eigenvalues, int hillCount, int momentsCount)
    {
        var top = TopLogs.Of(eigenvalues);
        return top.First(hillCount) > 0
            ? new TailIndexes(
                hillCount,
                TailIndex.Hill(top, hillCount),
                TailIndex.SmoothHill(top, Math.Max(1, hillCount / 2)),
                momentsCount,
                TailIndex.Moments(top, momentsCount),
                TailIndex.Pickands(top, momentsCount))
            : null;
    }
}
