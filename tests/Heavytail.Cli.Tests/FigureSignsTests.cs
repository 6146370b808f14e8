using Heavytail.Cli.Plots;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>In a terminal without colors the parts of a figure are told apart by their signs.</summary>
public sealed class FigureSignsTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_entry_of_a_legend_has_a_sign_of_its_own(bool isPlain)
    {
        var options = new AnalysisOptions();
        using var checkpoint = Checkpoint.Open(Repository.Path(Sample));
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        foreach (var figure in model.Layers.SelectMany(row => LayerFigures.CreateAll(row, options)))
        {
            var signs = new FigureSigns(figure, isPlain);
            string[] shown =
            [
                .. figure.Series.Where(FigureLegend.Names).Select(signs.Of),
                .. figure.Marks.Select(mark => signs.Of(mark).ToString()),
            ];
            Assert.True(shown.Distinct().Count() == shown.Length, $"{figure.Title}: {string.Join(' ', shown)}");
        }
    }

    [Theory]
    [InlineData(false, "◆ above the edge", "✦ predicted by traps", "┊ xmin 4", "║ edge 3")]
    [InlineData(true, "^ above the edge", "x predicted by traps", ": xmin 4", "! edge 3")]
    public void Spikes_traps_and_lines_across_have_characters(bool isPlain, params string[] expected)
    {
        var axis = new FigureAxis("x") { Range = (0, 10) };
        var figure = new Figure("esd", "x", axis, axis)
        {
            Description = "x",
            Series =
            [
                new("above the edge", FigureStyle.Points, FigureRole.Spike, [new(5, 5)]),
                new("predicted by traps", FigureStyle.Points, FigureRole.Trap, [new(6, 1)]),
                new("line", FigureStyle.Line, FigureRole.Fit, [new(0, 5), new(10, 5)]),
            ],
            Marks =
            [
                new("edge", FigureRole.Spike, IsVertical: true, 3),
                new("xmin", FigureRole.Threshold, IsVertical: true, 4),
            ],
        };
        string legend = string.Join('\n', FigureLegend.Lines(figure, isPlain, 200)
            .Select(line => string.Concat(line.Select(piece => piece.Text))));
        Assert.All(expected, entry => Assert.Contains(entry, legend, StringComparison.Ordinal));
        var canvas = FigureDots.Draw(
            figure, AxisScale.Horizontal(figure), AxisScale.Vertical(figure), new DotCanvas(41, 21, isPlain), isPlain);
        string picture = string.Concat(
            from row in Enumerable.Range(0, canvas.Rows)
            from column in Enumerable.Range(0, canvas.Columns)
            select canvas[row, column].Sign);
        Assert.All(expected, entry => Assert.Contains(entry[0], picture));
    }

    [Fact]
    public void Each_law_has_its_name_and_its_letter_on_the_line()
    {
        var result = Tool.Run("plot", Sample, "--layer", "fc1", "--kind", "ccdf");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("other laws", result.Output, StringComparison.Ordinal);
        string[] lines = result.Output.Split('\n');
        foreach (string law in new[] { "⠤a⠤", "⠤b⠤", "⠤c⠤" })
        {
            Assert.Contains(lines, line => line.Contains(law, StringComparison.Ordinal));
            Assert.Contains(lines, line => line.Contains(law[1], StringComparison.Ordinal)
                && line.IndexOfAny(['│', '┤']) >= 0);
        }

        Assert.Contains("log-normal", result.Output, StringComparison.Ordinal);
    }
}
