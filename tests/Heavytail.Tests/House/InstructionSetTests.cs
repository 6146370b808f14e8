using System.Text.RegularExpressions;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>
/// <c>.ci/run</c> tests the rooms that compute once more on lesser instruction sets. A new room is either one of those,
/// or one of which no test can differ between CPUs.
/// </summary>
public sealed partial class InstructionSetTests
{
    private static readonly string[] s_sameEverywhere =
    [
        "Benchmarks", "Figures", "Files", "Formats", "Gates", "Hashing", "Hostile", "House", "Pages", "Reports",
        "Tabular",
    ];

    [Fact]
    public void Every_room_of_tests_computes_or_is_the_same_on_every_CPU()
    {
        string script = File.ReadAllText(Repository.Path(".ci/run"));
        string[] computing = List().Match(script).Groups[1].Value.Split(' ');
        string tests = Repository.Path("tests/Heavytail.Tests");
        var rooms = Repository.SourceFiles("tests/Heavytail.Tests")
            .Where(file => file.EndsWith("Tests.cs", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(tests, file).Split(Path.DirectorySeparatorChar)[0])
            .Distinct();
        Assert.Equal(
            rooms.Order(StringComparer.Ordinal),
            computing.Concat(s_sameEverywhere).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^computing=\((.*)\)$", RegexOptions.Multiline)]
    private static partial Regex List();
}
