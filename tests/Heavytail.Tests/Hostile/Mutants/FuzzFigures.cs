using System.Globalization;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>What a number of mutants did. Public names are keys of the log.</summary>
internal sealed record FuzzFigures
{
    public int Read { get; init; }

    public int Refused { get; init; }

    public int Unknown { get; init; }

    public double SlowestSeconds { get; init; }

    public long PeakBytes { get; init; }

    public long MostAllocated { get; init; }

    public long MostWork { get; init; }

    public int Mutants => Read + Refused + Unknown;

    public FuzzFigures Add(MutantOutcome outcome, MutantCost cost) => Add(new FuzzFigures
    {
        Read = outcome == MutantOutcome.Read ? 1 : 0,
        Refused = outcome == MutantOutcome.Refused ? 1 : 0,
        Unknown = outcome == MutantOutcome.Unknown ? 1 : 0,
        SlowestSeconds = cost.Cpu.TotalSeconds,
        MostAllocated = cost.Allocated,
        MostWork = cost.Work,
    });

    public FuzzFigures Add(FuzzFigures other) => new()
    {
        Read = Read + other.Read,
        Refused = Refused + other.Refused,
        Unknown = Unknown + other.Unknown,
        SlowestSeconds = Math.Max(SlowestSeconds, other.SlowestSeconds),
        PeakBytes = Math.Max(PeakBytes, other.PeakBytes),
        MostAllocated = Math.Max(MostAllocated, other.MostAllocated),
        MostWork = Math.Max(MostWork, other.MostWork),
    };

    public static string Header { get; } =
        $"{"",-24}{"mutants",9}{"read",9}{"refused",9}{"unknown",9}{"slowest s",11}{"peak MB",9}{"alloc. MB",11}"
        + $"{"work MB",9}";

    public string Line(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-24}{Mutants,9}{Read,9}{Refused,9}{Unknown,9}{SlowestSeconds,11:F2}{PeakBytes / 1e6,9:F0}"
        + $"{MostAllocated / 1e6,11:F1}{MostWork / 1e6,9:F1}");
}
