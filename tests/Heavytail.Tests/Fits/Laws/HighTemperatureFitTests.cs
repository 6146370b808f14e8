using Heavytail.Fits.Laws;
using Heavytail.Tests.RandomMatrices;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

/// <summary>The fit of the high-temperature law: planted values, its ensemble, noise, and limits.</summary>
public sealed class HighTemperatureFitTests
{
    private const int Seeds = 6;

    /// <summary>N of matrices whose κ is not limited by it.</summary>
    private const int Rows = 1000;

    /// <summary>
    /// Six samples of 1,000 values in both forms. The standard deviations of ln(α − 1), ln κ, ln(γ − 1) and ln s are
    /// those of 60 other samples: the mean error is within 3 standard errors of 0, and each within 4 of them.
    /// </summary>
    [Theory]
    [InlineData(2, 5, 0.11, 0.24, 0.33, 0.026)]
    [InlineData(1.5, 9, 0.15, 0.28, 0.26, 0.024)]
    [InlineData(4, 30, 0.23, 0.26, 0.13, 0.014)]
    [InlineData(1.2, 1.5, 0.16, 0.12, 0.28, 0.043)]
    public void The_fit_finds_planted_parameters(
        double gamma, double kappa, double ofAlpha, double ofKappa, double ofGamma, double ofScale)
    {
        var direct = new HighTemperatureFit[Seeds];
        var inverse = new HighTemperatureFit[Seeds];
        for (int k = 0; k < Seeds; k++)
        {
            double[] values = HighTemperatureSample.Independent(gamma, kappa, 1000, (ulong)k + 1);
            direct[k] = HighTemperatureFit.Of([.. values.Select(u => 3 * u)], Rows)!;
            inverse[k] = HighTemperatureFit.Of(Inverse(values, 3), Rows)!;
            Assert.False(direct[k].IsInverse || direct[k].IsMarchenkoPastur || inverse[k].IsMarchenkoPastur);
            Assert.True(inverse[k].IsInverse);
            Assert.Null(direct[k].Alpha);
            Assert.InRange(direct[k].D, 0, 1.63 / Math.Sqrt(1000));
        }

        foreach (var fits in new[] { direct, inverse })
        {
            Within(ofKappa, fits, fit => Math.Log(fit.Kappa / kappa), "κ");
            Within(ofGamma, fits, fit => Math.Log((fit.Gamma - 1) / (gamma - 1)), "γ");
            Within(ofScale, fits, fit => Math.Log(fit.Scale / 3), "s");
        }

        double alpha = kappa / 2 * (1 - (1 / gamma));
        Within(ofAlpha, inverse, fit => Math.Log((fit.Alpha!.Value - 1) / alpha), "α");
    }

    /// <summary>Eigenvalues of the matrices that the law is the limit of, 2,000 of each.</summary>
    [Theory]
    [InlineData(2, 5)]
    [InlineData(1.5, 9)]
    [InlineData(4, 30)]
    [InlineData(1.2, 1.5)]
    [InlineData(3, 2)]
    public void It_is_the_law_of_its_ensemble(double gamma, double kappa)
    {
        double[] values = HighTemperatureSample.Ensemble(gamma, kappa, 2000, 11);
        double distance = new LogSample([.. values.Select(u => Math.Log(u))]).Distance(
            new HighTemperatureLaw(gamma, kappa), 0);
        Assert.InRange(distance, 0, 1.63 / Math.Sqrt(2000));

        var direct = HighTemperatureFit.Of(values, Rows)!;
        Assert.False(direct.IsInverse || direct.IsMarchenkoPastur);
        Assert.Equal(0, Math.Log(direct.Kappa / kappa), 0.6);
        Assert.Equal(0, Math.Log(direct.Scale), 0.1);

        // Inverse Wishart matrices at a high temperature: features, by the paper.
        var inverse = HighTemperatureFit.Of(Inverse(values, 1), Rows)!;
        Assert.True(inverse.IsInverse);
        Assert.Equal(1, (inverse.Alpha!.Value - 1) / (kappa / 2 * (1 - (1 / gamma))), 0.35);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(300, 300)]
    [InlineData(400, 200)]
    [InlineData(200, 50)]
    public void Noise_is_Marchenko_and_Pasturs(int rows, int columns)
    {
        double[] values = NoiseMatrix.Eigenvalues(rows, columns, 5);
        var fit = HighTemperatureFit.Of(values, rows)!;
        Assert.True(fit is { IsInverse: false, IsMarchenkoPastur: true, Gain: 0, Alpha: null });
        Assert.Equal((double)rows / columns, fit.Gamma, 0.1 * rows / columns);
        Assert.Equal(1, fit.Scale / rows, 0.1);

        var inverse = HighTemperatureFit.Of(Inverse(values, 1), rows)!;
        Assert.True(inverse is { IsInverse: true, IsMarchenkoPastur: true, Gain: > 0, Alpha: null });
    }

