namespace Heavytail.Fits;

/// <summary>The logarithms of ascending values with the sums over their tails, which exponents follow from.</summary>
internal sealed class LogTails
{
    private readonly double[] _logs;
    private readonly double[] _sums; // Σ_{j≥i} ln x_j

    /// <param name="logs">ln x, ascending, up to a common constant.</param>
    public LogTails(double[] logs)
    {
        _logs = logs;
        _sums = new double[logs.Length];
        double sum = 0;
        for (int i = logs.Length - 1; i >= 0; i--)
        {
            sum += logs[i];
            _sums[i] = sum;
        }
    }

    public double[] Logs => _logs;

    /// <summary>The logarithms of ratios to the largest value, ascending.</summary>
    /// <param name="eigenvalues">Positive, ascending, one or more.</param>
    public static LogTails Of(ReadOnlySpan<double> eigenvalues)
    {
        double largest = eigenvalues[^1];
        double[] logs = new double[eigenvalues.Length];
        for (int i = 0; i < logs.Length; i++)
        {
            // The ratio first: so that c·λ gives the same bits as λ for any power of two c.
            logs[i] = Math.Log(eigenvalues[i] / largest);
        }

        return new LogTails(logs);
    }

    /// <summary>The number of values from this one on.</summary>
    public int Count(int start) => _logs.Length - start;

    /// <summary>Σ ln(x_j/x_i) over the tail that begins at x_i.</summary>
    public double Excess(int start) => _sums[start] - (Count(start) * _logs[start]);

    /// <summary>The maximum-likelihood exponent of the tail that begins at this value.</summary>
    public double Alpha(int start) => 1 + (Count(start) / Excess(start));
}
