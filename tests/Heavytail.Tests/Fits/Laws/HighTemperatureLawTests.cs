using Heavytail.Fits.Laws;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

/// <summary>The high-temperature Marchenko–Pastur law, against mpmath and its limits.</summary>
public sealed class HighTemperatureLawTests
{
    /// <summary>ln p by mpmath 1.2.1 with 40 digits: γ·b/(Γ(b+1)·Γ(a+b+1))·y^a·e^−y/|U(b, −a, −y)|², y = b·u.</summary>
    [Theory]
    [InlineData(1.1, 1, 0.001, 3.2682744734308)]
    [InlineData(1.1, 1, 0.05, 0.33796606486307)]
    [InlineData(1.1, 1, 0.3, -0.90424042120619)]
    [InlineData(1.1, 1, 1, -1.802254176593)]
    [InlineData(1.1, 1, 2.5, -2.7343107756179)]
    [InlineData(1.1, 1, 6, -4.4142512523191)]
    [InlineData(1.1, 1, 20, -11.300062628722)]
    [InlineData(2, 5, 0.001, -0.24753250841322)]
    [InlineData(2, 5, 0.05, 0.16528086045201)]
    [InlineData(2, 5, 0.3, -0.36871327219063)]
    [InlineData(2, 5, 1, -1.0832755211795)]
    [InlineData(2, 5, 2.5, -2.2857404630356)]
    [InlineData(2, 5, 6, -7.5638602698435)]
    [InlineData(2, 5, 20, -38.866714195568)]
    [InlineData(1.5, 9, 0.001, -0.35108234683885)]
    [InlineData(1.5, 9, 0.05, 0.28791444435368)]
    [InlineData(1.5, 9, 0.3, -0.41462879452953)]
    [InlineData(1.5, 9, 1, -1.1330205629412)]
    [InlineData(1.5, 9, 2.5, -2.1882613229536)]
    [InlineData(1.5, 9, 6, -9.5489532879977)]
    [InlineData(1.5, 9, 20, -63.808130262474)]
    [InlineData(4, 30, 0.001, -49.372867627401)]
    [InlineData(4, 30, 0.05, -10.581634434142)]
    [InlineData(4, 30, 0.3, -0.37696968623235)]
    [InlineData(4, 30, 1, -0.5545819514042)]
    [InlineData(4, 30, 2.5, -3.1799022096274)]
    [InlineData(4, 30, 6, -36.838459546031)]
    [InlineData(4, 30, 20, -224.43764104633)]
    [InlineData(1.3, 101.5, 0.001, -21.305787444152)]
    [InlineData(1.3, 101.5, 0.05, 0.35855014381784)]
    [InlineData(1.3, 101.5, 0.3, -0.42056003306932)]
    [InlineData(1.3, 101.5, 1, -1.1282735263948)]
    [InlineData(1.3, 101.5, 2.5, -2.0441581006342)]
    [InlineData(1.3, 101.5, 6, -62.772117965192)]
    [InlineData(1.3, 101.5, 20, -654.78610067733)]
    [InlineData(6, 180, 0.001, -383.20694856525)]
    [InlineData(6, 180, 0.05, -99.98696969878)]
    [InlineData(6, 180, 0.3, -3.2519979090064)]
    [InlineData(6, 180, 1, -0.28752587763513)]
    [InlineData(6, 180, 2.5, -15.556894015495)]
    [InlineData(6, 180, 6, -228.30904298392)]
    [InlineData(6, 180, 20, -1359.0621684002)]
    [InlineData(1000, 1.5, 0.001, 1.31132636306)]
    [InlineData(1000, 1.5, 2.5, -2.52301660647)]
    [InlineData(1000, 6, 0.001, -11.191145065)]
    [InlineData(1000, 6, 2.5, -3.06063375146)]
    public void Density_is_that_of_Tricomis_function(double gamma, double kappa, double u, double expected)
    {
        double found = new HighTemperatureLaw(gamma, kappa).LogDensity(Math.Log(u)) - Math.Log(u);
        Assert.Equal(expected, found, 1e-6 * Math.Max(1, Math.Abs(expected)));
    }

