namespace Heavytail.Fits.Extremes;

/// <summary>
/// The logarithms of the largest values over one below them, with the sums that estimators of the tail index are made
/// of. The tail index is ξ = 1/(α − 1).
/// </summary>
internal sealed class TopLogs
{
    private readonly double[] _logs; // ln of the largest first, over the largest
    private readonly double[] _sums; // of the first k
    private readonly double[] _squares;
    private readonly double[] _cubes;

    /// <param name="ascending">ln x, ascending, up to a common constant; two or more.</param>
    public TopLogs(ReadOnlySpan<double> ascending)
    {
        int n = ascending.Length;
        _logs = new double[n];
        _sums = new double[n];
        _squares = new double[n];
        _cubes = new double[n];
        (double sum, double square, double cube) = (0, 0, 0);
        for (int k = 0; k < n; k++)
        {
            _logs[k] = ascending[n - 1 - k] - ascending[n - 1];
            _sums[k] = sum;
            _squares[k] = square;
            _cubes[k] = cube;
            sum += _logs[k];
            square += _logs[k] * _logs[k];
            cube += _logs[k] * _logs[k] * _logs[k];
        }
    }

    public int Count => _logs.Length;

    /// <summary>The largest k: the smallest value is the threshold.</summary>
    public int MostTail => Count - 1;

    /// <summary>Logarithms of the largest n values of a spectrum.</summary>
    /// <param name="eigenvalues">Positive, ascending.</param>
    public static TopLogs Of(ReadOnlySpan<double> eigenvalues) => new(LogTails.Of(eigenvalues).Logs);

    /// <summary>ln x of the (k+1)-th largest value, over the largest.</summary>
    public double Log(int k) => _logs[k];

    /// <summary>M₁: the mean of ln(x_j/x_(k+1)) over the k largest.</summary>
    public double First(int k) => (_sums[k] / k) - _logs[k];

    /// <summary>M₂: the mean of its square.</summary>
    public double Second(int k) =>
        (_squares[k] / k) - (2 * _logs[k] * _sums[k] / k) + (_logs[k] * _logs[k]);

    /// <summary>M₃: the mean of its cube.</summary>
    public double Third(int k)
    {
        double log = _logs[k];
        return (_cubes[k] / k) - (3 * log * _squares[k] / k) + (3 * log * log * _sums[k] / k) - (log * log * log);
    }
}
