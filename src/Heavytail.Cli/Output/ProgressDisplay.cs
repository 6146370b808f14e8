using System.Globalization;

namespace Heavytail.Cli.Output;

/// <summary>
/// One line on stderr that says how far the work is: file, a bar, layers, the time that all files have taken and may
/// still take. It appears only where a person looks on and the work takes longer than half a second.
/// </summary>
internal sealed class ProgressDisplay : IProgress<AnalysisProgress>, IDisposable
{
    private const int BarWidth = 20;
    private const int LeastName = 8;

    /// <summary>Columns that stay free for <c>^C</c> behind the line: one that wraps cannot be cleared.</summary>
    private const int Margin = 5;

    private const string ClearLine = "\r\u001b[2K";

    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly Timer _timer;
    private readonly BatchProgress _batch = new();
    private string _file = "";
    private string _count = "";
    private bool _drawn;
    private bool _waits;
    private volatile bool _ended;

    private ProgressDisplay(Terminal terminal)
    {
        _terminal = terminal;
        _timer = new Timer(_ => Draw(), null, s_delay, s_interval);
    }

    /// <summary>Starts a display; null where nobody looks on.</summary>
    public static ProgressDisplay? Start(Terminal terminal) =>
        terminal.IsInteractive ? new ProgressDisplay(terminal) : null;

    /// <summary>The files that will be read.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="estimate">The seconds that a file should take; null where nobody knows.</param>
    public void Expect(IReadOnlyList<string> paths, Func<string, double>? estimate = null)
    {
        lock (_gate)
        {
            _batch.Expect(paths);
        }

        if (estimate is not null && paths.Count > 1)
        {
            new Thread(() => Plan(paths, estimate)) { IsBackground = true }.Start();
        }
    }

    /// <summary>The files so far, and the one that begins.</summary>
    /// <param name="done">Files that are done.</param>
    /// <param name="total">All files; null where nobody knows yet.</param>
    /// <param name="path">The file.</param>
    public void NextFile(int done, int? total, string path)
    {
        lock (_gate)
        {
            _waits = false;
            _batch.NextFile(done);
            string of = total is int all ? string.Create(CultureInfo.InvariantCulture, $"/{all}") : "";
            _count = total == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"file {done + 1}{of}  ");
            _file = Printable.Text(Path.GetFileName(path));
        }
    }

    /// <summary>Further work on the same file begins, with a bar of its own.</summary>
    public void NextPass()
    {
        lock (_gate)
        {
            _batch.NextPass();
        }
    }

    public void Report(AnalysisProgress value)
    {
        lock (_gate)
        {
            _waits = false;
            _batch.Report(value);
        }
    }

    /// <summary>Takes the line away until the work goes on, so that something else can be written.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waits = true;
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

    /// <summary>The line, whole in the width: the name of the file gives way.</summary>
    /// <param name="count"><c>file 2/7  </c>; empty for one file.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="batch">How far the work is.</param>
    /// <param name="width">Columns to fill at most.</param>
    internal static string Line(string count, string file, BatchProgress batch, int width)
    {
        var state = batch.State!;
        double fraction = batch.Fraction;
        int filled = (int)(fraction * BarWidth);
        string bar = new string('━', filled) + new string('─', BarWidth - filled);
        string left = batch.Left is { } time ? $"  eta {Format(time)}" : "";
        string rest = string.Create(
            CultureInfo.InvariantCulture,
            $"{bar} {100 * fraction,3:F0}%  layer {state.LayersDone}/{state.LayersTotal}")
            + $"  {Format(batch.Elapsed)}{left}";
        int room = width - count.Length - rest.Length - 2;
        string name = room < LeastName ? "" : Printable.Shorten(file, room) + "  ";
        return Printable.Shorten(count + name + rest, width);
    }

    private static string Format(TimeSpan time) => time.ToString(
        time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>Reads headers beside the work: many are no reason to begin later.</summary>
    private void Plan(IReadOnlyList<string> paths, Func<string, double> estimate)
    {
        var seconds = new List<double>();
        foreach (string path in paths)
        {
            if (_ended)
            {
                return;
            }

            seconds.Add(estimate(path));
        }

        lock (_gate)
        {
            _batch.Plan(seconds);
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_ended || _waits || _batch.State is null)
            {
                return;
            }

            _terminal.Write(ClearLine + Line(_count, _file, _batch, Math.Max(20, _terminal.Width - Margin)));
            _terminal.Writer.Flush();
            _drawn = true;
        }
    }
}
