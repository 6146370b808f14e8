namespace Heavytail.Tests.Hostile.Mutants;

/// <summary>Mutants that one worker tries one after the other.</summary>
/// <param name="Target">The kind of input.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="From">The first index.</param>
/// <param name="To">The index behind the last.</param>
internal sealed record FuzzChunk(string Target, int Seed, int From, int To);

/// <summary>A chunk that is done.</summary>
/// <param name="Chunk">Which.</param>
/// <param name="Figures">What its mutants did.</param>
/// <param name="Findings">What they should not have done.</param>
internal sealed record FuzzResult(FuzzChunk Chunk, FuzzFigures Figures, IReadOnlyList<Finding> Findings);
