// What:      fits without the few largest eigenvalues, the "fingers" that can make α spuriously large.
// Formula:   for k = 1, 2, … the k largest are removed and the rest is fitted; the first k whose α is below the raw α
//            by more than the threshold is taken. It ends without one where α is 2 or below.
// Reference: WeightWatcher's clip_xmax, which begins at k = 2, reports k − 1 and does not pass on its maximum.
// Not done:  only a fall of α counts, as there: a finger that lowers α is not looked for.
namespace Heavytail.Fits;

/// <summary>The raw and the clipped fit, side by side.</summary>
/// <param name="Raw">The fit of all eigenvalues.</param>
/// <param name="Clipped">The fit of those that are left: the raw one where none is removed.</param>
/// <param name="Removed">Number of eigenvalues that were removed.</param>
/// <param name="Alphas">α without the 1, 2, … largest, as far as the search went.</param>
internal sealed record ClippedTail(PowerLawFit Raw, PowerLawFit Clipped, int Removed, IReadOnlyList<double> Alphas)
{
    public const int DefaultMost = 10;

    public const double DefaultThreshold = 1;

    /// <summary>α at and below which removing more cannot help: heavier than any healthy layer.</summary>
    private const double LowestAlpha = 2;

    /// <summary>The largest eigenvalue that is left.</summary>
    public double XMax => Clipped.XMax;

    /// <summary>Searches.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="most">The largest number to remove; never more than half of all.</param>
    /// <param name="threshold">By how much α has to fall.</param>
    /// <param name="fewest">The smallest number to remove: 2 as in WeightWatcher.</param>
    public static ClippedTail Of(
        ReadOnlySpan<double> eigenvalues,
        EqualValues equal,
        int most = DefaultMost,
        double threshold = DefaultThreshold,
        int fewest = 1)
    {
        var raw = PowerLaw.FitPositive(eigenvalues, equal);
        var alphas = new List<double>();
        for (int removed = fewest; removed <= Math.Min(most, eigenvalues.Length / 2); removed++)
        {
            var fit = PowerLaw.FitPositive(eigenvalues[..^removed], equal);
            alphas.Add(fit.Alpha);
            if (fit.Alpha + threshold < raw.Alpha)
            {
                return new ClippedTail(raw, fit, removed, alphas);
            }

            if (!(fit.Alpha > LowestAlpha))
            {
                break; // a failed fit, too: what is left are equal values
            }
        }

        return new ClippedTail(raw, raw, 0, alphas);
    }
}
