using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>An output never replaces an input, whatever the two are called; a link as output stays a link.</summary>
public sealed class OutputSafetyTests
{
    [Theory]
    [InlineData("m.csv")]
    [InlineData("sub/../m.csv")]
    [InlineData("link.csv")]
    [InlineData("folder/m.csv")]
    [InlineData("folder/link.csv")]
    public void An_input_is_not_overwritten(string output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs symbolic links");
        using var folder = new TempFolder();
        string path = Model(folder, "m.csv");
        File.CreateSymbolicLink(folder.File("link.csv"), path);
        Directory.CreateSymbolicLink(folder.File("folder"), folder.Path);
        byte[] before = File.ReadAllBytes(path);
        foreach (string[] command in new[] { new[] { "analyze", path }, ["describe", path], ["rank", path, path] })
        {
            Refuses(folder, command, "-o", folder.File(output), path);
        }

        Refuses(folder, ["analyze", path], "--spectra", folder.File(output), path);
        Refuses(folder, ["analyze", folder.File(output)], "--spectra", path, folder.File(output));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_shard_is_an_input_even_of_the_last_model()
    {
        using var folder = new TempFolder();
        string first = Model(folder, "a.safetensors");
        string shard = Model(folder, "shard.csv");
        string index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, JsonSerializer.Serialize(
            new { weight_map = new Dictionary<string, string> { ["a.weight"] = "shard.csv" } }));
        Assert.Equal(0, Tool.Run("analyze", index).ExitCode);
        byte[] before = File.ReadAllBytes(shard);
        Refuses(folder, ["analyze", index], "-o", shard, shard);
        Refuses(folder, ["analyze", first, index], "--spectra", shard, shard);
        Refuses(folder, ["analyze", first, index], "-o", index, index);
        Assert.Equal(before, File.ReadAllBytes(shard));
    }

    [Fact]
    public void Tables_and_rules_are_inputs()
    {
        using var folder = new TempFolder();
        string model = Model(folder, "m.safetensors");
        string table = folder.File("t.csv");
        File.WriteAllText(table, "model,accuracy,alpha\na,1,2\nb,2,3\nc,3,4\n");
        string rules = folder.File("r.json");
        File.WriteAllText(rules, """{ "rules": [] }""");
        Refuses(folder, ["trend", table], "-o", table, table);
        Refuses(folder, ["rank", model, model, "--reference", table], "-o", table, table);
        Refuses(folder, ["analyze", model, "--rules", rules], "-o", rules, rules);
        Refuses(folder, ["describe", model, "--rules", rules], "-o", rules, rules);
    }

    [Fact]
    public void A_link_as_output_stays_and_its_target_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs symbolic links");
        using var folder = new TempFolder();
        string model = Model(folder, "m.safetensors");
        Directory.CreateDirectory(folder.File("results"));
        File.CreateSymbolicLink(folder.File("r.csv"), "results/r.csv"); // the target does not exist yet
        File.CreateSymbolicLink(folder.File("s.csv"), folder.File("results/s.csv"));
        for (int run = 0; run < 2; run++)
        {
            var result = Tool.Run("analyze", model, "-o", folder.File("r.csv"), "--spectra", folder.File("s.csv"));
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal("results/r.csv", new FileInfo(folder.File("r.csv")).LinkTarget);
            Assert.StartsWith("model,", File.ReadAllText(folder.File("results/r.csv")), StringComparison.Ordinal);
            Assert.Equal(2, Directory.GetFiles(folder.File("results")).Length);
        }

        File.CreateSymbolicLink(folder.File("full.csv"), "/dev/full");
        var refused = Tool.Run("analyze", model, "-o", folder.File("full.csv"));
        Assert.Contains("cannot be written: it is a device", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_outputs_of_one_file_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs symbolic links");
        using var folder = new TempFolder();
        string model = Model(folder, "m.safetensors");
        File.CreateSymbolicLink(folder.File("link.csv"), folder.File("r.csv"));
        var twice = Tool.Run("analyze", model, "-o", folder.File("r.csv"), "-o", folder.File("link.csv"));
        Assert.Equal(2, twice.ExitCode);
        Assert.Contains("are one file", twice.Error, StringComparison.Ordinal);
        var both = Tool.Run("analyze", model, "-o", folder.File("r.csv"), "--spectra", folder.File("link.csv"));
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("is also the file of `--output`", both.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_names_the_file_and_not_its_temporary_name()
    {
        using var folder = new TempFolder();
        string model = Model(folder, "m.safetensors");
        var result = Tool.Run("analyze", model, "-o", folder.File("missing/r.csv"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("r.csv` cannot be written", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", result.Error, StringComparison.Ordinal);
    }

    private static string Model(TempFolder folder, string name) =>
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File(name));

    private static void Refuses(TempFolder folder, string[] command, string option, string output, string input)
    {
        int files = Directory.GetFiles(folder.Path).Length;
        var result = Tool.Run([.. command, option, output]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(
            $"error: `{(option == "-o" ? "--output" : option)} {output}` is an input, `{input}`, ", result.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Split("error:").Length - 1);
        Assert.Equal(files, Directory.GetFiles(folder.Path).Length);
    }
}
