namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>A kind of input: a format, a kind of table, layer rules.</summary>
/// <param name="Name">Of the format, or words.</param>
/// <param name="Seeds">Honest files, those made for tests first.</param>
/// <param name="Try">Reads a file; returns how that ended and how many elements were read.</param>
internal sealed record FuzzTarget(
    string Name, IReadOnlyList<FuzzSeed> Seeds, Func<string, (MutantOutcome Outcome, long Elements)> Try)
{
    /// <summary>How many of the seeds were made for tests: they are small, and reach most with each mutation.</summary>
    public int OwnSeeds { get; init; } = 1;
}
