// What:      α as a function of xmin, and its plateau: where the choice of xmin does not matter.
// Formula:   for each distinct x_i but the largest: n_i, α_i, its error (α_i − 1)/√n_i and D_i, as in the fit. The
//            plateau is the range of xmin, longest in ln x, whose intervals α_i ± error all have a value in common; its
//            α is the middle of what they have in common. Tails of fewer than 10 values are not looked at, and
//            one tail makes no plateau.
// Reference: Clauset, Shalizi & Newman, SIAM Review 51 (2009), section 3.3, on the plot; the rule is ours.
// Not done:  overlapping tails share values: a plateau is a picture's feature, not a test.
namespace Heavytail.Fits;

/// <summary>The tail of one candidate. It is a class, as a point of a figure is.</summary>
/// <param name="XMin">Where it begins.</param>
/// <param name="Count">Number of values at or above xmin.</param>
/// <param name="Alpha">The exponent.</param>
/// <param name="Error">Its standard error for independent values.</param>
/// <param name="D">The distance.</param>
internal sealed record AlphaPoint(double XMin, int Count, double Alpha, double Error, double D);

/// <summary>The longest range of xmin over which α stays within its error.</summary>
/// <param name="XMinLow">Its beginning.</param>
/// <param name="XMinHigh">Its end.</param>
/// <param name="Alpha">The exponent that all its tails agree on.</param>
/// <param name="Candidates">Number of tails in it.</param>
internal readonly record struct AlphaPlateau(double XMinLow, double XMinHigh, double Alpha, int Candidates)
{
    /// <summary>Its length in powers of ten.</summary>
    public double Decades => Math.Log10(XMinHigh / XMinLow);
}

/// <summary>The exponents of all tails.</summary>
internal static class AlphaCurve
{
    private const int FewestOfPlateau = 10;

    /// <summary>One point a candidate, xmin ascending.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="equal">Which values are equal.</param>
    /// <param name="most">The most points, where a picture needs no more: of more candidates, so many evenly by rank.
    /// </param>
    public static AlphaPoint[] Of(ReadOnlySpan<double> eigenvalues, EqualValues equal, int most = int.MaxValue)
    {
        if (eigenvalues.Length < 2)
        {
            return [];
        }

        int[] groups = equal.Groups(eigenvalues);
        var tails = LogTails.Of(EqualValues.Merge(eigenvalues, groups));
        var points = new AlphaPoint[Math.Min(most, groups.Length - 1)];
        for (int k = 0; k < points.Length; k++)
        {
            int first = groups[(int)((long)k * (groups.Length - 1) / points.Length)];
            int count = tails.Count(first);
            double alpha = tails.Alpha(first);
            double distance = double.IsFinite(alpha)
                ? KolmogorovSmirnov.Distance(tails.Logs.AsSpan(first), alpha, double.PositiveInfinity)
                : 1;
            points[k] = new AlphaPoint(
                eigenvalues[first], count, alpha, (alpha - 1) / Math.Sqrt(count), distance);
        }

        return points;
    }

    /// <summary>The plateau; null where fewer than two tails have ten values.</summary>
    /// <param name="points">The curve.</param>
    public static AlphaPlateau? Plateau(ReadOnlySpan<AlphaPoint> points)
    {
        int end = 0;
        while (end < points.Length && points[end].Count >= FewestOfPlateau)
        {
            end++;
        }

        AlphaPlateau? longest = null;
        int first = 0;
        for (int last = 0; last < end; last++)
        {
            while (Common(points[first..(last + 1)]) is null)
            {
                first++;
            }

            var range = new AlphaPlateau(
                points[first].XMin, points[last].XMin, Common(points[first..(last + 1)])!.Value, last - first + 1);
            longest = range.Candidates > 1 && !(range.Decades <= longest?.Decades) ? range : longest;
        }

        return longest;
    }

    /// <summary>The middle of what the intervals have in common; null where that is nothing.</summary>
    private static double? Common(ReadOnlySpan<AlphaPoint> points)
    {
        double low = double.NegativeInfinity;
        double high = double.PositiveInfinity;
        foreach (var point in points)
        {
            low = Math.Max(low, point.Alpha - point.Error);
            high = Math.Min(high, point.Alpha + point.Error);
        }

        return low <= high ? 0.5 * (low + high) : null;
    }
}
