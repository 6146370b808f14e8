using System.Globalization;
using System.Text.RegularExpressions;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.House;

/// <summary>
/// No line is longer than <c>.editorconfig</c> allows; no tool enforces that setting. The lines from before this test
/// are counted by area, and the counts only fall.
/// </summary>
public sealed partial class LineLengthTests
{
    /// <summary>Lines that are still too long. When an area reaches zero, its row goes.</summary>
    private static readonly Dictionary<string, int> s_tooLong = new()
    {
        ["bench/Heavytail.Benchmarks"] = 34,
        ["samples/train"] = 4,
        ["src/Heavytail/Analysis"] = 2,
        ["src/Heavytail/Layers"] = 1,
        ["src/Heavytail/LinearAlgebra"] = 1,
        ["src/Heavytail/Spectra"] = 2,
        ["src/Heavytail/Tabular"] = 2,
        ["tests/Heavytail.Cli.Tests"] = 9,
        ["tests/Heavytail.Tests"] = 103,
    };

    private static readonly string[] s_roots = ["src", "bench", "samples", "tests"];

    [Fact]
    public void No_line_is_longer_than_the_editor_settings_allow()
    {
        int columns = MaxColumns();
        ILookup<string, LongLine> found = s_roots
            .SelectMany(Repository.SourceFiles)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !BuildOutput().IsMatch(path))
            .SelectMany(path => LongLines(path, columns))
            .ToLookup(line => Area(line.Path));

        string[] wrong =
        [
            .. found.Select(area => area.Key).Union(s_tooLong.Keys).Order(StringComparer.Ordinal)
                .Select(area => Verdict(area, [.. found[area]], s_tooLong.GetValueOrDefault(area), columns))
                .OfType<string>(),
        ];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("src/Heavytail/Formats/Gguf/GgufReader.cs", "src/Heavytail/Formats")]
    [InlineData("src/Heavytail.Cli/Output/Terminal.cs", "src/Heavytail.Cli")]
    [InlineData("tests/Heavytail.Tests/Fits/PowerLawTests.cs", "tests/Heavytail.Tests")]
    [InlineData("bench/Heavytail.Benchmarks/Program.cs", "bench/Heavytail.Benchmarks")]
    public void An_area_is_a_project_or_a_room_of_the_library(string path, string area) =>
        Assert.Equal(area, Area(path));

    [Theory]
    [InlineData(2, 2, null)]
    [InlineData(3, 2, "x: 3 lines are longer than 120 columns, 2 are allowed; wrap the new ones of\n  a: 1, 2, 3")]
    [InlineData(2, 0, "x: 2 lines are longer than 120 columns, 0 are allowed; wrap\n  a: 1, 2")]
    [InlineData(1, 2, "x: 1 line is longer than 120 columns, 2 are allowed; lower the count to 1")]
    [InlineData(0, 2, "x: 0 lines are longer than 120 columns, 2 are allowed; remove the row")]
    public void A_count_may_neither_rise_nor_stay_behind(int found, int allowed, string? verdict)
    {
        LongLine[] lines = [.. Enumerable.Range(1, found).Select(line => new LongLine("a", line))];
        Assert.Equal(verdict, Verdict("x", lines, allowed, 120));
    }

    private static string? Verdict(string area, IReadOnlyList<LongLine> found, int allowed, int columns)
    {
        if (found.Count == allowed)
        {
            return null;
        }

        string remedy = (found.Count, allowed) switch
        {
            (_, 0) => "wrap" + List(found),
            _ when found.Count > allowed => "wrap the new ones of" + List(found),
            (0, _) => "remove the row",
            _ => $"lower the count to {found.Count}",
        };
        return $"{area}: {found.Count} {(found.Count == 1 ? "line is" : "lines are")} longer than {columns} columns, "
            + $"{allowed} {(allowed == 1 ? "is" : "are")} allowed; {remedy}";
    }

    private static string List(IEnumerable<LongLine> lines) => string.Concat(lines
        .GroupBy(line => line.Path)
        .Select(file => $"\n  {file.Key}: {string.Join(", ", file.Select(line => line.Number))}"));

    private static IEnumerable<LongLine> LongLines(string path, int columns) =>
        File.ReadLines(Repository.Path(path))
            .Select((text, index) => (text, Number: index + 1))
            .Where(line => line.text.Length > columns)
            .Select(line => new LongLine(path, line.Number));

    private static string Area(string path)
    {
        string[] folders = path.Split('/')[..^1];
        int depth = path.StartsWith("src/Heavytail/", StringComparison.Ordinal) ? 3 : 2;
        return string.Join('/', folders.Take(depth));
    }

    private static int MaxColumns()
    {
        var setting = Setting().Match(File.ReadAllText(Repository.Path(".editorconfig")));
        Assert.True(setting.Success, ".editorconfig has no max_line_length");
        return int.Parse(setting.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private sealed record LongLine(string Path, int Number);

    [GeneratedRegex(@"^max_line_length = (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex BuildOutput();
}
