namespace Heavytail.Tests.RandomMatrices;

/// <summary>The fit of a bulk the plainest way: quantiles by bisection, one spike after another.</summary>
internal static class PlainBulk
{
    /// <summary>σ̂² without the spikes, and their number.</summary>
    public static (double Variance, int Spikes) Fit(double[] eigenvalues, int rows, Func<int, int, double> edge)
    {
        for (int k = 0; ; k++)
        {
            double variance = Variance(eigenvalues, rows, k);
            if (eigenvalues[^(k + 1)] <= variance * edge(rows - k, eigenvalues.Length - k))
            {
                return (variance, k);
            }
        }
    }

    /// <summary>BEMA on an (N − k) × (M − k) matrix, σ̂² over its mean on noise.</summary>
    public static double Variance(double[] eigenvalues, int rows, int spikes)
    {
        int n = rows - spikes;
        int m = eigenvalues.Length - spikes;
        double c = (double)m / n;
        (double up, double down) = (0, 0);
        for (int i = (int)Math.Ceiling(0.2 * m); i <= (int)Math.Floor(0.8 * m); i++)
        {
            double q = Quantile(c, (i - 0.5) / m);
            up += q * eigenvalues[i - 1] / n;
            down += q * q;
        }

        return up / down / (1 - (0.14 / n));
    }

    private static double Quantile(double c, double share)
    {
        double a = Math.Pow(1 - Math.Sqrt(c), 2);
        double b = Math.Pow(1 + Math.Sqrt(c), 2);
        (double low, double high) = (a, b);
        for (int step = 0; step < 60; step++)
        {
            double x = (low + high) / 2;
            double f = Math.Sqrt((x - a) * (b - x)) + ((1 + c) * Math.Asin(((2 * x) - a - b) / (b - a)));
            f -= c == 1 ? 0 : (1 - c) * Math.Asin(Math.Clamp((((a + b) * x) - (2 * a * b)) / (x * (b - a)), -1, 1));
            (low, high) = ((f / (2 * Math.PI * c)) + 0.5 < share) ? (x, high) : (low, x);
        }

        return (low + high) / 2;
    }
}
