using System.Diagnostics;
using System.Numerics;

namespace Heavytail.Benchmarks.Workers;

/// <summary>
/// As many cores as threads, the lowest that this process may use: a thread that moves takes its caches with it, and
/// cores differ in what else runs on them.
/// </summary>
internal static class CoreAffinity
{
    /// <summary>
    /// Runs an action on so many cores. On Linux this binds the calling thread alone; but whatever it starts, threads
    /// and processes, inherits it.
    /// </summary>
    public static T Pinned<T>(int cores, Func<T> action)
    {
        if (!(OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
        {
            return action();
        }

        using var process = Process.GetCurrentProcess();
        nint allowed = process.ProcessorAffinity;
        process.ProcessorAffinity = Lowest(allowed, cores);
        try
        {
            return action();
        }
        finally
        {
            process.ProcessorAffinity = allowed;
        }
    }

    private static nint Lowest(nint allowed, int cores)
    {
        nint lowest = 0;
        for (; cores > 0 && allowed != 0; cores--)
        {
            nint bit = (nint)1 << BitOperations.TrailingZeroCount(allowed);
            lowest |= bit;
            allowed &= ~bit;
        }

        return lowest;
    }
}
