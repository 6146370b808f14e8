using Heavytail.Cli.Plots;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>analyze --plots</c>: images of every layer, and nothing outside of their folder.</summary>
public sealed class PlotFolderTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    [Fact]
    public void Every_layer_has_its_figures_and_the_output_stays_the_same()
    {
        using var folder = new TempFolder();
        var plain = Tool.Run("analyze", Sample, "-f", "csv");
        var result = Tool.Run("analyze", Sample, "-f", "csv", "--plots", folder.File("new/plots"));
        Assert.Equal(plain, result);
        string[] files = [.. Directory.GetFiles(folder.File("new/plots")).Select(Path.GetFileName)!];
        foreach (string layer in new[] { "conv2", "fc1", "fc2" })
        {
            foreach (string kind in LayerFigures.Kinds.Except(["traps", LayerFigures.Vectors]))
            {
                Assert.Contains($"{layer}.{kind}.png", files);
                Assert.Contains($"{layer}.{kind}.svg", files);
            }
        }

        Assert.Contains("conv1.esd.svg", files);
        Assert.Contains("fc3.spectrum.svg", files);
    }

    [Fact]
    public void Bytes_do_not_depend_on_threads_and_are_those_of_plot()
    {
        using var folder = new TempFolder();
        foreach (string threads in new[] { "1", "4" })
        {
            Assert.Equal(0, Tool.Run("analyze", Sample, "--layers", "fc*", "-j", threads, "--plots-format", "svg",
                "--plots", folder.File(threads), "-q").ExitCode);
        }

        string[] files = [.. Directory.GetFiles(folder.File("1")).Select(Path.GetFileName).Order()!];
        Assert.All(files, file => Assert.EndsWith(".svg", file, StringComparison.Ordinal));
        Assert.Equal(files, Directory.GetFiles(folder.File("4")).Select(Path.GetFileName).Order());
        Assert.All(files, file => Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.File("1"), file)),
            File.ReadAllBytes(Path.Combine(folder.File("4"), file))));
        string[] plot = ["plot", Sample, "--layer", "fc1", "--kind", "ccdf", "-o", folder.File("p.svg")];
        Assert.Equal(0, Tool.Run(plot).ExitCode);
        Assert.Equal(
            File.ReadAllText(folder.File("p.svg")), File.ReadAllText(Path.Combine(folder.File("1"), "fc1.ccdf.svg")));
    }

    [Fact]
    public void Hostile_names_stay_in_the_folder()
    {
        using var folder = new TempFolder();
        string[] names =
        [
            "../../escape.weight", "/etc/passwd.weight", "<script>alert(1)</script>.weight", "a\u001b[2J\u202eb.weight",
            new string('n', 4089) + ".weight", new string('n', 4088) + "m.weight", "..weight", "CON.weight",
            "a b.weight", "a?b.weight", "A b.weight", "שלום.weight",
        ];
        var file = new SampleFile();
        foreach (string name in names)
        {
            file.Add(name, 16, 20);
        }

        string plots = folder.File("deep/plots");
        file.Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", folder.File("m.safetensors"), "-q", "--plots", plots, "--plots-format", "svg");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(
            [folder.File("deep"), folder.File("m.safetensors")],
            Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal([plots], Directory.GetFileSystemEntries(folder.File("deep")));
        string[] files = [.. Directory.GetFiles(plots).Select(Path.GetFileName)!];
        Assert.Equal(names.Length, files.Count(name => name.EndsWith(".esd.svg", StringComparison.Ordinal)));
        Assert.All(files, name => Assert.Matches(@"^[A-Za-z0-9_][A-Za-z0-9._~-]{0,150}$", name));
        Assert.Equal(files.Length, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        foreach (string path in Directory.GetFiles(plots))
        {
            var plot = new SvgPlot(path); // parses
            Assert.All(plot.Texts, text => Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u202e'));
        }
    }

    [Fact]
    public void Slices_have_files_of_their_own()
    {
        using var folder = new TempFolder();
        var result = Tool.Run(
            "analyze", Sample, "--layers", "conv2", "--matrices", "slices", "--min-evals", "1", "-q",
            "--plots", folder.Path, "--plots-format", "svg");
        Assert.True(result.ExitCode == 0, result.ToString());
        for (int slice = 0; slice < 25; slice++)
        {
            Assert.True(File.Exists(folder.File($"conv2.slice-{slice}.esd.svg")));
        }
    }

    [Fact]
    public void Several_models_have_a_folder_each()
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(folder.File(name));
            new SampleFile().Add("x.weight", 16, 20 + name[0]).Write(folder.File(name + "/m.safetensors"));
        }

        var result = Tool.Run(
            "analyze", folder.File("a/m.safetensors"), folder.File("b/m.safetensors"), "-q",
            "--plots", folder.File("plots"), "--plots-format", "svg");
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.True(File.Exists(folder.File("plots/m.safetensors/x.esd.svg")));
        Assert.True(File.Exists(folder.File("plots/m.safetensors~2/x.esd.svg")));
    }

    [Theory]
    [InlineData("`--plots-format` needs `--plots DIR`", "--plots-format", "svg")]
    [InlineData("`--font-size` needs `--plots DIR`", "--font-size", "7")]
    [InlineData("`--font-size 0.5`: expected points from 1 to 100", "--plots", "x", "--font-size", "0.5")]
    [InlineData("no format is named `gif`", "--plots", "x", "--plots-format", "gif")]
    [InlineData("`--plots /dev/null/x`: the folder cannot be made", "--plots", "/dev/null/x")]
    public void A_mistake_costs_no_work(string error, params string[] options)
    {
        var result = Tool.Run(["analyze", Sample, .. options]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_one_error_and_all_others_are_there()
    {
        using var folder = new TempFolder();
        string[] blocked = ["fc1.esd.svg", "fc2.ccdf.svg"];
        foreach (string name in blocked)
        {
            Directory.CreateDirectory(folder.File("plots/" + name)); // a folder where a file should be
        }

        string[] options = ["analyze", Sample, "-f", "csv", "--plots-format", "svg", "-j", "2", "--plots"];
        var result = Tool.Run([.. options, folder.File("plots")]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(Tool.Run([.. options, folder.File("whole")]).Output, result.Output);
        string[] errors =
            [.. result.Error.Split('\n').Where(line => line.StartsWith("error:", StringComparison.Ordinal))];
        Assert.Equal(blocked.Length, errors.Length);
        Assert.All(errors.Zip(blocked), pair => Assert.Contains(pair.Second, pair.First, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Contains("it is a folder", error, StringComparison.Ordinal));
        Assert.Equal(
            Files("whole").Except(blocked), Files("plots")); // nor is there any file of a temporary name

        string[] Files(string name) =>
            [.. Directory.GetFiles(folder.File(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
    }

    [Fact]
    public void Many_files_that_cannot_be_written_are_counted()
    {
        using var folder = new TempFolder();
        string[] kinds = [.. LayerFigures.Kinds.Except(["traps", LayerFigures.Vectors])];
        foreach (string kind in kinds)
        {
            Directory.CreateDirectory(folder.File($"fc1.{kind}.svg"));
        }

        var result = Tool.Run(
            "analyze", Sample, "--layers", "fc1", "--plots", folder.Path, "--plots-format", "svg", "-q");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("more files cannot be written", result.Error, StringComparison.Ordinal);
        Assert.Equal(6, result.Error.Split('\n').Count(line => line.StartsWith("error:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Text_has_the_size_that_is_asked_for()
    {
        using var folder = new TempFolder();
        foreach (string points in new[] { "8", "6" })
        {
            var result = Tool.Run("analyze", Sample, "--layers", "fc1", "-q", "--plots-format", "svg",
                "--plots", folder.File(points), "--font-size", points);
            Assert.True(result.ExitCode == 0, result.ToString());
            Assert.Equal(0, Tool.Run("plot", Sample, "--layer", "fc1", "--font-size", points,
                "-o", folder.File(points + ".svg")).ExitCode);
            Assert.Equal(
                File.ReadAllText(folder.File(points + ".svg")),
                File.ReadAllText(folder.File(points + "/fc1.esd.svg")));
        }

        double[] heights =
        [
            .. new[] { "8", "6" }.Select(points => new SvgPlot(folder.File($"{points}/fc1.esd.svg")).Boxes
                .First(text => text.Text.StartsWith("fc1:", StringComparison.Ordinal)).Box.Height),
        ];
        Assert.Equal(8.0 / 6, heights[0] / heights[1], 0.05);
        foreach (string[] verb in new string[][] { ["trend", "--corpus", "nature2021"], ["rank", Sample, Sample] })
        {
            var refused = Tool.Run([.. verb, "--font-size", "7"]);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            Assert.Contains("`--font-size` needs `--plots DIR`", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_of_files_differ_in_any_case_and_are_no_devices()
    {
        var names = new PlotNames();
        Assert.Equal("layer.0.conv", names.Add("layer.0.conv"));
        Assert.Equal("LAYER.0.conv~2", names.Add("LAYER.0.conv"));
        Assert.Equal("_nul.x", names.Add("nul.x"));
        Assert.Equal("_..___x", names.Add("..///x"));
        Assert.Equal("lstm.weight_f_", names.Add("lstm.weight[f]"));
        Assert.Equal("_", names.Add(""));
    }
}
