using System.Globalization;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>
/// What reading a mutant took. <see cref="Work"/> is nearly the same on every machine and under every load; a mutant
/// that costs more than its size allows is a finding even where it is fast.
/// </summary>
/// <param name="Cpu">Processor time of the whole process.</param>
/// <param name="Allocated">Bytes of managed memory, freed ones included.</param>
/// <param name="BytesRead">Bytes that the system read for the process; 0 where it does not say.</param>
/// <param name="Elements">Elements or cells that came out.</param>
internal readonly record struct MutantCost(TimeSpan Cpu, long Allocated, long BytesRead, long Elements)
{
    /// <summary>The longest time, of the processor.</summary>
    public const double MaxSeconds = 5;

    /// <summary>The most memory that the process may ever have had, itself included.</summary>
    public const long MaxPeakBytes = 500_000_000;

    /// <summary>Work that any file may cost, whatever its size.</summary>
    public const long BaseWork = 32_000_000;

    /// <summary>
    /// Work for each byte of the mutant: deflate makes a thousand bytes of one, each of which may become a name or a
    /// number of several.
    /// </summary>
    public const long WorkPerByte = 4_000;

    /// <summary>Bytes allocated, bytes read, and eight for each element.</summary>
    public long Work => Allocated + BytesRead + (sizeof(double) * Elements);

    /// <summary>Runs a trial.</summary>
    public static MutantCost Of(Func<long> trial)
    {
        long read = Read();
        long allocated = GC.GetTotalAllocatedBytes();
        var cpu = Used();
        long elements = trial();
        return new MutantCost(
            Used() - cpu, GC.GetTotalAllocatedBytes() - allocated, Read() - read, elements);
    }

    /// <summary>What is too much, in words; null where nothing is.</summary>
    /// <param name="size">Bytes of the mutant.</param>
    public string? Excess(long size) =>
        Cpu.TotalSeconds > MaxSeconds ? string.Create(
            CultureInfo.InvariantCulture, $"{Cpu.TotalSeconds:F1} s, at most {MaxSeconds} s are allowed")
        : Work > BaseWork + (WorkPerByte * size) ? string.Create(
            CultureInfo.InvariantCulture,
            $"work of {Work:N0} ({Allocated:N0} bytes allocated, {BytesRead:N0} read, {Elements:N0} elements) for "
            + $"{size:N0} bytes, at most {BaseWork + (WorkPerByte * size):N0} are allowed")
        : null;

    private static TimeSpan Used() => Environment.CpuUsage.TotalTime;

    private static long Read()
    {
        const string Key = "rchar: ";
        const string File = "/proc/self/io";
        if (!OperatingSystem.IsLinux() || !System.IO.File.Exists(File))
        {
            return 0;
        }

        string line = System.IO.File.ReadAllLines(File)[0];
        return long.Parse(line[Key.Length..], CultureInfo.InvariantCulture);
    }
}
