using CsCheck;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class PowerLawTests
{
    /// <summary>Pareto samples x = (1 − u)^(−1/μ), and what WeightWatcher's WWFit says of them.</summary>
    [Theory]
    [InlineData(200, 11, 1.5, 2.42380747983509, 0.0340384204000131, 0.128905472407788, 1.44911834029421, 122)]
    [InlineData(
        1000, 12, 2, 3.0614015979404, 0.0163800684905425, 2.0614015979404 / 29.410882339705484, 1.08734650925351, 865)]
    [InlineData(50, 13, 0.8, 1.73128915005691, 0.0754504283636557, 0.73128915005691 / 7.0710678118654755, null, 50)]
    public void Pareto_samples_fit_as_in_WWFit(
        int count, ulong seed, double mu, double alpha, double distance, double sigma, double? xmin, int tail)
    {
        var fit = PowerLaw.Fit(TailSpectra.Pareto(count, seed, mu));
        Assert.Equal(FitStatus.Success, fit.Status);
        Close.Assert(alpha, fit.Alpha, 1e-9, "alpha");
        Close.Assert(distance, fit.D, 1e-9, "D");
        Close.Assert(sigma, fit.Sigma, 1e-9, "sigma");
        Close.Assert(xmin ?? fit.XMin, fit.XMin, 1e-9, "xmin");
        Assert.Equal(tail, fit.TailCount);
    }

    [Fact]
    public void The_search_equals_its_definition_on_any_data()
    {
        Gen.Double[1e-6, 1e6].Array[2, 90].Sample(values =>
        {
            double[] sorted = [.. values.Order()];
            var fit = PowerLaw.Fit(sorted);
            var (alpha, xmin, distance) = Definition(sorted);
            Close.Assert(alpha, fit.Alpha, 1e-9, "alpha");
            Close.Assert(xmin, fit.XMin, 1e-12, "xmin");
            Close.Assert(distance, fit.D, 1e-9, "D");
        });
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-4)]
    [InlineData(1e30)]
    public void Alpha_does_not_depend_on_the_scale(double factor)
    {
        double[] values = TailSpectra.Pareto(300, 5, 1.2);
        var fit = PowerLaw.Fit(values);
        var scaled = PowerLaw.Fit(Array.ConvertAll(values, value => value * factor));
        Close.Assert(fit.Alpha, scaled.Alpha, 1e-12, "alpha");
        Close.Assert(fit.XMin * factor, scaled.XMin, 1e-12, "xmin");
    }

    [Fact]
    public void A_power_of_two_gives_the_same_bits()
    {
        double[] values = TailSpectra.Pareto(300, 5, 1.2);
        var fit = PowerLaw.Fit(values);
        var scaled = PowerLaw.Fit(Array.ConvertAll(values, value => Math.ScaleB(value, -60)));
        Assert.Equal(fit.Alpha, scaled.Alpha);
        Assert.Equal(fit.D, scaled.D);
    }

    [Fact]
    public void Ties_at_xmin_all_count_to_the_tail()
    {
        double[] values = [0.1, 0.2, 1, 1, 1, 2, 4, 8];
        var fit = PowerLaw.Fit(values);
        Assert.Equal(values.Count(value => value >= fit.XMin), fit.TailCount);
        Close.Assert((fit.Alpha - 1) / Math.Sqrt(fit.TailCount), fit.Sigma, 1e-15, "sigma");
    }

    /// <summary>Candidates are distinct values: α is 1 + n / Σ ln x, whatever rounding does to the ties.</summary>
    [Theory]
    [InlineData(59, 1, 4, 0)]
    [InlineData(59, 1, 4, 4e-16)]
    [InlineData(20, 20, 4, 4e-16)]
    [InlineData(7, 5, 9, 1e-14)]
    [InlineData(300, 2, 2, 1e-13)]
    public void Two_values_have_one_candidate(int low, int high, double value, double rounding)
    {
        double[] values =
        [
            .. Enumerable.Range(0, low).Select(k => 1 + (rounding * k / low)),
            .. Enumerable.Range(0, high).Select(k => value * (1 + (rounding * k / high))),
        ];
        var fit = PowerLaw.Fit(values);
        double alpha = 1 + ((low + high) / (high * Math.Log(value)));
        double atTop = 1 - Math.Pow(value, 1 - alpha);
        double distance = new[]
        {
            (low - 1.0) / (low + high), Math.Abs(atTop - ((double)low / (low + high))),
            Math.Abs(atTop - ((low + high - 1.0) / (low + high))),
        }.Max();
        Close.Assert(alpha, fit.Alpha, 1e-10, "alpha");
        Close.Assert(distance, fit.D, 1e-10, "D");
        Assert.Equal(low + high, fit.TailCount);
        Assert.Equal(1, fit.XMin);
        Close.Assert((fit.Alpha - 1) / Math.Sqrt(low + high), fit.Sigma, 1e-15, "sigma");
    }

    [Fact]
    public void What_has_no_exponent_is_a_failed_fit()
    {
        Assert.Equal(FitStatus.AllZero, PowerLaw.Fit([]).Status);
        Assert.Equal(FitStatus.TooFewEigenvalues, PowerLaw.Fit([3.0]).Status);
        Assert.Equal(FitStatus.EqualEigenvalues, PowerLaw.Fit([3.0, 3.0]).Status);
        Assert.Equal(FitStatus.EqualEigenvalues, PowerLaw.Fit([.. Enumerable.Repeat(0.3, 40)]).Status);
        Assert.True(double.IsNaN(PowerLaw.Fit([3.0]).Alpha));
    }

    /// <summary>Each overload checks what it is given, and leaves zeros out.</summary>
    [Fact]
    public void Values_that_do_not_ascend_or_are_not_finite_are_refused()
    {
        double[] good = [0, 0, 1, 2, 3, 5, 8];
        double[][] bad = [[3, 2, 1], [1, 2, double.NaN], [double.NaN, 1, 2], [1, 2, double.PositiveInfinity]];
        Func<double[], PowerLawFit>[] fits =
        [
            PowerLaw.Fit, values => PowerLaw.Fit((IReadOnlyList<double>)values),
            values => PowerLaw.Fit(values.AsSpan()), values => PowerLaw.Fit(values.AsSpan(), acceptInfinite: true),
        ];
        foreach (var fit in fits)
        {
            Assert.All(bad, values => Assert.Throws<ArgumentException>(() => fit(values)));
            Assert.Equal(PowerLaw.Fit(good.AsSpan(2)), fit(good));
            Assert.Equal(FitStatus.AllZero, fit([0, 0, 0]).Status);
        }
    }

    [Fact]
    public void WeightWatcher_accepts_an_infinite_exponent()
    {
        var fit = PowerLaw.FitEveryValue([1.0, 1.0, 1.0, 1.0]);
        Assert.Equal(FitStatus.Success, fit.Status);
        Assert.Equal(double.PositiveInfinity, fit.Alpha);
        Assert.Equal(0.5, fit.D);
    }

    /// <summary>WeightWatcher's loop, word for word, without a shortcut.</summary>
    private static (double Alpha, double XMin, double Distance) Definition(double[] x)
    {
        (double alpha, double xmin, double distance) best = (double.NaN, double.NaN, double.PositiveInfinity);
        for (int i = 0; i < x.Length - 1; i++)
        {
            int n = x.Length - i;
            double sum = 0;
            for (int j = i; j < x.Length; j++)
            {
                sum += Math.Log(x[j]);
            }

            double alpha = 1 + (n / (sum - (n * Math.Log(x[i]))));
            double distance = 1;
            if (alpha > 1)
            {
                distance = 0;
                for (int j = 0; j < n; j++)
                {
                    distance = Math.Max(distance, Math.Abs(1 - Math.Pow(x[i + j] / x[i], 1 - alpha) - ((double)j / n)));
                }
            }

            if (distance < best.distance)
            {
                best = (alpha, x[i], distance);
            }
        }

        return best;
    }
}
