using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A model among published ones of its convention, in every form that can hold it.</summary>
public sealed class PercentileTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    [Fact]
    public void The_table_ends_with_the_place_of_the_model()
    {
        var result = Run("table", Sample);
        string[] lines = result.Output.Split('\n');
        int title = Array.FindIndex(
            lines, line => line.Contains("percentiles among the 8 models of nature2021/VGG", StringComparison.Ordinal));
        Assert.True(title > 0, result.Output);
        Assert.Contains("percentile", lines[title + 2], StringComparison.Ordinal);
        Assert.Contains(lines.Skip(title), line => line.Contains("alpha_weighted", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_has_value_range_and_percentile_of_each_metric()
    {
        using var document = JsonDocument.Parse(Run("json", Sample).Output);
        var model = document.RootElement.GetProperty("models")[0];
        var percentiles = model.GetProperty("percentiles");
        Assert.Equal("VGG", percentiles.GetProperty("family").GetString());
        Assert.Equal(8, percentiles.GetProperty("models").GetInt32());
        var alpha = percentiles.GetProperty("metrics").EnumerateArray().Single(
            metric => metric.GetProperty("metric").GetString() == "alpha");
        Assert.Equal(
            model.GetProperty("summary").GetProperty("alpha").GetDouble(), alpha.GetProperty("value").GetDouble());
        Assert.Equal(2.57249, alpha.GetProperty("min").GetDouble());
        Assert.Equal(3.09909, alpha.GetProperty("max").GetDouble());
        double percentile = alpha.GetProperty("percentile").GetDouble();
        Assert.True(percentile % 12.5 == 0, $"{percentile} is no multiple of an eighth");
    }

    [Theory]
    [InlineData("jsonl", "\"percentiles\":{")]
    [InlineData("markdown", "nature2021/VGG")]
    public void Other_forms_have_it_too(string format, string words) =>
        Assert.Contains(words, Run(format, Sample).Output, StringComparison.Ordinal);

    private static ToolResult Run(string format, string path)
    {
        var result = Tool.Run(
            "analyze", path, "--convention", "nature2021", "--percentile", "nature2021/VGG", "-f", format);
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return result;
    }
}
