using System.Runtime.InteropServices;
using System.Text;

namespace Heavytail.Cli;

/// <summary>
/// Standard streams that may be closed or full, as <c>2&gt;&amp;-</c> and <c>2&gt;/dev/full</c> make them.
/// </summary>
internal static class StandardStreams
{
    private const int LastStandardDescriptor = 2;

    /// <summary>What holds the descriptors of closed streams as long as the process runs.</summary>
    private static readonly List<SafeHandle> s_holders = [];

    /// <summary>
    /// Takes the descriptors of streams that are closed, so that no file of the work gets one of them and with it what
    /// is meant for the stream; and lets messages be lost where standard error cannot take them.
    /// </summary>
    public static void Guard()
    {
        while (!OperatingSystem.IsWindows())
        {
            var holder = File.OpenHandle("/dev/null");
            s_holders.Add(holder);
            if (holder.DangerousGetHandle() > LastStandardDescriptor)
            {
                break;
            }
        }

        Console.SetError(new Messages(Console.Error));
    }

    /// <summary>Whether an exception says that a stream is closed, full, or was never open.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or UnauthorizedAccessException or ObjectDisposedException;

    /// <summary>Writes what can be written: a message that nobody can read is no reason to lose results.</summary>
    private sealed class Messages(TextWriter inner) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => Try(() => inner.Write(value));

        public override void Write(string? value) => Try(() => inner.Write(value));

        public override void Write(char[] buffer, int index, int count) =>
            Try(() => inner.Write(buffer, index, count));

        public override void Flush() => Try(inner.Flush);

        private static void Try(Action write)
        {
            try
            {
                write();
            }
            catch (Exception e) when (IsFailure(e))
            {
                // There is no other place to say it.
            }
        }
    }
}
