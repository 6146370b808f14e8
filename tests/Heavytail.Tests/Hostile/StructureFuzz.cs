using Heavytail.Tests.Hostile.Mutants;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Hostile;

/// <summary>
/// A small size of the fuzz that <c>-- fuzz</c> runs for a night: mutants that know how files are built, with a budget
/// of time and work; the process has the memory of all tests, and only the fuzz judges memory.
/// </summary>
[Collection(Alone.Name)]
public sealed class StructureFuzz
{
    private const int Seed = 7;
    private const int Mutants = 60;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutants_are_read_or_refused_within_their_budget(string target)
    {
        var result = ChunkRun.Run(new FuzzChunk(target, Seed, 0, Mutants), _ => { }, isAlone: false);
        Assert.True(result.Findings.Count == 0, string.Join("\n\n", result.Findings));
        Assert.Equal(Mutants, result.Figures.Mutants);
    }

    [Fact]
    public void The_same_index_makes_the_same_mutant()
    {
        foreach (var target in FuzzTargets.All)
        {
            var (a, b) = (MutantMaker.Make(target, Seed, 3), MutantMaker.Make(target, Seed, 3));
            Assert.Equal(a.Recipe, b.Recipe);
            Assert.Equal(a.Files, b.Files, (x, y) => x.Name == y.Name && x.Bytes.AsSpan().SequenceEqual(y.Bytes));
        }
    }
}
