using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>plot</c> in the terminal, and what it refuses.</summary>
public sealed class PlotTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    [Fact]
    public void Every_kind_is_text_that_fits_the_width()
    {
        foreach (string kind in LayerFigures.Kinds.Except(["traps"]))
        {
            var result = new Tool { Columns = 72 }.Start("plot", Sample, "--layer", "fc1", "--kind", kind);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            string[] lines = result.Output.TrimEnd('\n').Split('\n');
            Assert.InRange(lines.Length, 15, 29);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, 72));
            Assert.StartsWith("fc1: ", lines[0], StringComparison.Ordinal);
            Assert.Contains(lines, line => line.Any(c => c is > '\u2800' and <= '\u28ff'));
        }
    }

    [Theory]
    [InlineData("TERM", "dumb")]
    [InlineData("LC_ALL", "C")]
    [InlineData("LC_ALL", "de_DE.ISO-8859-1")]
    public void Without_UTF8_all_is_ASCII(string variable, string value)
    {
        var result = new Tool().With(variable, value)
            .StartProcess("plot", Sample, "--layer", "fc1", "--kind", "esd,ccdf,alpha");
        Assert.Equal(0, result.ExitCode);
        Assert.All(result.Output, c => Assert.True(char.IsAscii(c), $"`{c}` in\n{result.Output}"));
        Assert.Contains("alpha =", result.Output, StringComparison.Ordinal);
        Assert.Contains("P(lambda' >= lambda)", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('?', result.Output);
    }

    [Theory]
    [InlineData("the model has 5 layers; which one?", "`--layer NAME`: `conv1`, `conv2`, `fc1`")]
    [InlineData("no layer is named `fc9`", "did you mean", "--layer", "fc9")]
    [InlineData("`--layer fc*` matches 3 layers", "name one of `fc1`, `fc2`, `fc3`", "--layer", "fc*")]
    [InlineData("no figure is named `cdf`", "`ccdf`", "--layer", "fc1", "--kind", "cdf")]
    [InlineData("each of the 25 slices of `conv2`", "`--slice 0` to `--slice 24`", "--layer", "conv2",
        "--matrices", "slices")]
    [InlineData("`--slice 25`: `conv2` has slices 0 to 24", "", "--layer", "conv2", "--matrices", "slices",
        "--slice", "25")]
    [InlineData("the slices of the layer make one spectrum", "--matrices slices", "--layer", "conv2", "--slice", "1")]
    [InlineData("unknown extension `.tiff`", "extensions are .png, .svg", "--layer", "fc1", "-o", "x.tiff")]
    [InlineData("an image has one figure", "--plots DIR", "--layer", "fc1", "-o", "x.svg", "--kind", "esd,ccdf")]
    [InlineData("there is no folder `none`", "mkdir -p none", "--layer", "fc1", "-o", "none/x.svg")]
    [InlineData("`--size 3x`: expected WxH", "", "--layer", "fc1", "--size", "3x")]
    [InlineData("`--size 9000x9000in`: expected", "", "--layer", "fc1", "--size", "9000x9000in")]
    [InlineData("`--font-size 0`: expected points", "", "--layer", "fc1", "--font-size", "0")]
    [InlineData("`fc1` has no figure `traps`: the only trap is the mean", "", "--layer", "fc1",
        "--kind", "traps")]
    [InlineData("`--slice`: expected 0 or a positive integer", "", "--layer", "fc1", "--slice=-1")]
    public void A_mistake_is_one_error_with_a_hint(string error, string hint, params string[] options)
    {
        var result = Tool.Run(["plot", Sample, .. options]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_models_are_refused()
    {
        var result = Tool.Run("plot", "samples/fashion-mnist", "--layer", "fc1");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("one model", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_kinds_of_a_layer_are_drawn_one_below_the_other()
    {
        var result = Tool.Run("plot", Sample, "--layer", "fc1", "--kind", "all");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            LayerFigures.Kinds.Count - 1,
            result.Output.Split('\n').Count(line => line.StartsWith("fc1: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("weightwatcher")]
    [InlineData("weightwatcher-0.7.5.5")]
    [InlineData("sdm2020")]
    [InlineData("nature2021")]
    public void Every_convention_has_figures(string convention)
    {
        foreach (string kind in new[] { "esd", "esd-linear", "ccdf", "spectrum", "null" })
        {
            var result = Tool.Run("plot", Sample, "--layer", "fc1", "--convention", convention, "--kind", kind);
            Assert.True(result.ExitCode == 0, $"{kind}: {result}");
        }
    }

    [Fact]
    public void A_single_layer_needs_no_name_and_an_odd_one_is_shown_without_its_hidden_characters()
    {
        using var folder = new TempFolder();
        const string odd = "a\u202e\u001b[2J<script>&.weight";
        new SampleFile().Add(odd, 24, 30).Write(folder.File("m.safetensors"));
        var result = Tool.Run("plot", folder.File("m.safetensors"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(@"a\u202e\u001b[2J<script>&: ESD", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
        string image = folder.File("m.svg");
        Assert.Equal(0, Tool.Run("plot", folder.File("m.safetensors"), "-o", image).ExitCode);
        Assert.Contains(new SvgPlot(image).Texts, text =>
            text.StartsWith(@"a\u202e\u001b[2J<script>&", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layer_that_cannot_be_measured_has_its_reason()
    {
        using var folder = new TempFolder();
        new SampleFile().AddConstant("nan.weight", float.NaN, 20, 30).AddConstant("zero.weight", 0, 20, 30)
            .Write(folder.File("m.safetensors"));
        var nan = Tool.Run("plot", folder.File("m.safetensors"), "--layer", "nan");
        Assert.Equal((2, ""), (nan.ExitCode, nan.Output));
        Assert.Contains("600 NaN", nan.Error, StringComparison.Ordinal);
        var zero = Tool.Run("plot", folder.File("m.safetensors"), "--layer", "zero");
        Assert.Equal((2, ""), (zero.ExitCode, zero.Output));
        Assert.Contains("all eigenvalues are zero", zero.Error, StringComparison.Ordinal);
    }
}
