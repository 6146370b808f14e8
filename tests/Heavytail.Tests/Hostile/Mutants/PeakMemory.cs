using System.Globalization;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>The most memory that this process has had since the last reset, as the system counts it.</summary>
internal static class PeakMemory
{
    private const string Key = "VmHWM:";

    /// <summary>In bytes; 0 where the system does not say.</summary>
    public static long Bytes()
    {
        const string Status = "/proc/self/status";
        string? line = OperatingSystem.IsLinux()
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line is null ? 0 : 1024 * long.Parse(
            line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    /// <summary>The peak is the present from here on.</summary>
    public static void Reset()
    {
        const string Switch = "/proc/self/clear_refs";
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText(Switch, "5");
        }
    }
}
