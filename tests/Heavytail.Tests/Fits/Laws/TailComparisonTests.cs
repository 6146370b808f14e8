using CsCheck;
using Heavytail.Fits.Laws;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

public sealed class TailComparisonTests
{
    [Theory]
    [InlineData("pareto-60", "PowerLaw")]
    [InlineData("pareto-steep-200", "PowerLaw")]
    [InlineData("pareto-heavy-150", "PowerLaw")]
    [InlineData("exponential-100", "Exponential")]
    [InlineData("uniform-50", "BoundedPowerLaw")]
    public void Names_the_law_that_the_values_are_of(string name, string expected)
    {
        var found = TailComparison.Of(TailsOracle.Named(name).X, 1)!;
        Assert.Equal(expected, found.Best.ToString());
        Assert.Equal(expected == "PowerLaw", found.BestP > TailComparison.Significant);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void Scale_changes_nothing(double factor)
    {
        double[] values = TailsOracle.Named("weibull-120").X;
        var found = TailComparison.Of(values, 1)!;
        var scaled = TailComparison.Of(Array.ConvertAll(values, value => value * factor), factor)!;
        Assert.Equal(found.Best, scaled.Best);
        Close.Assert(found.BestP, scaled.BestP, 1e-6, "p");
        foreach (var (rival, other) in found.Rivals.Zip(scaled.Rivals))
        {
            Assert.Equal(rival.Ratio.R, other.Ratio.R, 1e-7);
        }
    }

    /// <summary>Each law has the power law as a limit or competes with it on equal terms: nothing is NaN.</summary>
    [Fact]
    public void Every_shape_of_spectrum_has_numbers()
    {
        foreach (string shape in TailSpectra.Names)
        {
            for (int count = 2; count < 400; count = (2 * count) + 1)
            {
                double[] values = TailSpectra.Create(shape, count, 5);
                if (TailComparison.Of(values, values[0]) is { } found)
                {
                    Assert.All(found.Rivals, rival => Assert.True(
                        double.IsFinite(rival.LogLikelihood + rival.Ratio.Z) && rival.P is >= 0 and <= 1,
                        $"{shape} of {count}: {rival}"));
                    Assert.All(found.Rivals.Where(rival => rival.Law.ContainsPowerLaw), rival =>
                        Assert.True(rival.Ratio.R <= 1e-6, $"{shape} of {count}: {rival}"));
                }
            }
        }
    }

    [Fact]
    public void Any_values_have_numbers()
    {
        Gen.Double[1e-6, 1e6].Array[2, 60].Sample(AssertNumbers, seed: "0000000Tail0", iter: 200);
        Gen.Double[-50, 50].Select(x => Math.Pow(10, x)).Array[2, 20].Sample(
            AssertNumbers, seed: "0000000Tail1", iter: 200);
        Gen.Double[0, 1].SelectMany(x => Gen.Int[0, 14].Select(digits => 1 + (x * Math.Pow(10, -digits)))).Array[2, 20]
            .Sample(AssertNumbers, seed: "0000000Tail2", iter: 200);
        Gen.Int[1, 4].Select(k => (double)k).Array[2, 20].Sample(AssertNumbers, seed: "0000000Tail3", iter: 200);
    }

    private static void AssertNumbers(double[] values)
    {
        double[] sorted = [.. values.Order()];
        if (TailSample.From(sorted, sorted[0]) is not { } sample)
        {
            return;
        }

        var found = TailComparison.Of(sample);
        Assert.All(found.Rivals, rival => Assert.True(
            double.IsFinite(rival.LogLikelihood + rival.Ratio.Z) && rival.P is >= 0 and <= 1, $"{rival}"));
        Assert.All(found.Rivals, rival => Assert.All(
            rival.Law.Survivals(sample.Logs), survival => Assert.InRange(survival, 0, 1 + 1e-9)));
        var distances = TailDistances.Of(sample, found.PowerLaw);
        Assert.True(double.IsFinite(distances.Kuiper + distances.AndersonDarling), $"{distances}");
    }

    /// <summary>
    /// WeightWatcher 0.7.5.5 with powerlaw 1.4.6, whose Nelder–Mead search stops at 1e-4: TPL and E_TPL of matrix B.
    /// </summary>
    [Theory]
    [InlineData(false, 1.752970765, 1.223960798, 0.0142778)]
    [InlineData(true, 1.66822688, 1.544638696, 0.0118090)]
    public void The_cutoff_law_with_its_own_xmin_is_that_of_WeightWatcher(
        bool peak, double alpha, double lambda, double xmin)
    {
        var matrix = OracleMatrices.Named("B_heavy_300x150");
        double[] values = [.. Spectrum.Of(matrix.Weights, 300, 150).Eigenvalues.Where(value => value > 1e-5)];
        double most = peak ? 0.0125 : double.PositiveInfinity; // without the last of those up to 1.5 × the peak
        var found = LawSearch.Run(values, CutoffParetoLaw.Fit, 0, most)!;
        var law = (CutoffParetoLaw)found.Law;
        Close.Assert(xmin, found.XMin, 1e-5, "xmin");
        Close.Assert(alpha, law.Alpha, 1e-3, "alpha");
        Close.Assert(lambda, law.Rate / found.XMin, 3e-3, "Lambda");
    }

    [Fact]
    public void Distances_are_those_of_their_formulas()
    {
        var sample = TailSample.From([1, 2, 4], 1)!;
        var law = new ParetoLaw(2); // F = 1/2 at 2, 3/4 at 4
        var found = TailDistances.Of(sample, law);
        Assert.Equal(0.5, found.KolmogorovSmirnov, 1e-15); // before 2
        Assert.Equal(0.75, found.Kuiper, 1e-15); // and after 4
        double expected = -2 - (0.5 * (Math.Log(0.5) + Math.Log(0.25))) - (1.5 * (Math.Log(0.75) + Math.Log(0.5)));
        Assert.Equal(expected, found.AndersonDarling, 1e-12);
    }

    /// <summary>Of values uniform in their own law A² is 1 on average.</summary>
    [Fact]
    public void Anderson_Darling_of_a_law_is_one_on_average()
    {
        double mean = Enumerable.Range(1, 200).Average(seed =>
        {
            double[] values = [1, .. TailSpectra.Pareto(50, (ulong)seed, 1.5)];
            return TailDistances.Of(TailSample.From(values, 1)!, new ParetoLaw(2.5)).AndersonDarling;
        });
        Assert.InRange(mean, 0.8, 1.2);
    }
}
