using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>What a spectrum is taken of: the options, what they refuse, and what reports say.</summary>
public sealed class MatrixOptionTests
{
    private const StringSplitOptions Words = StringSplitOptions.RemoveEmptyEntries;
    private const string Model = "samples/fashion-mnist/batch-0016.safetensors";

    [Theory]
    [InlineData("--matrices unfolded", " matrices: unfolded\n")]
    [InlineData("--farms --window 8x8 --windows 2", " matrices: windows of 8x8, 2 along each dimension: noise has")]
    [InlineData("--matrices operator --image 6x8", " matrices: operator of 6x8: noise has another spectrum here, so")]
    [InlineData("--inverse", " matrices: pooled, inverse: noise has another spectrum here, so that")]
    [InlineData("--matrices stacked", " matrices: stacked: noise has another spectrum here, so that spikes")]
    public void A_table_says_what_spectra_are_of(string options, string words) =>
        Assert.Contains(words, Run("analyze", options).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("--matrices unfolded", "\"matrices\": \"unfolded\",")]
    [InlineData("--matrices operator --image 6x8", "\"image\": [6, 8]")]
    [InlineData("--farms --window 8x4", "\"window\": [8, 4]")]
    [InlineData("--inverse", "\"inverse\": true")]
    public void JSON_has_the_options(string options, string words)
    {
        string json = Run("analyze", options + " --json").Output;
        Assert.Contains(
            words.Replace(" ", "", StringComparison.Ordinal),
            string.Concat(json.Where(letter => !char.IsWhiteSpace(letter))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--matrices slices --compat weightwatcher", "--matrices slices and convention weightwatcher-0.7.5.5")]
    [InlineData("--inverse --convention nature2021", "--inverse and convention nature2021 exclude each other")]
    [InlineData("--matrices operator", "--matrices operator needs --image, the dimensions of the images")]
    [InlineData("--image 8x8", "--image needs --matrices operator")]
    [InlineData("--matrices operator --image 7x7", "--image 7x7: one of its dimensions has to be even")]
    [InlineData("--matrices operator --image 8x", "`--image 8x`: expected HxW, such as 32x32")]
    [InlineData("--window 8x8", "--window needs --matrices windows")]
    [InlineData("--windows 3", "--windows needs --matrices windows")]
    [InlineData("--windows 0 --farms", "`--windows 0`: expected a positive integer")]
    [InlineData("--farms --matrices operator", "`--matrices operator` and `--farms` exclude each other")]
    [InlineData("--matrices unfold", "did you mean")]
    public void What_cannot_be_is_refused_before_the_work(string options, string words)
    {
        var result = Run("analyze", options);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--layers=fc1 x fc2", "fc1 x fc2")]
    [InlineData("--layers=fc1|--layers=fc2", "fc1 x fc2")]
    [InlineData("--layers=* x fc3", "fc2 x fc3")]
    [InlineData("--layers=!fc1", "fc2 x fc3")]
    [InlineData("--layers=!fc1 x fc2", "fc2 x fc3")]
    [InlineData("--layers=* x *|--layers=!fc3", "fc1 x fc2")]
    public void Products_are_selected_by_their_name_or_those_of_both_layers(string options, string name)
    {
        string[] args = ["--matrices", "products", "-fcsv", "--columns=name", .. options.Split('|')];
        Assert.Equal($"name\n{name}\n", Tool.Run(["analyze", Model, .. args]).Output);
    }

    [Fact]
    public void Descriptions_name_products() => Assert.Contains(
        " dense, 192 eigenvalues: fc1 x fc2\n",
        Run("describe", "--matrices products").Output,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("--inverse")]
    [InlineData("--matrices products")]
    [InlineData("--matrices stacked")]
    public void Where_layers_have_no_labels_there_is_no_verdict(string options)
    {
        string summary = Run("analyze", options + " --summary-only").Output;
        Assert.StartsWith("means over layers", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict", Run("analyze", options).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", Run("analyze", options).Output, StringComparison.Ordinal);
        string[][] csv = [.. Run("analyze", options + " --summary-only -fcsv").Output.Split('\n')
            .Select(line => line.Split(','))];
        Assert.All(
            new[] { "inside", "outside", "uncertain", "random_like" },
            name => Assert.Equal("", csv[1][Array.IndexOf(csv[0], name)]));
    }

    [Theory]
    [InlineData("analyze --measure", "`--measure` names no measure")]
    [InlineData("rank --metric", "`--metric` names no metric")]
    public void Lists_of_nothing_are_refused(string command, string words)
    {
        foreach (string list in new[] { "", ",", " , " })
        {
            var result = Tool.Run([.. command.Split(' '), list, Model]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_kernel_larger_than_the_image_fails()
    {
        var result = Run("analyze", "--matrices operator --image 4x4");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "tensor `conv1.weight`: its kernel is 5x5, larger than --image 4x4",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Each_slice_is_a_row()
    {
        string[] lines = Run("analyze", "--matrices slices --layers conv2").Output.Split('\n');
        Assert.Equal(25, lines.Count(line => line.StartsWith(" conv2 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Describe_estimates_them()
    {
        var result = Run("describe", "--matrices operator --image 32x32");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("conv2d, 16384 eigenvalues", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            ", matrices operator of 32x32 ", string.Join(' ', result.Output.Split((char[]?)null, Words)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("products")]
    [InlineData("stacked")]
    public void Patterns_name_the_layers_that_matrices_are_computed_from(string kind)
    {
        var result = Run("analyze", $"--matrices {kind} --layers fc1 --layers fc2");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(kind == "products" ? "fc1 x fc2" : "stacked", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_are_named_and_others_have_a_reason()
    {
        var result = Run("analyze", "--matrices products -v");
        Assert.Contains(" fc1 x fc2 ", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "conv2 x fc1: `conv2` is a convolution of 25 slices, not a matrix",
            result.Output,
            StringComparison.Ordinal);
    }

    private static ToolResult Run(string verb, string options) =>
        Tool.Run([verb, Model, .. options.Split(' ')]);
}
