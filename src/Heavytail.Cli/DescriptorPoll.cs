using System.Runtime.InteropServices;

namespace Heavytail.Cli;

/// <summary>What the other end of a standard stream does, without a write that could wait. Not for Windows.</summary>
internal static partial class DescriptorPoll
{
    /// <summary>POLLOUT, on Linux and macOS.</summary>
    private const short Takes = 0x04;

    /// <summary>POLLERR and POLLHUP.</summary>
    private const short Gone = 0x08 | 0x10;

    /// <summary>Whether nobody reads a pipe any more.</summary>
    public static bool HasNoReader(int descriptor) => (Poll(descriptor, 0) & Gone) != 0;

    /// <summary>Whether a write would wait: a pipe is full, or a terminal is stopped.</summary>
    public static bool IsFull(int descriptor) => Poll(descriptor, Takes) == 0;

    private static int Poll(int descriptor, short requested)
    {
        var request = new PollRequest { Descriptor = descriptor, Requested = requested };
        return Poll(ref request, 1, 0) > 0 ? request.Returned : 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    /// <summary>struct pollfd of Linux and macOS.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
