using Heavytail.Tests.Support;

namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Tries the mutants of a chunk in this process.</summary>
internal static class ChunkRun
{
    /// <summary>The peak is looked at after mutants that allocated this much.</summary>
    private const long Noteworthy = 8_000_000;

    /// <param name="chunk">Which mutants.</param>
    /// <param name="begin">Told the index of each before it is tried.</param>
    /// <param name="isAlone">Whether the memory of the process is that of the mutants.</param>
    public static FuzzResult Run(FuzzChunk chunk, Action<int> begin, bool isAlone = true) =>
        Run(FuzzTargets.Find(chunk.Target), chunk, begin, isAlone);

    /// <param name="target">The kind of input.</param>
    /// <param name="chunk">Which mutants.</param>
    /// <param name="begin">Told the index of each before it is tried.</param>
    /// <param name="isAlone">Whether the memory of the process is that of the mutants.</param>
    public static FuzzResult Run(FuzzTarget target, FuzzChunk chunk, Action<int> begin, bool isAlone = true)
    {
        var figures = new FuzzFigures();
        var findings = new List<Finding>();
        for (int index = chunk.From; index < chunk.To; index++)
        {
            begin(index);
            var mutant = MutantMaker.Make(target, chunk.Seed, index);
            string? what = null;
            try
            {
                var (outcome, cost) = Try(target, mutant);
                figures = figures.Add(outcome, cost);
                what = cost.Excess(mutant.Size);
                if (isAlone && (cost.Allocated > Noteworthy || index == chunk.To - 1))
                {
                    figures = figures with { PeakBytes = Math.Max(figures.PeakBytes, PeakMemory.Bytes()) };
                    if (figures.PeakBytes > MutantCost.MaxPeakBytes)
                    {
                        what ??= $"peak memory of {figures.PeakBytes:N0} bytes";
                        PeakMemory.Reset();
                    }
                }
            }
            catch (Exception e)
            {
                what = e.ToString();
            }

            if (what is not null)
            {
                findings.Add(new Finding(chunk.Target, chunk.Seed, index, what));
            }
        }

        return new FuzzResult(chunk, figures, findings);
    }

    private static (MutantOutcome Outcome, MutantCost Cost) Try(FuzzTarget target, Mutant mutant)
    {
        using var folder = new TempFolder(inMemory: true);
        string path = mutant.Write(folder.Path);
        var outcome = MutantOutcome.Unknown;
        var cost = MutantCost.Of(() =>
        {
            (outcome, long elements) = target.Try(path);
            return elements;
        });
        return (outcome, cost);
    }
}
