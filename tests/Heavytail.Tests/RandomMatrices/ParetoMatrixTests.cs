using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.RandomMatrices;

/// <summary>
/// α of matrices of Pareto elements, w = U^{−1/μ} − 1, against what Martin and Mahoney's recipe gave others with other
/// draws. `bench … pareto` prints the whole table; this is what is fast.
/// </summary>
public sealed class ParetoMatrixTests
{
    /// <summary>Within three standard errors of the difference; the deviation of one matrix is measured.</summary>
    [Theory]
    [InlineData(1000, 1000, 4, 1, 1.50, 0.037)]
    [InlineData(1000, 1000, 4, 3, 3.32, 0.196)]
    [InlineData(1000, 300, 1, 0.4, 1.204, 0.022)]
    [InlineData(1000, 300, 1, 1.2, 1.641, 0.115)]
    [InlineData(1000, 300, 1, 2.5, 3.078, 0.149)]
    [InlineData(1000, 300, 1, 3.5, 3.371, 0.392)]
    [InlineData(1000, 300, 1, 5, 3.822, 0.151)]
    public void Alpha_is_the_published_one(
        int rows, int columns, int publishedDraws, double mu, double published, double deviation)
    {
        const int draws = 4;
        double error = deviation * Math.Sqrt((1.0 / publishedDraws) + (1.0 / draws));
        Assert.InRange(
            Alphas(rows, columns, mu, draws).Average(), published - (3 * error), published + (3 * error));
    }

    /// <summary>Means of six, as the published ones are.</summary>
    [Theory]
    [InlineData(500, 0.5, 1.25, 0.06)]
    [InlineData(500, 1, 1.47, 0.06)]
    [InlineData(500, 2, 2.21, 0.25)]
    [InlineData(500, 3, 3.23, 0.25)]
    [InlineData(500, 4, 3.50, 0.25)]
    [InlineData(1000, 1, 1.46, 0.06)]
    [InlineData(1000, 3, 3.31, 0.25)]
    [InlineData(2000, 0.5, 1.22, 0.06)]
    [InlineData(2000, 4, 4.18, 0.25)]
    public void Alpha_depends_on_the_shape_as_published(int rows, double mu, double published, double tolerance) =>
        Assert.InRange(
            Alphas(rows, 500, mu, draws: 6).Average(), published - tolerance, published + tolerance);

    /// <summary>Elements without a variance: the tail of the spectrum is half of theirs.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Very_heavy_tails_have_the_exponent_of_the_limit(double mu) =>
        Assert.Equal(1 + (mu / 2), Alphas(1000, 500, mu, draws: 6).Average(), 0.1);

    /// <summary>
    /// log ‖W‖² follows α·log λ_max, λ of WᵀW/N: the reason to weight α by the norm. Published: 0.967 and 0.994.
    /// </summary>
    [Theory]
    [InlineData(100, 5)]
    [InlineData(500, 1)]
    public void The_norm_follows_alpha_times_the_log_of_the_largest_eigenvalue(int size, int draws)
    {
        var points = Enumerable.Range(2, 19).SelectMany(k => Spectra(size, size, k / 4.0, draws)).Select(values => (
            Weighted: PowerLaw.Fit(values).Alpha * Math.Log10(values[^1] / size), Norm: Math.Log10(values.Sum())))
            .ToArray();
        double correlation = MathNet.Numerics.Statistics.Correlation.Pearson(
            points.Select(point => point.Weighted), points.Select(point => point.Norm));
        Assert.InRange(correlation, 0.95, 1);
    }

    private static IEnumerable<double> Alphas(int rows, int columns, double mu, int draws) =>
        Spectra(rows, columns, mu, draws).Select(values => PowerLaw.Fit(values).Alpha);

    private static IEnumerable<double[]> Spectra(int rows, int columns, double mu, int draws)
    {
        var generator = new SplitMix((ulong)((1000 * mu) + rows + columns));
        for (int k = 0; k < draws; k++)
        {
            double[] weights = new double[rows * columns];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = Math.Pow(1 - generator.NextUniform(), -1 / mu) - 1;
            }

            yield return [.. Spectrum.Of(weights, rows, columns).Eigenvalues];
        }
    }
}
