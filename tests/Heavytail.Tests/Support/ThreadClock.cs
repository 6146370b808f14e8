using System.Diagnostics;
using System.Globalization;

namespace Heavytail.Tests.Support;

/// <summary>
/// The time that the calling thread has computed, which other work on the machine does not lengthen as it does the time
/// on the wall. Where the system does not tell, it is the time on the wall after all. Linux counts hundredths.
/// </summary>
internal sealed class ThreadClock
{
    /// <summary>The kernel's own thread of this one; it has no file elsewhere than on Linux.</summary>
    private const string Statistics = "/proc/thread-self/stat";

    private const double TicksPerSecond = 100;

    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly double? _start = Seconds();

    public static ThreadClock StartNew() => new();

    public TimeSpan Elapsed =>
        _start is { } start && Seconds() is { } now ? TimeSpan.FromSeconds(now - start) : _wall.Elapsed;

    /// <summary>User and system time: fields 14 and 15, after a name in parentheses that may hold spaces.</summary>
    private static double? Seconds()
    {
        if (!File.Exists(Statistics))
        {
            return null;
        }

        string text = File.ReadAllText(Statistics);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture)
            + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
