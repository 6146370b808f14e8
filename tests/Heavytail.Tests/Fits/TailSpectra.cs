using Heavytail.Tests.Support;

namespace Heavytail.Tests.Fits;

/// <summary>
/// Spectra of every shape that a fit may meet: with a tail, without one, and made to be hard to search.
/// </summary>
internal static class TailSpectra
{
    private static readonly Dictionary<string, Func<double, SplitMix, double>> s_shapes = new()
    {
        ["Pareto"] = (_, random) => Math.Pow(1 - random.NextUniform(), -1 / 1.5),
        ["Pareto quantiles"] = (u, _) => Math.Pow(1 - u, -1 / 1.5), // D of all candidates of the order of 1/n
        ["uniform"] = (_, random) => random.NextUniform() + 1e-9,
        ["semicircle quantiles"] = (u, _) => Math.Pow(Math.Sin(Math.PI / 2 * u), 2) + 1e-9,
        ["log-normal"] = (_, random) => Math.Exp(random.NextNormal()),
        ["bulk and tail"] = (u, random) => u < 0.95
            ? 4 * Math.Pow(random.NextUniform(), 2)
            : 4 * Math.Pow(1 - random.NextUniform(), -0.5),
        ["ten values"] = (_, random) => 1 + Math.Floor(10 * random.NextUniform()),
        ["powers of two"] = (_, random) => Math.ScaleB(1, (int)-Math.Log2(1 - random.NextUniform())),
        ["clusters"] = (_, random) =>
            Math.Pow(10, Math.Floor(6 * random.NextUniform())) * (1 + (1e-9 * random.NextUniform())),
        ["nearly one value"] = (_, random) => 1 + (1e-10 * random.NextUniform()),
        ["geometric"] = (u, _) => Math.Exp(20 * u), // D of all candidates nearly the same
        ["log-periodic"] = (u, _) => Math.Exp(-Math.Log(1 - u) + (0.1 * Math.Sin(-20 * Math.Log(1 - u)))),
        ["waves"] = (u, _) => Math.Exp(-Math.Log(1 - u) + (0.05 * Math.Sin(900 * u))),
    };

    public static IEnumerable<string> Names => s_shapes.Keys;

    /// <summary>Ascending values of the named shape.</summary>
    public static double[] Create(string name, int count, ulong seed)
    {
        var random = new SplitMix(seed);
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = s_shapes[name]((k + 0.5) / count, random);
        }

        Array.Sort(values);
        return values;
    }

    public static double[] Pareto(int count, ulong seed, double mu)
    {
        var random = new SplitMix(seed);
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = Math.Pow(1 - random.NextUniform(), -1 / mu);
        }

        Array.Sort(values);
        return values;
    }
}
