namespace Heavytail.Tests.Support;

/// <summary>A kind of spectrum, in integers, for every order.</summary>
/// <param name="Name">Of the kind.</param>
/// <param name="Make">Order and seed → ascending values.</param>
internal sealed record SpectrumFamily(string Name, Func<int, ulong, double[]> Make);

/// <summary>Spectra to hide in dense matrices: see <see cref="HiddenSpectrum"/>.</summary>
internal static class SpectrumFamilies
{
    /// <summary>Singular values.</summary>
    public static IReadOnlyList<SpectrumFamily> Singular { get; } =
    [
        new("uniform", (n, seed) => Draw(n, seed, u => 1 + (u * 65535))),
        new("pareto 0.8", (n, seed) => Draw(n, seed, u => Math.Min(65536, Math.Pow(1 - u, -1 / 0.8)))),
        new("pareto 2", (n, seed) => Draw(n, seed, u => Math.Min(65536, 100 * Math.Pow(1 - u, -0.5)))),
        new("pareto 5", (n, seed) => Draw(n, seed, u => 1000 * Math.Pow(1 - u, -0.2))),
        new("graded", (n, _) => Graded(n)),
        new("clustered", (n, seed) => Draw(n, seed, u => 60000 + (3 * u))),
        new("multiple", (n, _) => Each(n, k => 40000 + (5000 * (k % 5)))),
        new("rank deficient", (n, _) => Each(n, k => k % 3 == 0 ? 500 + k : 0)),
        new("all equal", (n, _) => Each(n, _ => 54321)),
    ];

    /// <summary>Eigenvalues of either sign.</summary>
    public static IReadOnlyList<SpectrumFamily> Signed { get; } =
    [
        new("uniform", (n, seed) => Draw(n, seed, u => ((2 * u) - 1) * HiddenSpectrum.LargestEigenvalue)),
        new("pairs", (n, _) => Each(n, k => (k % 2 == 0 ? 1 : -1) * (1e9 + (1e6 * (k / 2))))),
        new("one spike", (n, seed) => [.. Draw(n - 1, seed, u => (20 * u) - 10), 1 << 20]),
        new("heavy tailed", (n, seed) => Draw(n, seed, u => Math.Pow(1 - u, -2))),
        new("two clusters", (n, seed) => Draw(n, seed, u => u < 0.5 ? -1e10 + (10 * u) : 1e10 + (10 * u))),
    ];

    public static SpectrumFamily Named(this IReadOnlyList<SpectrumFamily> families, string name) =>
        families.First(family => family.Name == name);

    /// <summary>From 2¹⁶ down to 1 in equal ratios; squared, down to 2⁻³² of the largest.</summary>
    private static double[] Graded(int n) => Each(n, k => Math.Pow(2, 16.0 * k / Math.Max(1, n - 1)));

    private static double[] Draw(int n, ulong seed, Func<double, double> quantile)
    {
        var generator = new SplitMix(seed);
        return Each(n, _ => quantile(generator.NextUniform()));
    }

    private static double[] Each(int n, Func<int, double> value) =>
        [.. Enumerable.Range(0, n).Select(k => Math.Floor(value(k))).Order()];
}
