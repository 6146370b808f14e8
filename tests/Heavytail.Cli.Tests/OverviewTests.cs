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
