using System.Runtime.InteropServices;
using System.Text;

namespace Heavytail.Cli;

/// <summary>
/// Standard streams that may be closed or full, as <c>2&gt;&amp;-</c> and <c>2&gt;/dev/full</c> make them.
/// </summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>O_CLOEXEC, which no descriptor has that came from another program.</summary>
    private const long CloseOnExec = 0x80000;

    /// <summary>EBADF, the error of a descriptor that is closed.</summary>
    private const int BadDescriptor = 9;

    /// <summary>What holds the descriptors of closed streams as long as the process runs.</summary>
    private static readonly List<SafeHandle> s_holders = [];

    /// <summary>
    /// Takes the descriptors of streams that are closed, so that no file of the work gets one of them and with it what
    /// is meant for the stream; and lets messages be lost where standard error cannot take them. Nothing is read from
    /// or written to descriptors that the runtime has taken before: a pipe of its own would never end.
    /// </summary>
    public static void Guard()
    {
        while (!OperatingSystem.IsWindows())
        {
            var holder = File.OpenHandle("/dev/null");
            s_holders.Add(holder);
            if (holder.DangerousGetHandle() > Error)
            {
                break;
            }
        }

        if (IsTaken(Input))
        {
            Console.SetIn(TextReader.Null);
        }

        if (IsTaken(Output))
        {
            Console.SetOut(new Closed());
        }

        Console.SetError(IsTaken(Error) ? TextWriter.Null : new Messages(Console.Error));
    }

    /// <summary>Whether a write to standard output or standard error would wait.</summary>
    public static bool AreFull() =>
        !OperatingSystem.IsWindows() && (DescriptorPoll.IsFull(Output) || DescriptorPoll.IsFull(Error));

    /// <summary>Whether an exception says that a stream is closed, full, or was never open.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or ObjectDisposedException || IsClosed(e) || IsTooLarge(e);

    /// <summary>Whether an exception says that a file would become larger than its file system or a limit allows.
    /// </summary>
    public static bool IsTooLarge(Exception e) => e is ArgumentOutOfRangeException { ParamName: "value" }
        && e.Message.Contains("file length", StringComparison.Ordinal);

    /// <summary>What went wrong, without the words of .NET where they mislead.</summary>
    public static string Reason(Exception e) => IsTooLarge(e)
        ? "the file would be larger than its file system or `ulimit -f` allows"
        : e is ObjectDisposedException || IsClosed(e) ? "it is closed"
        : e.Message;

    /// <summary>Access is denied to files too; the descriptor of an open one is bad in no case.</summary>
    private static bool IsClosed(Exception e) =>
        e is UnauthorizedAccessException { InnerException: IOException { HResult: BadDescriptor } };

    /// <summary>Whether a standard stream was closed at the start, and its descriptor is something else now.</summary>
    private static bool IsTaken(int descriptor)
    {
        const string Flags = "flags:";
        string info = $"/proc/self/fdinfo/{descriptor}";
        string? line = File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(line => line.StartsWith(Flags, StringComparison.Ordinal))
            : null;
        return line is not null && (Convert.ToInt64(line[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
    }

    /// <summary>Standard output that was closed.</summary>
    private sealed class Closed : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new ObjectDisposedException("standard output");

        public override void Write(string? value) => Write('\n');

        public override void Write(char[] buffer, int index, int count) => Write('\n');
    }

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
