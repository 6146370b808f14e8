namespace Heavytail.Benchmarks.Calibration;

/// <summary>Ascending values of laws that are no power law.</summary>
internal static class OtherLaws
{
    public static double[] LogNormal(Random random, int count, double sigma) => Sorted(count, () =>
        Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble())));

    public static double[] Exponential(Random random, int count) =>
        Sorted(count, () => -Math.Log(1 - random.NextDouble()));

    private static double[] Sorted(int count, Func<double> value)
    {
        double[] values = new double[count];
        for (int k = 0; k < count; k++)
        {
            values[k] = value();
        }

        Array.Sort(values);
        return values;
    }
}
