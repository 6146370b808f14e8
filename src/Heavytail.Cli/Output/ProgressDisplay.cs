using System.Diagnostics;
using System.Globalization;

namespace Heavytail.Cli.Output;

/// <summary>
/// One line on stderr that says how far the work is: files, layers, a bar weighted by cost, time left. It appears only
/// where a person looks on and the work takes longer than half a second.
/// </summary>
internal sealed class ProgressDisplay : IProgress<AnalysisProgress>, IDisposable
{
    private const int BarWidth = 20;
    private const string ClearLine = "\r\u001b[2K";

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly Timer _timer;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private AnalysisProgress? _state;
    private TimeSpan _fileStart;
    private string _file = "";
    private bool _drawn;
    private bool _ended;

    private ProgressDisplay(Terminal terminal)
    {
        _terminal = terminal;
        _timer = new Timer(_ => Draw(), null, s_delay, s_interval);
    }

    /// <summary>Starts a display; null where nobody looks on.</summary>
    public static ProgressDisplay? Start(Terminal terminal) =>
        terminal.IsInteractive ? new ProgressDisplay(terminal) : null;

    /// <summary>The files so far, and the one that begins.</summary>
    /// <param name="done">Files that are done.</param>
    /// <param name="total">All files; null where nobody knows yet.</param>
    /// <param name="path">The file.</param>
    public void NextFile(int done, int? total, string path)
    {
        lock (_gate)
        {
            _state = null;
            _fileStart = _clock.Elapsed;
            string of = total is int all ? string.Create(CultureInfo.InvariantCulture, $"/{all}") : "";
            string count = total == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"file {done + 1}{of}  ");
            _file = count + Printable.Text(Path.GetFileName(path));
        }
    }

    public void Report(AnalysisProgress value)
    {
        lock (_gate)
        {
            _state = value;
        }
    }

    /// <summary>Takes the line away, so that something else can be written.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_drawn)
            {
                _terminal.Write(ClearLine);
                _terminal.Writer.Flush();
                _drawn = false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        _timer.Dispose();
        Clear();
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_ended || _state is not AnalysisProgress state)
            {
                return;
            }

            int filled = (int)(state.Fraction * BarWidth);
            string bar = new string('━', filled) + new string('─', BarWidth - filled);
            string layers = string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * state.Fraction,3:F0}%  layer {state.LayersDone}/{state.LayersTotal}{Times(state)}");
            string line = $"{_file}  {bar} {layers}  {Printable.Text(state.Layer ?? "")}";
            _terminal.Write(ClearLine + Printable.Shorten(line, Math.Max(20, _terminal.Width - 1)));
            _terminal.Writer.Flush();
            _drawn = true;
        }
    }

    private string Times(AnalysisProgress state)
    {
        var elapsed = _clock.Elapsed - _fileStart;
        string left = state.Fraction is > 0 and < 1
            ? $"  eta {Format(elapsed * ((1 / state.Fraction) - 1))}"
            : "";
        return $"  {Format(elapsed)}{left}";
    }

    private static string Format(TimeSpan time) => time.ToString(
        time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
