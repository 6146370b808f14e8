namespace Heavytail.Cli;

/// <summary>Standard output as a pipe: whether it is one, and whether anybody reads it.
/// </summary>
internal static class OutputPipe
{
    private const int Output = 1;

    /// <summary>The time between two looks.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private static readonly Lazy<bool> s_isPipe = new(FindOut);

    /// <summary>Whether standard output is a pipe; false for a terminal and a file, and on Windows.</summary>
    public static bool IsPipe => s_isPipe.Value;

    /// <summary>Calls back, once, when the reader has gone, which a write would notice late.</summary>
    /// <returns>Ends the watch; null where standard output is no pipe.</returns>
    public static IDisposable? Watch(Action gone)
    {
        if (!IsPipe)
        {
            return null;
        }

        Timer? timer = null;
        int isCalled = 0;
        timer = new Timer(_ =>
        {
            if (DescriptorPoll.HasNoReader(Output) && Interlocked.Exchange(ref isCalled, 1) == 0)
            {
                timer?.Dispose();
                gone();
            }
        });
        timer.Change(s_interval, s_interval);
        return timer;
    }

    private static bool FindOut()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return false;
        }

        try
        {
            // What can be positioned is a file. /dev/null is that, too.
            using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(Output, ownsHandle: false);
            using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            return !stream.CanSeek;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false; // closed, or a folder
        }
    }
}
