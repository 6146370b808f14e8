using Heavytail.Plans;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Plans;

/// <summary>Scores of others: every layout, and what is wrong with a file.</summary>
public sealed class ScoreFileTests
{
    [Theory]
    [InlineData("name,score\na,1\nb,inf\n")]
    [InlineData("layer;alpha\na;1\nb;inf\n")]
    [InlineData("{\"a\": 1, \"b\": Infinity}")]
    [InlineData("{\"a\": {\"snr\": 1, \"type\": \"t\"}, \"b\": {\"snr\": Infinity, \"type\": \"t\"}}")]
    [InlineData("{\"t\": {\"a\": 1, \"b\": Infinity}}")]
    [InlineData("[{\"name\": \"a\", \"score\": 1}, {\"name\": \"b\", \"score\": Infinity}]")]
    [InlineData("\ufeff {\"layers\": [{\"layer\": \"a\", \"score\": 1}, {\"layer\": \"b\", \"score\": Infinity}]}")]
    public void Every_layout_is_read(string text)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "scores");
        File.WriteAllText(path, text);
        var scores = ScoreFile.Read(path, null);
        Assert.Equal(["a", "b"], scores.Select(score => score.Layer));
        Assert.Equal([1, double.PositiveInfinity], scores.Select(score => score.Score));
    }

    [Theory]
    [InlineData("name,score\na,1\na,2\n", "layer `a` has two scores")]
    [InlineData("x,score\na,1\n", "has no column with the names of the layers")]
    [InlineData("name,x\na,1\n", "has no column with scores")]
    [InlineData("name,score\na,high\n", "found `high`, expected a number")]
    [InlineData("{\"a\": tru}", "is not valid JSON")]
    [InlineData("{}", "has no scores")]
    [InlineData("[1, 2]", "has no scores")]
    public void A_file_without_scores_says_what_is_missing(string text, string problem)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "scores");
        File.WriteAllText(path, text);
        var error = Assert.Throws<TableException>(() => ScoreFile.Read(path, null));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_Infinity_in_them_stay_as_they_are()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "scores");
        File.WriteAllText(path, "{\"Infinity \\\" NaN\": NaN}");
        var score = Assert.Single(ScoreFile.Read(path, null));
        Assert.Equal("Infinity \" NaN", score.Layer);
        Assert.Equal(double.NaN, score.Score);
    }

    [Fact]
    public void Scores_find_layers_by_name_module_or_tensor()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "scores");
        File.WriteAllText(path, "name,score\na,1\nb.weight,2\n");
        var layers = PlanScores.WithFile(
            [new("a[1]", "a.weight", 1), new("b", "b.weight", 1), new("c", "c.weight", 1) { Score = 9 }], path);
        Assert.Equal([1, 2, null], layers.Select(layer => layer.Score));
        Assert.Equal(["b.weight"], PlanScores.Unmatched([new("a[1]", "a.weight", 1)], path));
        Assert.Empty(PlanScores.Unmatched(layers, path));
        var error = Assert.Throws<TableException>(() => PlanScores.WithFile([new("x", "x", 1)], path));
        Assert.Contains("names no layer of the model, such as `x`", error.Message, StringComparison.Ordinal);
    }
}
