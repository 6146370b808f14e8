namespace Heavytail.Benchmarks.Calibration;

/// <summary>
/// Independent values with a power law that is known: a share of them from 1 on, the rest below as a Marchenko–Pastur
/// bulk whose upper edge is 1.
/// </summary>
/// <param name="Share">Share of the values in the tail, up to 1.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Alpha">The exponent.</param>
internal sealed record PlantedTail(double Share, int Count, double Alpha)
{
    /// <summary>M/N of the bulk.</summary>
    private const double Aspect = 0.5;

    public int TailCount => (int)Math.Round(Share * Count);

    /// <summary>One sample, ascending.</summary>
    public double[] Draw(Random random)
    {
        double[] values = new double[Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = k < TailCount ? Pareto(random) : Bulk(random);
        }

        Array.Sort(values);
        return values;
    }

    private double Pareto(Random random) => Math.Pow(1 - random.NextDouble(), -1 / (Alpha - 1));

    /// <summary>
    /// With x = 1 + q − 2√q·cos θ the law is sin²θ/x dθ up to a factor, and sin²θ/x is at most 1.
    /// </summary>
    private static double Bulk(Random random)
    {
        double edge = Math.Pow(1 + Math.Sqrt(Aspect), 2);
        while (true)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI * random.NextDouble());
            double x = 1 + Aspect - (2 * Math.Sqrt(Aspect) * cosine);
            if (random.NextDouble() * x <= sine * sine)
            {
                return x / edge;
            }
        }
    }
}
