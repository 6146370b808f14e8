using Heavytail.Fits;

namespace Heavytail.Tests.Fits;

/// <summary>
/// The search for xmin as it is defined: every candidate in turn, measured in full, the first smallest taken.
/// </summary>
internal static class PlainSearch
{
    /// <summary>Every value but the largest is a candidate; those equal to it have an infinite exponent.</summary>
    public static (int Index, double Alpha, double D) Run(double[] eigenvalues) => Run(
        eigenvalues,
        [.. Enumerable.Range(0, eigenvalues.Length - 1)],
        x => eigenvalues[^1] - x <= eigenvalues[^1] * 1e-12);

    /// <summary>The first of equal values are candidates.</summary>
    public static (int Index, double Alpha, double D) Run(double[] eigenvalues, int[] candidates) =>
        Run(eigenvalues, candidates, _ => false);

    private static (int Index, double Alpha, double D) Run(
        double[] eigenvalues, int[] candidates, Func<double, bool> isLargest)
    {
        double largest = eigenvalues[^1];
        double[] logs = Array.ConvertAll(eigenvalues, x => Math.Log(x / largest));
        double[] tailSums = new double[logs.Length];
        double sum = 0;
        for (int i = logs.Length - 1; i >= 0; i--)
        {
            sum += logs[i];
            tailSums[i] = sum;
        }

        (int index, double alpha, double distance) best = (-1, double.NaN, double.PositiveInfinity);
        foreach (int i in candidates)
        {
            int n = logs.Length - i;
            double alpha = 1 + (n / (tailSums[i] - (n * logs[i])));
            double distance = 1;
            if (isLargest(eigenvalues[i]))
            {
                (alpha, distance) = (double.PositiveInfinity, (n - 1.0) / n);
            }
            else if (alpha > 1 && double.IsFinite(alpha))
            {
                distance = KolmogorovSmirnov.Distance(logs.AsSpan(i), alpha, double.PositiveInfinity);
            }

            if (distance < best.distance)
            {
                best = (i, alpha, distance);
            }
        }

        return best;
    }
}