    [Fact]
    public void Scale_moves_with_the_values_and_nothing_else_does()
    {
        double[] values = Inverse(HighTemperatureSample.Independent(2, 5, 400, 3), 1);
        var fit = HighTemperatureFit.Of(values, Rows)!;
        foreach (double power in new[] { 1.0 / (1 << 30), 1024, Math.ScaleB(1, 300) })
        {
            var other = HighTemperatureFit.Of([.. values.Select(x => x * power)], Rows);
            Assert.Equal(fit with { Scale = fit.Scale * power }, other);
        }

        foreach (double factor in new[] { 1e-6, 3, 1e6 })
        {
            var other = HighTemperatureFit.Of([.. values.Select(x => x * factor)], Rows)!;
            Close.Assert(fit.Gamma, other.Gamma, 1e-3, "γ");
            Close.Assert(fit.Kappa, other.Kappa, 1e-3, "κ");
            Close.Assert(fit.Scale * factor, other.Scale, 1e-4, "s");
            Close.Assert(fit.LogLikelihood, other.LogLikelihood, 1e-7, "likelihood");
            Close.Assert(fit.D, other.D, 1e-3, "D");
        }
    }

    [Fact]
    public void One_tiny_eigenvalue_does_not_decide()
    {
        double[] values = HighTemperatureSample.Independent(2, 5, 1000, 3);
        var fit = HighTemperatureFit.Of(values, Rows)!;
        values[0] = 1e-9 * values[0];
        var other = HighTemperatureFit.Of(values, Rows)!;
        Assert.False(other.IsInverse);
        Assert.Equal(0, Math.Log(other.Kappa / fit.Kappa), 0.4);
        Assert.Equal(fit.Scale, other.Scale, 0.02 * fit.Scale);
    }

    [Fact]
    public void Few_and_equal_values_have_none()
    {
        Assert.Null(HighTemperatureFit.Of([.. Enumerable.Range(1, 19).Select(k => (double)k)], Rows));
        Assert.Null(HighTemperatureFit.Of([.. Enumerable.Repeat(2.0, 50)], Rows));
    }

    /// <summary>What rounding leaves of equal values is no law, and which law would be chance.</summary>
    [Fact]
    public void Values_that_are_equal_to_rounding_have_none()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(k => 1 + (2e-7 * Math.Sin(k))).Order()];
        Assert.Null(HighTemperatureFit.Of(values, 60));
        double[] two = [.. Enumerable.Range(0, 80).Select(k => k < 40 ? 1.0 : 2.0)];
        Assert.InRange(HighTemperatureFit.Of(two, 80)!.Gain, 0, double.PositiveInfinity);
    }

    /// <summary>Two values; nearly equal ones; a wide range; one that no spectrum has, which may have none.</summary>
    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(1, 1.0001, 20)]
    [InlineData(1e-30, 1, 20)]
    [InlineData(1e-150, 1e150, 30)]
    public void Odd_spectra_have_finite_figures(double low, double high, int steps)
    {
        double[] values =
        [
            .. Enumerable.Range(0, 2 * (steps + 10))
                .Select(k => low * Math.Pow(high / low, k % (steps + 1) / (double)steps)).Order(),
        ];
        var fit = HighTemperatureFit.Of(values, Rows);
        Assert.True(fit is not null || low < 1e-100);
        if (fit is null)
        {
            return;
        }

        Assert.All(
            new[] { fit.Gamma, fit.Kappa, fit.Scale, fit.LogLikelihood, fit.Gain, fit.D },
            value => Assert.True(double.IsFinite(value)));
        Assert.InRange(fit.D, 0, 1);
    }

    private static double[] Inverse(double[] values, double scale) => [.. values.Select(u => scale / u).Reverse()];

    private static void Within(
        double deviation, HighTemperatureFit[] fits, Func<HighTemperatureFit, double> error, string what)
    {
        double[] errors = [.. fits.Select(error)];
        Assert.True(
            Math.Abs(errors.Average()) <= 3 * deviation / Math.Sqrt(errors.Length)
                && errors.All(value => Math.Abs(value) <= 4 * deviation),
            $"{what}: mean error {errors.Average():F3}, largest {errors.Max(Math.Abs):F3}, deviation {deviation}");
    }
}
