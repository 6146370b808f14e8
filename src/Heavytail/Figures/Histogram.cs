// What:      bins of a histogram, linear or logarithmic.
// Formula:   width IQR·n^(−⅓) of the values, or of their logarithms, between a fewest and a most number of bins: half
//            of the rule for densities without edges and tails, which these have.
// Reference: Freedman & Diaconis, Z. Wahrscheinlichkeitstheorie 57 (1981) 453.
// Not done:  bins of equal counts, which hide gaps.
namespace Heavytail.Figures;

/// <summary>A bin.</summary>
/// <param name="Low">Its beginning.</param>
/// <param name="High">Its end, which belongs to it.</param>
/// <param name="Middle">Its middle on its axis.</param>
/// <param name="Count">How many values are in it.</param>
internal readonly record struct Bin(double Low, double High, double Middle, int Count)
{
    /// <summary>The density, where <paramref name="total"/> values are 1.</summary>
    public double Density(int total) => Count / (total * (High - Low));
}

/// <summary>Bins of values.</summary>
internal static class Histogram
{
    private const int FewestBins = 8;
    private const int MostBins = 100;

    /// <summary>How far a single value's bin reaches, relative to it.</summary>
    private const double Narrow = 0.05;

    /// <summary>Bins of equal ratio over values that are above 0 and ascend.</summary>
    public static IReadOnlyList<Bin> Logarithmic(ReadOnlySpan<double> values)
    {
        double[] logs = new double[values.Length];
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = Math.Log(values[k]);
        }

        return Over(values, logs, Math.Exp);
    }

    /// <summary>Bins of equal width over values that are above 0 and ascend.</summary>
    public static IReadOnlyList<Bin> Linear(ReadOnlySpan<double> values) =>
        Over(values, values.ToArray(), static value => value);

    private static Bin[] Over(ReadOnlySpan<double> values, double[] places, Func<double, double> value)
    {
        (double low, double high) = (places[0], places[^1]);
        if (!(high - low > 1e-9 * Math.Abs(high)) || values[^1] - values[0] <= 1e-9 * values[^1])
        {
            double only = values[0];
            return [new Bin(only * (1 - Narrow), values[^1] * (1 + Narrow), only, values.Length)];
        }

        double quartiles = places[3 * (places.Length - 1) / 4] - places[(places.Length - 1) / 4];
        double width = quartiles / Math.Cbrt(places.Length);
        int count = width > 0 ? (int)Math.Clamp((high - low) / width, FewestBins, MostBins) : FewestBins;
        var bins = new Bin[count];
        int taken = 0;
        for (int k = 0; k < count; k++)
        {
            double from = low + ((high - low) * k / count);
            double to = low + ((high - low) * (k + 1) / count);
            int before = taken;
            while (taken < places.Length && (places[taken] <= to || k == count - 1))
            {
                taken++;
            }

            // The outermost ends are the values themselves: exp(ln x) may miss x by a rounding.
            bins[k] = new Bin(
                k == 0 ? values[0] : value(from),
                k == count - 1 ? values[^1] : value(to),
                value((from + to) / 2),
                taken - before);
        }

        return bins;
    }
}
