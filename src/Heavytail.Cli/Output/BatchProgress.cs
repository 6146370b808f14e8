namespace Heavytail.Cli.Output;

/// <summary>
/// How far the work on several files is. Files count by what they should take, by their size until that is known, and
/// layers by their cost; between two layers that are done the work goes on at the rate so far, so that the bar also
/// moves inside of one large layer.
/// </summary>
/// <param name="time">The clock; null for that of the system.</param>
internal sealed class BatchProgress(TimeProvider? time = null)
{
    /// <summary>Seconds that a file takes beside its layers.</summary>
    private const double SecondsPerFile = 0.03;

    /// <summary>The share and the time of several files before which nothing is said about the rest.</summary>
    private const double LeastFraction = 0.01;
    private const double LeastSeconds = 2;

    /// <summary>The share from which the time so far counts for more than the estimate, which may be off by a factor.
    /// </summary>
    private const double TrustedFraction = 0.1;
    private const double MostOff = 4;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<double> _weights = [];
    private long _start = (time ?? TimeProvider.System).GetTimestamp();
    private long _fileStart;
    private long _reported;
    private int _done;
    private bool _isPlanned;
    private double _fileFraction;

    /// <summary>What the analysis of the file has reported; null before it begins.</summary>
    public AnalysisProgress? State { get; private set; }

    /// <summary>The time since the work began.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>The share of all files that is done, from 0 to 1; it never falls within a file.</summary>
    public double Fraction
    {
        get
        {
            _fileFraction = Math.Max(_fileFraction, FileFraction());
            if (_done >= _weights.Count)
            {
                return _fileFraction; // the number of files is not known
            }

            double before = _weights.Take(_done).Sum();
            return Math.Min(1, (before + (_weights[_done] * _fileFraction)) / _weights.Sum());
        }
    }

    /// <summary>The time that all files may still take; null where too little is known.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (Fraction is not (> 0 and < 1 and var fraction) || _weights.Count == 0)
            {
                return null;
            }

            if (_weights.Count == 1)
            {
                return Elapsed * ((1 / fraction) - 1);
            }

            if (!_isPlanned || fraction < LeastFraction || Elapsed.TotalSeconds < LeastSeconds)
            {
                return null;
            }

            double all = _weights.Sum();
            double slowness = Elapsed.TotalSeconds / (all * fraction);
            double trusted = fraction < TrustedFraction ? Math.Clamp(slowness, 1 / MostOff, MostOff) : slowness;
            return TimeSpan.FromSeconds(all * (1 - fraction) * trusted);
        }
    }

    /// <summary>The files that will be read, which decide on the weight of each.</summary>
    public void Expect(IReadOnlyList<string> paths)
    {
        _weights.Clear();
        _weights.AddRange(paths.Select(path =>
            new FileInfo(path) is { Exists: true } file ? Math.Max(1.0, file.Length) : 1));
        _isPlanned = false;
        _start = _time.GetTimestamp();
    }

    /// <summary>What each of the files should take.</summary>
    /// <param name="seconds">Seconds on one thread, from headers; 0 for a file that cannot be read.</param>
    public void Plan(IReadOnlyList<double> seconds)
    {
        _weights.Clear();
        _weights.AddRange(seconds.Select(estimate => estimate + SecondsPerFile));
        _isPlanned = true;
    }

    /// <summary>A file begins.</summary>
    /// <param name="done">Number of files before it.</param>
    public void NextFile(int done)
    {
        (_done, _fileFraction, State) = (done, 0, null);
        _fileStart = _reported = _time.GetTimestamp();
    }

    /// <summary>Further work on the only file begins, with a clock of its own.</summary>
    public void NextPass()
    {
        _weights.Clear();
        _weights.Add(1);
        _start = _time.GetTimestamp();
        NextFile(0);
    }

    /// <summary>The analysis of the file begins, or a layer is done.</summary>
    public void Report(AnalysisProgress state) => (State, _reported) = (state, _time.GetTimestamp());

    private double FileFraction()
    {
        if (State is not { CostTotal: > 0 } state)
        {
            return State is null ? 0 : 1;
        }

        double left = state.CostTotal - state.CostDone;
        double seconds = _time.GetElapsedTime(_fileStart, _reported).TotalSeconds;
        double rate = state.CostDone > 0 && seconds > 0
            ? state.CostDone / seconds
            : state.CostTotal / Math.Max(state.EstimatedSeconds, 0.001);

        // What is left shrinks, and is never all done before the report says so.
        double since = _time.GetElapsedTime(_reported).TotalSeconds;
        double meanwhile = left > 0 ? left * (1 - Math.Exp(-since * rate / left)) : 0;
        return (state.CostDone + meanwhile) / state.CostTotal;
    }
}
