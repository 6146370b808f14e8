using Heavytail.Fits;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class AlphaCurveTests
{
    [Fact]
    public void The_smallest_distance_of_the_curve_is_the_fit()
    {
        foreach (string shape in TailSpectra.Names)
        {
            double[] values = TailSpectra.Create(shape, 200, 2);
            var fit = PowerLaw.FitPositive(values);
            if (fit.Status == FitStatus.Success)
            {
                var best = AlphaCurve.Of(values, EqualValues.Exact).MinBy(point => point.D)!;
                Assert.Equal((fit.Alpha, fit.D, fit.XMin, fit.TailCount), (best.Alpha, best.D, best.XMin, best.Count));
                Assert.Equal(fit.Sigma, best.Error, 1e-12);
            }
        }
    }

    [Fact]
    public void The_plateau_of_a_tail_over_a_bulk_is_the_tail()
    {
        double[] tail = [.. Enumerable.Range(0, 100).Select(k => Math.Pow((k + 0.5) / 100, -1 / 1.5))];
        double[] bulk = [.. Enumerable.Range(0, 300).Select(k => 0.5 + (0.4999 * k / 300))];
        var points = AlphaCurve.Of([.. bulk, .. tail.Order()], EqualValues.Exact);
        var plateau = AlphaCurve.Plateau(points)!.Value;
        Assert.InRange(plateau.Alpha, 2.3, 2.7);
        Assert.InRange(plateau.XMinLow, 0.8, 1.1);
        Assert.InRange(plateau.Decades, 0.5, 3);
        Assert.InRange(plateau.Candidates, 60, 150); // with a few of the bulk
    }

    [Fact]
    public void Few_values_have_no_plateau()
    {
        Assert.Empty(AlphaCurve.Of([1], EqualValues.Exact));
        Assert.Null(AlphaCurve.Plateau(AlphaCurve.Of([1, 2, 3], EqualValues.Exact)));
    }

    [Fact]
    public void The_median_is_the_value_at_half_of_the_count()
    {
        double[] values = [1, 2, 3, 4, 5];
        var fit = RestrictedXMin.AtMedian(values);
        Assert.Equal(3, fit.XMin);
        Assert.Equal(3, fit.TailCount);
        Close.Assert(1 + (3 / (Math.Log(4.0 / 3) + Math.Log(5.0 / 3))), fit.Alpha, 1e-12, "alpha");
        Assert.Equal(FitStatus.EqualEigenvalues, RestrictedXMin.AtMedian([1, 2, 2]).Status);
        Assert.Equal(FitStatus.TooFewEigenvalues, RestrictedXMin.AtMedian([1]).Status);
        Assert.Equal(FitStatus.AllZero, RestrictedXMin.AtMedian([]).Status);
    }

    /// <summary>xmin_peak of 0.7.5.5: its lower limit is a logarithm, and the last candidate is left out.</summary>
    [Fact]
    public void The_peak_is_that_of_WeightWatcher()
    {
        var matrix = OracleMatrices.Named("B_heavy_300x150");
        double[] values = [.. Spectrum.Of(matrix.Weights, 300, 150).Eigenvalues];
        var found = RestrictedXMin.AtPeak(values, EqualValues.Exact, PeakLimits.WeightWatcher)!;
        Close.Assert(1.89639253, found.Alpha, 1e-8, "alpha");
        var published = RestrictedXMin.AtPeak(values, EqualValues.Exact, PeakLimits.FixFinger)!;
        Close.Assert(1.92004917, published.Alpha, 1e-8, "alpha"); // by NumPy
        var right = RestrictedXMin.AtPeak(values, EqualValues.Exact)!;
        Assert.InRange(right.XMin, 0.95 * 0.0086032, 1.5 * 0.0086033);
    }

    [Fact]
    public void No_candidate_within_the_limits_is_no_fit()
    {
        Assert.Null(RestrictedXMin.Within([1, 2, 3], EqualValues.Exact, 1.5, 1.9));
        Assert.Null(RestrictedXMin.AtPeak([1], EqualValues.Exact));
        Assert.Equal(2, RestrictedXMin.Within([1, 2, 3], EqualValues.Exact, 1.5, 5)!.XMin);
    }
}
