// What:      the straight line through points, and how well it foretells points it has not seen.
// Formula:   slope = Σ(x−x̄)(y−ȳ)/Σ(x−x̄)²,  e = y − ŷ,  h = 1/n + (x−x̄)²/Σ(x−x̄)²;
//            R² = 1 − Σe²/Σ(y−ȳ)²,  leave-one-out R² = 1 − Σ(e/(1−h))²/Σ(y−ȳ)² (PRESS; Allen 1974).
//            Within groups x̄ and ȳ are those of the group, of n_g points, and h = 1/n_g + (x−x̄)²/Σ(x−x̄)²: a point
//            that is left out is left out of its group's mean too. The line without the point has n − 1 points and
//            1 + groups constants: R² needs one more point than that, n ≥ 3 + groups, else the line has no error.
// Reference: Montgomery, Peck & Vining, Introduction to Linear Regression Analysis, ch. 2 and 4.
// Not done:  no weights, no errors in x, no more than one x.
using System.Numerics.Tensors;

namespace Heavytail.Statistics;

/// <summary>Fits straight lines by ordinary least squares.</summary>
internal static class LeastSquares
{
    /// <summary>The leverage h of a point that alone keeps x from being constant is 1, to rounding.</summary>
    private const double LeastFreedom = 1e-12;

    /// <summary>The line through points, as <c>scipy.stats.linregress</c> has it.</summary>
    /// <remarks>
    /// A column is constant where it varies by no more than 1e-12 of its largest absolute value, so that the rounding
    /// of sums (0.1 + 0.2 beside 0.3) is not variation.
    /// </remarks>
    /// <param name="x">Predictor, in any unit.</param>
    /// <param name="y">Response in any unit, as many values as x.</param>
    /// <returns>Null where there are fewer than two points or x is constant.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static LinearFit? Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Samples.CheckPair(x, y);
        if (x.Length < 2)
        {
            return null;
        }

        var dx = Deviations.From(x);
        return dx.IsConstant ? null : Fit(dx, Deviations.From(y), [x.Length], 1);
    }

    /// <summary>
    /// The lines of one slope through groups of points, each group with a constant of its own: least squares after the
    /// means of the groups are subtracted. The intercept is 0, since the columns are deviations.
    /// </summary>
    /// <param name="x">Predictor, in any unit.</param>
    /// <param name="y">Response in any unit, as many values as x.</param>
    /// <param name="groups">Group of each point, any integers.</param>
    /// <returns>Null where there are fewer than two points or x is constant in every group.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN or infinite.</exception>
    public static LinearFit? FitWithin(ReadOnlySpan<double> x, ReadOnlySpan<double> y, IReadOnlyList<int> groups)
    {
        Samples.CheckPair(x, y);
        var dx = Deviations.From(GroupMeans.Remove(x, groups));
        if (x.Length < 2 || dx.IsConstant)
        {
            return null;
        }

        var counts = groups.CountBy(group => group).ToDictionary();
        int[] sizes = [.. groups.Select(group => counts[group])];
        return Fit(dx, Deviations.From(GroupMeans.Remove(y, groups)), sizes, counts.Count);
    }

    /// <param name="x">Deviations of the predictor.</param>
    /// <param name="y">Deviations of the response.</param>
    /// <param name="sizes">For each point the points of its group; a single one for all points.</param>
    /// <param name="means">Number of groups.</param>
    private static LinearFit Fit(Deviations x, Deviations y, int[] sizes, int means)
    {
        int count = x.Values.Length;
        double slope = x.Dot(y) / x.SumOfSquares;
        double[] residuals = new double[count];
        TensorPrimitives.Multiply(x.Values, -slope, residuals);
        TensorPrimitives.Add(residuals, y.Values, residuals);
        double error = TensorPrimitives.SumOfSquares<double>(residuals);
        double? rSquared = y.IsConstant ? null : Math.Max(0, 1 - (error / y.SumOfSquares));
        double? leaveOneOut = null;
        double[]? foretold = LeaveOneOut(x, residuals, sizes);
        if (foretold is not null && count >= 3 + means && !y.IsConstant)
        {
            leaveOneOut = 1 - (TensorPrimitives.SumOfSquares<double>(foretold) / y.SumOfSquares);
        }

        double trueSlope = slope * (y.Unit / x.Unit);
        return new LinearFit(
            count,
            trueSlope,
            y.Mean - (trueSlope * x.Mean),
            rSquared,
            Math.Sqrt(error / count) * y.Unit,
            leaveOneOut,
            new LineSample(x, y, slope, error, foretold),
            means);
    }

    /// <summary>
    /// e/(1−h), the errors of lines drawn without the point; null where one of those lines has a constant x.
    /// </summary>
    private static double[]? LeaveOneOut(Deviations x, double[] residuals, int[] sizes)
    {
        int count = residuals.Length;
        double[] foretold = new double[count];
        for (int i = 0; i < count; i++)
        {
            int size = sizes[sizes.Length == 1 ? 0 : i];
            double freedom = 1 - (1.0 / size) - (x.Values[i] * x.Values[i] / x.SumOfSquares);
            if (count < 3 || freedom <= LeastFreedom)
            {
                return null;
            }

            foretold[i] = residuals[i] / freedom;
        }

        return foretold;
    }
}
