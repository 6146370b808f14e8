using Heavytail.Fits;
using Xunit;

namespace Heavytail.Tests.Fits;

public sealed class GoodnessOfFitTests
{
    [Theory]
    [InlineData(0.01, 2500)]
    [InlineData(0.05, 100)]
    [InlineData(0.03, 278)]
    public void Replicas_follow_from_the_precision(double precision, int replicas)
    {
        Assert.Equal(replicas, GoodnessOfFit.ReplicasFor(precision));
        Assert.InRange(new GoodnessOfFit(0.5, replicas).Precision, 0.9 * precision, precision);
    }

    [Fact]
    public void The_same_seed_gives_the_same_p()
    {
        double[] values = TailSpectra.Pareto(150, 3, 1.5);
        Assert.Equal(P(values, 40, 5), P(values, 40, 5));
    }

    /// <summary>Under the law p is uniform: of 40 samples some ten lie in each quarter.</summary>
    [Fact]
    public void Power_laws_have_every_p()
    {
        double[] all =
            [.. Enumerable.Range(1, 40).Select(seed => P(TailSpectra.Pareto(80, (ulong)seed, 1.5), 60, seed))];
        for (int quarter = 0; quarter < 4; quarter++)
        {
            Assert.InRange(all.Count(p => p >= quarter / 4.0 && p < (quarter + 1.001) / 4), 3, 20);
        }
    }

    [Fact]
    public void Values_of_another_law_are_rejected()
    {
        double[] waves = TailSpectra.Create("ten values", 400, 3);
        Assert.InRange(P(waves, 100, 1), 0, GoodnessOfFit.Rejected);
        Assert.Null(Of([2, 2], 10, 1));
    }

    [Fact]
    public void Quantiles_of_the_law_fit_better_than_any_replica() =>
        Assert.Equal(1, P(TailSpectra.Create("Pareto quantiles", 300, 1), 50, 1));

    /// <summary>Whether a drawn spectrum fits below a limit is what its search finds.</summary>
    [Fact]
    public void Fits_below_is_the_search_for_the_smallest_distance()
    {
        foreach (string shape in TailSpectra.Names)
        {
            double[] values = TailSpectra.Create(shape, 130, seed: 6);
            var fit = PowerLaw.FitPositive(values);
            if (fit.Status == FitStatus.Success && shape != "nearly one value" && shape != "clusters")
            {
                Assert.True(Drawn(values).FitsBelow(fit.D * (1 + 1e-9)), shape);
                Assert.False(Drawn(values).FitsBelow(fit.D * (1 - 1e-9)), shape);
            }
        }
    }

    private static DrawnTails Drawn(double[] values)
    {
        var drawn = new DrawnTails(values.Length);
        foreach (double value in values)
        {
            drawn.Add(Math.Log(value), 1);
        }

        return drawn;
    }

    private static double P(double[] values, int replicas, int seed) => Of(values, replicas, seed)!.Value.P;

    private static GoodnessOfFit? Of(double[] values, int replicas, int seed) => GoodnessOfFit.Of(
        values,
        EqualValues.Exact,
        PowerLaw.FitPositive(values),
        replicas,
        seed,
        TestContext.Current.CancellationToken);
}
