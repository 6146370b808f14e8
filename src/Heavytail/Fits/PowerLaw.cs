// What:      continuous power-law fit of a spectrum's tail, with xmin chosen by the Kolmogorov–Smirnov distance.
// Formula:   for each distinct x_i but the largest:  n = N − i,  α_i = 1 + n / Σ_{j≥i} ln(x_j/x_i),
//            D_i = max_j | 1 − (x_{i+j}/x_i)^(1−α_i) − j/n |;  xmin is the x_i of the first smallest D_i.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), eq. 3.1 and 3.9; the choice as in WeightWatcher's WWFit.
// Not done:  no upper cut-off in the likelihood, no p-value; the empirical distribution is j/n only, so that D is
//            one-sided at each point, as in WeightWatcher, powerlaw and plfit.
using Heavytail.Fits;

namespace Heavytail;

/// <summary>Fits power laws to eigenvalues.</summary>
public static class PowerLaw
{
    /// <summary>What WeightWatcher's arithmetic leaves of the differences of equal eigenvalues.</summary>
    private const double OneValue = 1e-12;

    /// <summary>Fits the tail of a spectrum; eigenvalues that are zero are left out.</summary>
    /// <param name="eigenvalues">Eigenvalues, ascending: those of <see cref="Spectrum.Eigenvalues"/>.</param>
    /// <exception cref="ArgumentException">The values do not ascend, or one is NaN or infinite.</exception>
    public static PowerLawFit Fit(IReadOnlyList<double> eigenvalues)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        return Fit((ReadOnlySpan<double>)[.. eigenvalues]);
    }

    /// <summary>Fits the tail of a spectrum; eigenvalues that are zero are left out.</summary>
    /// <param name="eigenvalues">Eigenvalues, ascending.</param>
    /// <exception cref="ArgumentException">The values do not ascend, or one is NaN or infinite.</exception>
    public static PowerLawFit Fit(double[] eigenvalues)
    {
        ArgumentNullException.ThrowIfNull(eigenvalues);
        return Fit((ReadOnlySpan<double>)eigenvalues);
    }

    /// <summary>Fits the tail of a spectrum; eigenvalues that are zero are left out.</summary>
    /// <param name="eigenvalues">Eigenvalues, ascending.</param>
    /// <param name="acceptInfinite">
    /// Whether α = ∞ counts as a fit and equal values as candidates of their own, as WeightWatcher has it.
    /// </param>
    /// <exception cref="ArgumentException">The values do not ascend, or one is NaN or infinite.</exception>
    public static PowerLawFit Fit(ReadOnlySpan<double> eigenvalues, bool acceptInfinite = false)
    {
        double before = double.NegativeInfinity;
        int zeros = 0;
        foreach (double value in eigenvalues)
        {
            if (!double.IsFinite(value) || value < before)
            {
                throw new ArgumentException("eigenvalues must be finite and ascend", nameof(eigenvalues));
            }

            zeros += value > 0 ? 0 : 1;
            before = value;
        }

        return FitPositive(eigenvalues[zeros..], acceptInfinite);
    }

    /// <summary>Fits with every distinct value but the largest as a candidate xmin.</summary>
    /// <param name="eigenvalues">Positive, ascending; infinite where they overflow.</param>
    /// <param name="acceptInfinite">
    /// Whether α = ∞ counts as a fit and equal values as candidates of their own, as WeightWatcher has it.
    /// </param>
    internal static PowerLawFit FitPositive(ReadOnlySpan<double> eigenvalues, bool acceptInfinite = false) =>
        acceptInfinite ? FitEveryValue(eigenvalues) : FitPositive(eigenvalues, EqualValues.Exact);

    /// <summary>Fits with the first of equal values as a candidate xmin, but not with the largest value.</summary>
    /// <param name="eigenvalues">Positive, ascending; infinite where they overflow.</param>
    /// <param name="equal">Which values are equal.</param>
    internal static PowerLawFit FitPositive(ReadOnlySpan<double> eigenvalues, EqualValues equal) =>
        TooFew(eigenvalues) ?? FitPositive(eigenvalues, new TailCandidates(eigenvalues, equal));

    /// <summary>Fits with the first of equal values as a candidate xmin, but not with the largest value.</summary>
    /// <param name="eigenvalues">Positive, ascending; infinite where they overflow.</param>
    /// <param name="candidates">Those of the same eigenvalues.</param>
    internal static PowerLawFit FitPositive(ReadOnlySpan<double> eigenvalues, TailCandidates candidates)
    {
        if (TooFew(eigenvalues) is { } failed)
        {
            return failed;
        }

        if (candidates.Tails is null)
        {
            return PowerLawFit.Failed(FitStatus.EqualEigenvalues);
        }

        var search = new XMinSearch(
            candidates.Tails, new ArraySegment<int>(candidates.Groups)[..^1], oneValueFrom: eigenvalues.Length);
        int count = eigenvalues.Length - search.Index;
        return new PowerLawFit(
            FitStatus.Success,
            search.Alpha,
            eigenvalues[search.Index],
            eigenvalues[^1],
            search.D,
            (search.Alpha - 1) / Math.Sqrt(count),
            count);
    }

    /// <summary>
    /// Fits as WeightWatcher does: every value but the largest is a candidate, equal or not, and α = ∞ counts as a fit.
    /// </summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    internal static PowerLawFit FitEveryValue(ReadOnlySpan<double> eigenvalues)
    {
        if (TooFew(eigenvalues) is { } failed)
        {
            return failed;
        }

        int count = eigenvalues.Length;
        int oneValueFrom = count;
        while (oneValueFrom > 0 && eigenvalues[^1] - eigenvalues[oneValueFrom - 1] <= eigenvalues[^1] * OneValue)
        {
            oneValueFrom--;
        }

        var search = new XMinSearch(eigenvalues, Enumerable.Range(0, count - 1).ToArray(), oneValueFrom);
        double xmin = eigenvalues[search.Index];
        double sigma = (search.Alpha - 1) / Math.Sqrt(count - search.Index);
        int first = search.Index;
        while (first > 0 && eigenvalues[first - 1] == xmin)
        {
            first--; // ties below the chosen candidate belong to the tail λ ≥ xmin, though not to WeightWatcher's sigma
        }

        return new PowerLawFit(
            FitStatus.Success, search.Alpha, xmin, eigenvalues[^1], search.D, sigma, count - first);
    }

    private static PowerLawFit? TooFew(ReadOnlySpan<double> eigenvalues) => eigenvalues.Length >= 2
        ? null
        : PowerLawFit.Failed(eigenvalues.IsEmpty ? FitStatus.AllZero : FitStatus.TooFewEigenvalues);
}
