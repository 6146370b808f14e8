using Heavytail.Fits.Laws;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

public sealed class TailLawTests
{
    public static TheoryData<string> Names => TailsOracle.Names;

    /// <summary>A likelihood is as large as the optimizer's of SciPy, which stops at 1e-12; never smaller.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Laws_are_those_of_the_largest_likelihood(string name)
    {
        var tail = TailsOracle.Named(name);
        var sample = Sample(tail);
        foreach (var (law, expected) in Laws(sample, tail))
        {
            double found = law.LogLikelihood(sample);
            double tolerance = 1e-9 * Math.Max(1, Math.Abs(expected.LogLikelihood));
            Assert.InRange(found, expected.LogLikelihood - tolerance, expected.LogLikelihood + (100 * tolerance));
        }

        Close.Assert(tail.Alpha, ParetoLaw.Fit(sample).Alpha, 1e-12, "alpha");
        Close.Assert(tail.LogLikelihood, ParetoLaw.Fit(sample).LogLikelihood(sample), 1e-10, "likelihood");
    }

    /// <summary>Where a likelihood is flat, an optimizer knows its parameters to half of its digits only.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_are_those_of_SciPy(string name)
    {
        var tail = TailsOracle.Named(name);
        var sample = Sample(tail);
        var bounded = BoundedParetoLaw.Fit(sample);
        Near(tail.Laws.Bounded.Parameters["alpha"], bounded.Alpha, "alpha of the bounded law");
        Near(tail.Laws.Bounded.Parameters["bound"], bounded.LogBound, "its bound");
        var cutoff = CutoffParetoLaw.Fit(sample);
        Near(tail.Laws.Cutoff.Parameters["alpha"], cutoff.Alpha, "alpha of the cutoff law");
        Near(tail.Laws.Cutoff.Parameters["rate"], cutoff.Rate, "its rate");
        Near(tail.Laws.Exponential.Parameters["rate"], ExponentialLaw.Fit(sample).Rate, "rate");
        var stretched = StretchedExponentialLaw.Fit(sample);
        Near(tail.Laws.Stretched.Parameters["slope"], stretched.Slope, "slope");
        Near(tail.Laws.Stretched.Parameters["shape"], stretched.Shape, "shape");
        var logNormal = LogNormalLaw.Fit(sample);
        if (tail.Laws.LogNormal.Parameters["mu"] is double mu)
        {
            Near(mu, logNormal.Mu, "mu");
            Near(tail.Laws.LogNormal.Parameters["sigma"], logNormal.Sigma, "sigma");
        }
        else
        {
            Assert.Equal(double.PositiveInfinity, logNormal.Sigma);
        }

        static void Near(double? expected, double found, string what) =>
            Assert.True(
                Math.Abs(found - expected!.Value) <= (1e-5 * Math.Abs(expected.Value)) + 1e-7, $"{what}: {found}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Likelihood_ratios_are_those_of_the_formula(string name)
    {
        var tail = TailsOracle.Named(name);
        var sample = Sample(tail);
        foreach (var (law, expected) in Laws(sample, tail).Skip(1))
        {
            var ratio = LikelihoodRatio.Of(sample, ParetoLaw.Fit(sample), law, nested: true);
            Assert.Equal(expected.R, ratio.R, 1e-6);
            Assert.Equal(expected.Z, ratio.Z, 1e-4);
            Assert.Equal(expected.P, ratio.P, 1e-4);
            Assert.Equal(expected.Nested, ratio.NestedP, 1e-4);
        }
    }

    /// <summary>The density of x/xmin is minus the derivative of the survival.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Survivals_are_the_integrals_of_densities(string name)
    {
        var tail = TailsOracle.Named(name);
        var sample = Sample(tail);
        foreach (var (law, _) in Laws(sample, tail))
        {
            Assert.Equal(1, law.Survival(0), 1e-12);
            foreach (double share in new[] { 0.1, 0.5, 0.9 })
            {
                double log = share * sample.Largest;
                double step = 1e-4 * sample.Largest;
                double slope = (law.Survival(log - step) - law.Survival(log + step)) / (2 * step);
                Assert.Equal(Math.Exp(law.LogDensity(log) + log), slope, 1e-5 * (1 / sample.Largest));
            }
        }
    }

    [Fact]
    public void Equal_values_have_no_law()
    {
        Assert.Null(TailSample.From([1, 2, 2, 2], 2));
        Assert.Null(TailSample.From([1, 2], 2));
        Assert.Null(TailSample.From([], 1));
        Assert.Null(TailSample.From([1e-200, 1e200], 1e-200));
    }

    private static TailSample Sample(TailCase tail) => TailSample.From(tail.X, 1)!;

    private static IEnumerable<(TailLaw Law, LawCase Expected)> Laws(TailSample sample, TailCase tail) =>
    [
        (BoundedParetoLaw.Fit(sample), tail.Laws.Bounded),
        (CutoffParetoLaw.Fit(sample), tail.Laws.Cutoff),
        (ExponentialLaw.Fit(sample), tail.Laws.Exponential),
        (StretchedExponentialLaw.Fit(sample), tail.Laws.Stretched),
        (LogNormalLaw.Fit(sample), tail.Laws.LogNormal),
    ];
}
