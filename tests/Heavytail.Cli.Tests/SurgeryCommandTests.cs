using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Heavytail.Cli.Commands.Surgery;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// <c>heavytail surgery</c> as a shell sees it: files whole or not there, never the input, reports in every format.
/// </summary>
public sealed class SurgeryCommandTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    public static TheoryData<string> Kinds => [.. SurgeryKind.All.Select(kind => kind().Name)];

    [Theory]
    [InlineData("surgery-smooth", 80, $"surgery smooth {Sample} --dry-run")]
    [InlineData("surgery-low-rank-wide", 150, $"surgery low-rank {Sample} --rank 8 --dry-run")]
    [InlineData("surgery-project-markdown", 80, $"surgery project {Sample} --dry-run -f markdown")]
    public void The_output_is_as_committed(string name, int width, string command)
    {
        var result = new Tool { Columns = width }.Start(command.Split(' '));
        GoldenOutput.Check(
            name, $"$ heavytail {command}\n{result.Output}--- stderr\n{result.Error}--- exit {result.ExitCode}\n");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_writes_a_model_and_every_format_of_its_report(string kind)
    {
        using var folder = new TempFolder();
        string[] command = ["surgery", kind, Sample, .. kind == "low-rank" ? ["--rank", "4"] : Array.Empty<string>()];
        string model = folder.File("new.safetensors");
        string report = folder.File("report.json");
        Succeed([.. command, "-o", model, "-o", report]);
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var root = json.RootElement;
        Assert.Equal((kind, model), (root.GetProperty("surgery").GetString(), root.GetProperty("output").GetString()));
        Assert.Equal(5, root.GetProperty("layers").GetArrayLength());
        Assert.True(root.GetProperty("changed").GetInt32() > 0);
        Assert.Equal(6, Succeed([.. command, "--dry-run", "-f", "jsonl"]).Split('\n').Length - 1);
        Assert.Equal(6, Succeed([.. command, "--dry-run", "-f", "csv"]).Split('\n').Length - 1);
        Assert.Contains(
            "nothing was written", Succeed([.. command, "--dry-run", "-f", "markdown"]), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);

        // What it says of the layers after is what an analysis of the file says.
        if (kind != "project")
        {
            using var after = JsonDocument.Parse(Succeed("analyze", model, "--json"));
            var alphas = after.RootElement.GetProperty("models")[0].GetProperty("layers").EnumerateArray()
                .Select(layer => layer.GetProperty("alpha").GetRawText());
            Assert.Equal(
                alphas, root.GetProperty("layers").EnumerateArray()
                    .Select(layer => layer.GetProperty("alpha").GetRawText()));
        }
    }

    [Theory]
    [InlineData("out.gguf")]
    [InlineData("out.PTH")]
    public void Only_safetensors_is_written(string name)
    {
        using var folder = new TempFolder();
        var result = Tool.Run(
            "surgery", "low-rank", "samples/fashion-mnist/batch-0016.safetensors", "--rank", "3", "-o",
            folder.File(name));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("only safetensors is written", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void The_input_is_refused_under_every_name_and_a_hard_link_to_it_keeps_its_bytes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs links");
        using var folder = new TempFolder();
        string model = Model(folder);
        byte[] bytes = File.ReadAllBytes(model);
        File.CreateSymbolicLink(folder.File("link.safetensors"), model);
        Directory.CreateSymbolicLink(folder.File("beside"), folder.Path);
        foreach (string output in new[]
        {
            model, folder.File("link.safetensors"), folder.File("beside/m.safetensors"), folder.Path,
        })
        {
            var refused = Tool.Run("surgery", "low-rank", model, "--rank", "3", "--force", "-o", output);
            Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
            Assert.Contains("is an input", refused.Error, StringComparison.Ordinal);
        }

        using (var link = Process.Start("ln", [model, folder.File("hard.safetensors")]))
        {
            link.WaitForExit();
        }

        Succeed("surgery", "low-rank", model, "--rank", "3", "--force", "-o", folder.File("hard.safetensors"));
        Assert.Equal(bytes, File.ReadAllBytes(model));
        Assert.NotEqual(bytes, File.ReadAllBytes(folder.File("hard.safetensors")));
    }

    [Fact]
    public void What_exists_is_replaced_by_force_alone()
    {
        using var folder = new TempFolder();
        string model = Model(folder);
        string output = folder.File("new.safetensors");
        File.WriteAllText(output, "old");
        var refused = Tool.Run("surgery", "low-rank", model, "--rank", "3", "-o", output);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("exists already", refused.Error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(output));
        Succeed("surgery", "low-rank", model, "--rank", "3", "-o", output, "--force");
        Succeed("describe", output);
    }

    [Fact]
    public void A_folder_of_shards_becomes_a_folder_that_loads()
    {
        using var folder = new TempFolder();
        string shards = Shards(folder);
        string output = folder.File("new");
        var oneFile = Tool.Run("surgery", "low-rank", shards, "--rank", "3", "-o", folder.File("x.safetensors"));
        Assert.Contains("is one file, and the model has 3", oneFile.Error, StringComparison.Ordinal);
        Succeed("surgery", "low-rank", shards, "--rank", "3", "-o", output);
        Assert.Equal(
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model.safetensors.index.json"],
            Directory.GetFiles(output).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        using var json = JsonDocument.Parse(Succeed("analyze", output, "--json"));
        Assert.All(
            json.RootElement.GetProperty("models")[0].GetProperty("layers").EnumerateArray(),
            layer => Assert.Equal(3, layer.GetProperty("matrix_rank").GetInt32()));

        // Again by force; but not where there is something else.
        Succeed("surgery", "low-rank", shards, "--rank", "4", "-o", output, "--force");
        File.WriteAllText(Path.Combine(output, "thesis.tex"), "mine");
        var refused = Tool.Run("surgery", "low-rank", shards, "--rank", "5", "-o", output, "--force");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("such as `thesis.tex`", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(output, "thesis.tex")));
        Assert.Equal(["new", "shards"], Names(folder));
    }

    [Theory]
    [InlineData("m.safetensors", "new.safetensors")]
    [InlineData("shards", "new")]
    public async Task A_disk_that_is_full_is_one_error_and_leaves_nothing(string input, string output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and ulimit");
        using var folder = new TempFolder();
        Model(folder);
        Shards(folder);
        string[] before = Names(folder);
        var start = new ProcessStartInfo(
            "bash",
            ["-c", $"ulimit -f 8; timeout 100 {Tool.ShellWords} surgery low-rank {input} --rank 3 -o {output}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["HEAVYTAIL_CACHE"] = "none";
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var error = process.StandardError.ReadToEndAsync(cancellation);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        Assert.Equal(2, process.ExitCode);
        Assert.Equal(
            $"error: `--output {output}` cannot be written: the file would be larger than its file system or "
                + "`ulimit -f` allows\n",
            await error);
        Assert.Equal(before, Names(folder));
    }

    [Theory]
    [InlineData("m.safetensors", "new.safetensors")]
    [InlineData("shards", "new")]
    public void A_kill_at_any_moment_leaves_the_input_and_no_half_output(string input, string output)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        Model(folder);
        Shards(folder);
        var inputs = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => file, File.ReadAllBytes);
        string[] command = ["surgery", "low-rank", folder.File(input), "--rank", "12", "-o", folder.File(output)];
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, new Tool().With("HEAVYTAIL_CACHE", "none").StartProcess(command).ExitCode);
        var whole = clock.Elapsed;
        var expected = Contents(folder.File(output));
        var random = new Random(1);
        for (int run = 0; run < 8; run++)
        {
            Remove(folder.File(output));
            using var process = new Tool().With("HEAVYTAIL_CACHE", "none").Launch(command);
            Thread.Sleep(whole * (0.3 + (0.7 * random.NextDouble())));
            process.Kill();
            process.WaitForExit();
            Assert.All(inputs, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
            if (Path.Exists(folder.File(output)))
            {
                Assert.Equal(expected, Contents(folder.File(output)));
            }

            foreach (string name in Names(folder).Except(["m.safetensors", "shards", output]))
            {
                Assert.Matches("^\\.heavytail-[0-9a-f]{32}\\.tmp$", name);
                Remove(folder.File(name));
            }
        }

    }

    [Fact]
    public void An_operation_without_effect_writes_equal_bytes()
    {
        using var folder = new TempFolder();
        string model = Model(folder);
        Succeed("surgery", "low-rank", model, "--rank", "1000", "-o", folder.File("same.safetensors"));
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(folder.File("same.safetensors")));
    }

    [Theory]
    [InlineData("surgery", "kinds are smooth, low-rank, traps, project")]
    [InlineData($"surgery traps {Sample}", "`--dry-run` writes none")]
    [InlineData($"surgery low-rank {Sample} --dry-run", "give one of `--rank K`, `--energy PERCENT`, `--threshold ")]
    [InlineData($"surgery smooth {Sample} --dry-run --layers nope", "layers are `conv1`, `conv2`, `fc1`, `fc2`, `fc3`")]
    [InlineData($"surgery smooth {Sample} --dry-run --convention sdm2020", "use weightwatcher")]
    [InlineData($"surgery smooth {Sample} -o report.jsn", "did you mean `.json`?")]
    public void Mistakes_are_told_with_a_hint(string command, string hint)
    {
        var result = Tool.Run(command.Split(' '));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Split("error:").Length - 1);
    }

    private static string Succeed(params string[] command)
    {
        var result = Tool.Run(command);
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    private static string Model(TempFolder folder) => new SampleFile()
        .Add("a.weight", 80, 60).Add("b.weight", 30, 70).Add("c.weight", 12, 10, 3, 3)
        .Write(folder.File("m.safetensors"));

    private static string Shards(TempFolder folder)
    {
        string shards = Directory.CreateDirectory(folder.File("shards")).FullName;
        string[] names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
        new SampleFile().Add("model.a.weight", 60, 50).Write(Path.Combine(shards, names[0]));
        new SampleFile().Add("model.b.weight", 40, 70).Write(Path.Combine(shards, names[1]));
        File.WriteAllText(Path.Combine(shards, "model.safetensors.index.json"), JsonSerializer.Serialize(new
        {
            metadata = new { total_size = 23200 },
            weight_map = new Dictionary<string, string>
            {
                ["model.a.weight"] = names[0],
                ["model.b.weight"] = names[1],
            },
        }));
        File.WriteAllText(Path.Combine(shards, "config.json"), "{}", Encoding.ASCII);
        return shards;
    }

    private static string[] Names(TempFolder folder) =>
    [
        .. Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal),
    ];

    private static string Contents(string path) => string.Concat(
        (Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : Enumerable.Repeat(path, 1))
            .Select(file => Path.GetFileName(file) + Convert.ToHexString(File.ReadAllBytes(file))));

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        File.Delete(path);
    }
}
