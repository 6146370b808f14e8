using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>The rooms of the library, and which may use which; a new room is a new row.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> s_mayUse = new()
    {
        ["Tables"] = [],
        ["Tensors"] = [],
        ["Formats"] = ["Tensors"],
        ["Layers"] = ["Tensors", "Formats"],
        ["LinearAlgebra"] = [],
        ["Statistics"] = [],
        ["Spectra"] = ["Tensors", "Layers", "LinearAlgebra"],
        ["Fits"] = ["LinearAlgebra", "Spectra"],
        ["Metrics"] = ["LinearAlgebra", "Spectra", "Fits"],
        ["Analysis"] = ["Tensors", "Formats", "Layers", "LinearAlgebra", "Spectra", "Fits", "Metrics"],
        ["Trends"] =
        [
            "Tables", "Statistics", "Tensors", "Formats", "Layers", "LinearAlgebra", "Spectra", "Fits", "Metrics",
            "Analysis",
        ],
        ["Reports"] =
        [
            "Tables", "Statistics", "Tensors", "Formats", "Layers", "LinearAlgebra", "Spectra", "Fits", "Metrics",
            "Analysis", "Trends",
        ],
    };

    private static readonly Lazy<IReadOnlyList<Dependency>> s_found = new(LibraryDependencies.Find);

    [Fact]
    public void Rooms_use_only_the_rooms_they_may()
    {
        string[] wrong =
        [
            .. s_found.Value
                .Where(found => s_mayUse.ContainsKey(found.To) && !s_mayUse[found.From].Contains(found.To))
                .Select(found => $"{found.From} uses {found.To}: {found.Place}"),
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_is_a_known_room()
    {
        string library = Repository.Path("src/Heavytail");
        Assert.Equal(
            s_mayUse.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(library)
                .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        foreach (string file in Repository.SourceFiles("src/Heavytail"))
        {
            string folder = Path.GetRelativePath(Repository.Path("src"), Path.GetDirectoryName(file)!);
            string expected = $"namespace {folder.Replace(Path.DirectorySeparatorChar, '.')};";
            Assert.True(File.ReadLines(file).Contains(expected), $"{file} has no `{expected}`");
        }
    }

    [Fact]
    public void Library_knows_no_console() =>
        Assert.DoesNotContain(s_found.Value, found => found.To == "System.Console");

    /// <summary>A check that finds nothing wrong has to find something.</summary>
    [Theory]
    [InlineData("Reports", "Analysis")]
    [InlineData("Analysis", "Formats")]
    [InlineData("Metrics", "Fits")]
    [InlineData("Formats", "Tensors")]
    [InlineData("Reports", "System.IO.TextWriter")]
    public void Uses_are_found(string from, string to) =>
        Assert.Contains(s_found.Value, found => found.From == from && found.To == to);
}
