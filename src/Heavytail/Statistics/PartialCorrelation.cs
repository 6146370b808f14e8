// What:      how x and y go together where z is held still.
// Formula:   r = Pearson's coefficient of the residuals of x on z and of y on z; t = r·√(ν/(1−r²)), ν = n − 2 − groups;
//            p = P(|T| ≥ |t|) = I_{1−r²}(ν/2, ½), I the regularized incomplete beta function.
// Reference: Anderson, An Introduction to Multivariate Statistical Analysis, 3rd ed., 4.3.2; Fisher 1924.
// Not done:  no more than one z; residuals of ranks have no such p.
using Heavytail.Statistics;
using MathNet.Numerics;

namespace Heavytail;

/// <summary>The correlation of two variables given a third.</summary>
/// <param name="Count">n, the number of points.</param>
/// <param name="Coefficient">From −1 to 1.</param>
/// <param name="PValue">
/// Two-sided, by Student's t: how often normal errors alone would reach such a coefficient. Never 0.
/// </param>
public sealed record PartialCorrelation(int Count, double Coefficient, double PValue)
{
    private const double LeastUnexplained = 2.220446049250313E-16; // 1 − r², to rounding

    /// <summary>The correlation of x and y given z.</summary>
    /// <param name="x">Values in any unit.</param>
    /// <param name="y">Values in any unit.</param>
    /// <param name="z">Control variable, in any unit.</param>
    /// <param name="groups">
    /// Number of means that were subtracted from the columns, as <see cref="GroupMeans"/> does; each costs a degree of
    /// freedom. 1 for columns as they are: their own mean is subtracted here.
    /// </param>
    /// <returns>
    /// Null where n is below 4 or n − 2 − groups below 1, a column is constant, or x or y is a linear function of z:
    /// its residuals are below 1e-12 of its largest absolute value.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Lengths differ, a value is NaN or infinite, or there are no groups.
    /// </exception>
    public static PartialCorrelation? Compute(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, int groups = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        Samples.CheckPair(x, y);
        Samples.CheckPair(x, z, nameof(z));
        int freedom = x.Length - 2 - groups;
        var dz = Deviations.From(z);
        if (x.Length < 4 || freedom < 1 || dz.IsConstant
            || Residuals(Deviations.From(x), dz) is not { } ofX
            || Residuals(Deviations.From(y), dz) is not { } ofY
            || Correlation.Pearson(ofX, ofY) is not { } r)
        {
            return null;
        }

        double unexplained = Math.Max((1 - r) * (1 + r), LeastUnexplained);
        double p = SpecialFunctions.BetaRegularized(freedom / 2.0, 0.5, unexplained);
        return new(x.Length, r, Math.Clamp(p, double.Epsilon, 1));
    }

    /// <summary>Deviations less their line on z; null where that line leaves nothing but rounding.</summary>
    private static Deviations? Residuals(Deviations v, Deviations z)
    {
        double slope = v.Dot(z) / z.SumOfSquares;
        double[] residuals = [.. v.Values.Zip(z.Values, (d, dz) => d - (slope * dz))];
        // the rounding of z comes through as well: its mean may be far larger than its deviations
        double magnitude = Math.Max(
            (Math.Abs(v.Mean) / v.Unit) + Deviations.Largest(v.Values),
            Math.Abs(slope) * ((Math.Abs(z.Mean) / z.Unit) + Deviations.Largest(z.Values)));
        return Deviations.AreConstant(residuals, magnitude) ? null : Deviations.From(residuals);
    }
}
