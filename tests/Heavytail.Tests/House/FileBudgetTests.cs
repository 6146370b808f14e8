using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>Files stay small enough to be read: one that grows past the budget is two ideas.</summary>
public sealed class FileBudgetTests
{
    private const int MaxLines = 500;
    private const int MaxMedian = 120;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void No_file_is_over_the_budget(string folder) => Assert.All(
        Repository.SourceFiles(folder),
        file => Assert.True(Lines(file) <= MaxLines, $"{file} has {Lines(file)} lines, more than {MaxLines}"));

    [Fact]
    public void Median_of_the_library_is_small()
    {
        int[] lines = [.. Repository.SourceFiles("src/Heavytail").Select(Lines).Order()];
        Assert.InRange(lines[lines.Length / 2], 1, MaxMedian);
    }

    private static int Lines(string file) => File.ReadLines(file).Count();
}
