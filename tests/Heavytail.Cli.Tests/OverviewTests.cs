using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Many models at a glance.</summary>
public sealed class OverviewTests
{
    [Fact]
    public void The_end_says_how_many_of_many_files_have_errors()
    {
        using var folder = new TempFolder();
        for (int k = 0; k < 10; k++)
        {
            new SampleFile().Add("x.weight", 20, 30).Write(folder.File($"{k}.safetensors"));
        }

        File.WriteAllBytes(folder.File("a.safetensors"), [1, 2, 3]);
        File.WriteAllBytes(folder.File("b.safetensors"), [4, 5, 6]);
        var result = Tool.Run("analyze", folder.Path, "--summary-only");
        Assert.Equal(2, result.ExitCode);
        Assert.EndsWith("note: errors in 2 of 12 files\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "note:", Tool.Run("analyze", folder.Path, "--summary-only", "-qq").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_without_a_layer_are_summed_up_where_there_are_many()
    {
        using var folder = new TempFolder();
        for (int k = 0; k < 12; k++)
        {
            var file = new SampleFile();
            (k < 3 ? file.Add("x.weight", 20, 30) : k < 8 ? file.Add("x.bias", 20) : file.Add("x.weight", 2, 3))
                .Write(folder.File($"{k:D2}.safetensors"));
        }

        var result = Tool.Run("analyze", folder.Path);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            $"error: nothing to analyze in 9 files: 5 files with biases, norms and other vectors, such as "
            + $"`{folder.File("03.safetensors")}`; 4 files with layers with too few eigenvalues, such as "
            + $"`{folder.File("08.safetensors")}`\n"
            + "hint: -v says it of each, and JSON has them under `errors`\nnote: errors in 9 of 12 files\n",
            result.Error);
        Assert.DoesNotContain("no layer to analyze", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n 9 more files without a layer to analyze\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(9, Tool.Run("analyze", folder.Path, "-v").Error.Split("nothing to analyze: ").Length - 1);
        using var json = System.Text.Json.JsonDocument.Parse(Tool.Run("analyze", folder.Path, "--json").Output);
        Assert.Equal(9, json.RootElement.GetProperty("errors").GetArrayLength());
    }

    [Theory]
    [InlineData("--sort", "-parameters", "parameters")]
    [InlineData("--sort", "-layers", "layers")]
    public void The_column_that_orders_models_is_shown(string option, string value, string heading)
    {
        using var folder = new TempFolder();
        new SampleFile().Add("x.weight", 20, 30).Write(folder.File("1.safetensors"));
        new SampleFile().Add("x.weight", 40, 60).Write(folder.File("2.safetensors"));
        string table = new Tool().With("COLUMNS", "80")
            .StartProcess("analyze", folder.Path, "--summary-only", option, value).Output;
        string headings = table.Split('\n').First(line => line.StartsWith(" model ", StringComparison.Ordinal));
        Assert.Contains($" {heading}", headings, StringComparison.Ordinal);
    }

    [Fact]
    public void The_column_that_orders_layers_is_shown()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("x.weight", 20, 30).Write(folder.File("1.safetensors"));
        string table = new Tool().With("COLUMNS", "80").StartProcess("analyze", path, "--sort", "entropy").Output;
        Assert.Matches(@"(?m)^ name .* entropy ", table);
    }

    [Fact]
    public void A_short_table_beside_a_whole_file()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("x.weight", 20, 30).Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "--summary-only", "-o", folder.File("r.json"));
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("± sigma", result.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("r.json")));
        Assert.Equal(1, report.RootElement.GetProperty("models")[0].GetProperty("layers").GetArrayLength());
    }
}
