namespace Heavytail.Fits.Laws;

/// <summary>The values of one tail over its xmin, whatever their scale.</summary>
internal sealed class TailSample
{
    /// <summary>ln(xmax/xmin) of a tail so narrow that all laws are the same within it.</summary>
    private const double LeastLog = 1e-6;

    /// <summary>ln(x/xmin) whose sum over any spectrum is finite: x/xmin is 1e260.</summary>
    private const double MostLog = 600;

    private TailSample(double[] logs)
    {
        Logs = logs;
        foreach (double log in logs)
        {
            MeanLog += log / logs.Length;
            MeanSquare += log * log / logs.Length;
            MeanExcess += double.ExpM1(log) / logs.Length;
        }
    }

    /// <summary>s = ln(x/xmin), ascending from 0.</summary>
    public double[] Logs { get; }

    public int Count => Logs.Length;

    public double Largest => Logs[^1];

    /// <summary>The mean of s.</summary>
    public double MeanLog { get; }

    /// <summary>The mean of s².</summary>
    public double MeanSquare { get; }

    /// <summary>The mean of x/xmin − 1.</summary>
    public double MeanExcess { get; }

    /// <summary>The tail from xmin on.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    /// <param name="xmin">One of them.</param>
    /// <returns>
    /// Null where fewer than two values are left, all agree to 1e-6, or their ratio overflows: no law has a likelihood.
    /// </returns>
    public static TailSample? From(ReadOnlySpan<double> eigenvalues, double xmin)
    {
        int first = 0;
        while (first < eigenvalues.Length && eigenvalues[first] < xmin)
        {
            first++;
        }

        double[] logs = new double[eigenvalues.Length - first];
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = Math.Log(eigenvalues[first + k] / xmin);
        }

        return logs.Length >= 2 && logs[^1] is > LeastLog and < MostLog ? new TailSample(logs) : null;
    }
}