    /// <summary>The probabilities below u = 0.05, 0.5, 1 and 2, by integration of that density in mpmath.</summary>
    [Theory]
    [InlineData(2, 5, 0.05915913337, 0.4018542622, 0.6137675318, 0.8502128683)]
    [InlineData(1.5, 9, 0.07021606847, 0.4089001359, 0.6084913478, 0.8417134776)]
    [InlineData(1.3, 60, 0.05959966075, 0.4003902401, 0.5980608841, 0.8376287903)]
    [InlineData(1000, 1.5, 0.09144532074, 0.4469329302, 0.6516312588, 0.8523475719)]
    [InlineData(1000, 6, 0.0005097581148, 0.1917959207, 0.5768828707, 0.9378006722)]
    public void Probability_is_its_integral(double gamma, double kappa, params double[] expected)
    {
        double[] found = new HighTemperatureLaw(gamma, kappa).Below(
            [Math.Log(0.05), Math.Log(0.5), 0, Math.Log(2)], 0);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(1.001, 0.02)]
    [InlineData(1.001, 200)]
    [InlineData(1000, 0.02)]
    [InlineData(1000, 200)]
    [InlineData(1.05, 0.5)]
    [InlineData(1.1, 1)]
    [InlineData(2, 5)]
    [InlineData(1.5, 9)]
    [InlineData(4, 30)]
    [InlineData(1.02, 199)]
    [InlineData(10, 199)]
    public void It_is_a_law_of_mean_one(double gamma, double kappa)
    {
        var law = new HighTemperatureLaw(gamma, kappa);
        double[] grid = [.. Enumerable.Range(0, 40_001).Select(k => -24 + (k * 33.0 / 40_000))];
        double[] below = law.Below(grid, 0);
        Assert.Equal(1, below[^1], kappa < 0.1 ? 1e-5 : 1e-6);
        Assert.True(below.Zip(below.Skip(1)).All(pair => pair.Second >= pair.First - 1e-12));
        double mean = grid.Sum(log => Math.Exp(law.LogDensity(log) + log)) * (33.0 / 40_000);
        Assert.Equal(1, mean, 1e-4);
    }

    /// <summary>The slope that the search for the scale follows is that of the sum.</summary>
    [Theory]
    [InlineData(1.1, 1)]
    [InlineData(4, 30)]
    [InlineData(1000, 200)]
    public void Its_slope_is_that_of_its_sum(double gamma, double kappa)
    {
        var law = new HighTemperatureLaw(gamma, kappa);
        double[] logs = [-40, -6, -2, -0.3, 0, 0.4, 2];
        const double step = 1e-5;
        foreach (double shift in new[] { -3, -0.21, 0, 0.77, 3 })
        {
            double expected = (law.Sum(logs, shift + step).Value - law.Sum(logs, shift - step).Value) / (2 * step);
            Assert.Equal(expected, law.Sum(logs, shift).Slope, 1e-3 * Math.Max(1, Math.Abs(expected)));
        }
    }

    /// <summary>Marchenko and Pastur's law of N/M = γ and mean 1, at κ of some 200: within a per cent.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(4)]
    public void Many_levels_are_the_law_of_Marchenko_and_Pastur(double gamma)
    {
        var law = new HighTemperatureLaw(gamma, 200);
        double low = Math.Pow(1 - (1 / Math.Sqrt(gamma)), 2);
        double high = Math.Pow(1 + (1 / Math.Sqrt(gamma)), 2);
        foreach (double at in Enumerable.Range(2, 6).Select(k => low + (k * (high - low) / 10)))
        {
            double expected = gamma * Math.Sqrt((high - at) * (at - low)) / (2 * Math.PI * at);
            Assert.Equal(expected, Math.Exp(law.LogDensity(Math.Log(at)) - Math.Log(at)), 0.02 * expected);
        }
    }
}
