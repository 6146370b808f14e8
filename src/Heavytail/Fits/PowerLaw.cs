// What:      continuous power-law fit of a spectrum's tail, with xmin chosen by the Kolmogorov–Smirnov distance.
// Formula:   for each x_i:  n = N − i,  α_i = 1 + n / Σ_{j≥i} ln(x_j/x_i),
//            D_i = max_j | 1 − (x_{i+j}/x_i)^(1−α_i) − j/n |;  xmin is the x_i of the first smallest D_i.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), eq. 3.1 and 3.9; the choice as in WeightWatcher's WWFit.
// Not done:  no upper cut-off in the likelihood, no p-value; the empirical distribution is j/n only, so that D is
//            one-sided at each point, as in WeightWatcher, powerlaw and plfit.
using Heavytail.Fits;

namespace Heavytail;

/// <summary>Fits power laws to eigenvalues.</summary>
public static class PowerLaw
{
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
    /// <param name="acceptInfinite">Whether α = ∞ counts as a fit, as WeightWatcher has it.</param>
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

    /// <summary>Fits with every value but the largest as a candidate xmin.</summary>
    /// <param name="eigenvalues">Positive, ascending; infinite where they overflow.</param>
    /// <param name="acceptInfinite">Whether α = ∞ counts as a fit, as WeightWatcher has it.</param>
    internal static PowerLawFit FitPositive(ReadOnlySpan<double> eigenvalues, bool acceptInfinite = false)
    {
        if (eigenvalues.Length < 2)
        {
            return PowerLawFit.Failed(eigenvalues.IsEmpty ? FitStatus.AllZero : FitStatus.TooFewEigenvalues);
        }

        var search = new XMinSearch(eigenvalues);
        if (double.IsInfinity(search.Alpha) && !acceptInfinite)
        {
            return PowerLawFit.Failed(FitStatus.EqualEigenvalues);
        }

        int count = eigenvalues.Length;
        int first = search.Index;
        double xmin = eigenvalues[first];
        while (first > 0 && eigenvalues[first - 1] == xmin)
        {
            first--; // ties below the chosen candidate belong to the tail λ ≥ xmin
        }

        double sigma = (search.Alpha - 1) / Math.Sqrt(count - search.Index);
        return new PowerLawFit(
            FitStatus.Success, search.Alpha, xmin, eigenvalues[^1], search.D, sigma, count - first);
    }
}
