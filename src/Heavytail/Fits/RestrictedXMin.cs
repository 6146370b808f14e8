// What:      power-law fits whose xmin is not free: the median, the peak of the density, or within given limits.
// Formula:   median: the x at index ⌊N/2⌋, ascending from 0. Peak: the left edge x of the fullest of 100 bins of
//            log10 λ, candidates from 0.95·x to 1.5·x, of which the smallest D decides.
// Reference: net_esd_estimator of TempBalance and AlphaPruning ("median", "fix-finger"), WeightWatcher's xmin_peak. In
//            both the lower limit is log10(0.95·x), compared with λ itself, so that it seldom matters; the package
//            powerlaw, which WeightWatcher calls, leaves out the last candidate within the limits, too.
// Not done:  the paper's PL_Alpha_Hill, 1 + k/Σ with the k values above xmin: the code has 1 + (k + 1)/Σ, as here.
namespace Heavytail.Fits;

/// <summary>What limits xmin near the peak of the density.</summary>
internal enum PeakLimits
{
    /// <summary>From 0.95 to 1.5 times the peak.</summary>
    Linear,

    /// <summary>Up to 1.5 times the peak: fix-finger as published.</summary>
    FixFinger,

    /// <summary>Up to 1.5 times the peak, without the last candidate: xmin_peak of WeightWatcher.</summary>
    WeightWatcher,
}

/// <summary>Fits with a restricted xmin.</summary>
internal static class RestrictedXMin
{
    private const int Bins = 100;
    private const double Below = 0.95;
    private const double Above = 1.5;

    /// <summary>The fit whose xmin is the median: PL_Alpha_Hill.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    public static PowerLawFit AtMedian(ReadOnlySpan<double> eigenvalues)
    {
        int index = eigenvalues.Length / 2;
        double median = eigenvalues.IsEmpty ? double.NaN : eigenvalues[index];
        if (eigenvalues.Length < 2)
        {
            return PowerLawFit.Failed(eigenvalues.IsEmpty ? FitStatus.AllZero : FitStatus.TooFewEigenvalues);
        }

        if (EqualValues.Exact.Groups(eigenvalues)[^1] <= index)
        {
            return PowerLawFit.Failed(FitStatus.EqualEigenvalues);
        }

        var tails = LogTails.Of(eigenvalues);
        double alpha = tails.Alpha(index);
        double distance = KolmogorovSmirnov.Distance(tails.Logs.AsSpan(index), alpha, double.PositiveInfinity);
        int count = tails.Count(index);
        return new PowerLawFit(
            FitStatus.Success, alpha, median, eigenvalues[^1], distance, (alpha - 1) / Math.Sqrt(count), count);
    }

    /// <summary>The fit whose xmin is near the peak of the density of log λ.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="limits">What limits xmin.</param>
    /// <returns>Null where no value lies within the limits.</returns>
    public static PowerLawFit? AtPeak(
        ReadOnlySpan<double> eigenvalues, EqualValues equal, PeakLimits limits = PeakLimits.Linear)
    {
        if (eigenvalues.Length < 2)
        {
            return null;
        }

        double peak = Peak(eigenvalues);
        double least = limits == PeakLimits.Linear ? Below * peak : Math.Log10(Below * peak);
        return Within(eigenvalues, equal, least, Above * peak, withoutLast: limits == PeakLimits.WeightWatcher);
    }

    /// <summary>The fit whose xmin lies within limits, both included.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="least">The smallest xmin.</param>
    /// <param name="most">The largest xmin.</param>
    /// <param name="withoutLast">Whether the largest candidate within the limits is left out.</param>
    /// <returns>Null where no candidate lies within the limits.</returns>
    public static PowerLawFit? Within(
        ReadOnlySpan<double> eigenvalues, EqualValues equal, double least, double most, bool withoutLast = false)
    {
        if (eigenvalues.Length < 2)
        {
            return null;
        }

        int[] groups = equal.Groups(eigenvalues);
        var candidates = new List<int>();
        foreach (int first in groups.AsSpan(..^1))
        {
            if (eigenvalues[first] >= least && eigenvalues[first] <= most)
            {
                candidates.Add(first);
            }
        }

        candidates = withoutLast && candidates.Count > 0 ? candidates[..^1] : candidates;
        if (candidates.Count == 0)
        {
            return null;
        }

        var merged = EqualValues.Merge(eigenvalues, groups);
        var search = new XMinSearch(merged, candidates.ToArray(), oneValueFrom: merged.Length);
        int count = eigenvalues.Length - search.Index;
        double sigma = (search.Alpha - 1) / Math.Sqrt(count);
        return new PowerLawFit(
            FitStatus.Success, search.Alpha, eigenvalues[search.Index], eigenvalues[^1], search.D, sigma, count);
    }

    /// <summary>The left edge of the fullest bin, the first of equal ones.</summary>
    private static double Peak(ReadOnlySpan<double> eigenvalues)
    {
        double low = Math.Log10(eigenvalues[0]);
        double width = (Math.Log10(eigenvalues[^1]) - low) / Bins;
        int[] counts = new int[Bins];
        foreach (double value in eigenvalues)
        {
            int bin = width > 0 ? (int)((Math.Log10(value) - low) / width) : 0;
            counts[Math.Clamp(bin, 0, Bins - 1)]++;
        }

        int fullest = Array.IndexOf(counts, counts.Max());
        return Math.Pow(10, low + (fullest * width));
    }
}
