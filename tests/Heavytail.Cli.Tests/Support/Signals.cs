using System.Diagnostics;
using Xunit;

namespace Heavytail.Cli.Tests.Support;

/// <summary>Signals to a process of the tool.</summary>
internal static class Signals
{
    /// <summary>The exit code after a signal; a machine that is busy gets more than the second that it takes.</summary>
    public static int End(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        kill.WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)), "it did not end");
        return process.ExitCode;
    }
}
