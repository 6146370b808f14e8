using System.Diagnostics;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Output that fails costs nothing that can still go elsewhere.</summary>
public sealed class OutputTroubleTests
{
    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public void Messages_that_cannot_be_written_cost_no_results(string redirection)
    {
        using var folder = Shell();
        Model(folder);
        var (code, output) = Run(folder, $"analyze missing.pt m.safetensors --columns name -fcsv {redirection}");
        Assert.Equal((2, "name\na\n"), (code, output));
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData("1>&- 2>&-")]
    [InlineData(">/dev/full")]
    [InlineData(">/dev/full 2>/dev/full")]
    public void Results_that_standard_output_cannot_take_are_in_the_file(string redirection)
    {
        using var folder = Shell();
        Model(folder);
        var (code, _) = Run(folder, $"analyze m.safetensors --columns name -fcsv -o o.csv {redirection}");
        Assert.Equal(2, code);
        Assert.Equal("name\na\n", File.ReadAllText(folder.File("o.csv")));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void A_reader_that_has_seen_enough_is_no_error()
    {
        using var folder = Shell();
        Assert.Equal((0, "columns\n"), Run(folder, "explain | head -c 0; echo columns; test ${PIPESTATUS[0]} = 0"));
    }

    [Fact]
    public void Results_that_a_file_cannot_take_go_to_standard_output_and_the_other_file()
    {
        using var folder = Shell();
        new SampleFile().Add("a.weight", 1500, 1500).Write(folder.File("m.safetensors"));
        Directory.CreateDirectory(folder.File("gone"));
        using var process = new Tool { Folder = folder.Path }.Launch(
            "analyze", "m.safetensors", "-j", "1", "--columns", "name", "-fcsv",
            "-o", "gone/o.json", "-o", "o.csv", "--spectra", "gone/s.npz");
        var clock = Stopwatch.StartNew();
        while (Directory.GetFiles(folder.File("gone")).Length < 2)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it did not begin");
            Thread.Sleep(10);
        }

        Directory.Delete(folder.File("gone"), recursive: true);
        Assert.Equal("name\na\n", process.StandardOutput.ReadToEnd());
        string error = process.StandardError.ReadToEnd();
        Assert.Contains("error: `--output gone/o.json` cannot be written: ", error, StringComparison.Ordinal);
        Assert.Contains("error: `--spectra gone/s.npz` cannot be written: ", error, StringComparison.Ordinal);
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
        Assert.Equal("name\na\n", File.ReadAllText(folder.File("o.csv")));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("444")]
    [InlineData("664")]
    public void A_replaced_file_keeps_its_mode(string octal)
    {
        using var folder = Shell();
        string model = Model(folder);
        var mode = (UnixFileMode)Convert.ToInt32(octal, 8);
        File.WriteAllText(folder.File("o.csv"), "before");
        SetMode(folder.File("o.csv"), mode);
        Assert.Equal(0, Tool.Run("analyze", model, "-o", folder.File("o.csv")).ExitCode);
        Assert.StartsWith("model,", File.ReadAllText(folder.File("o.csv")), StringComparison.Ordinal);
        Assert.Equal(mode, Mode(folder.File("o.csv")));
    }

    [Fact]
    public void The_longest_name_of_a_file_can_be_written()
    {
        using var folder = Shell();
        string model = Model(folder);
        string output = folder.File(new string('x', 251) + ".csv");
        Assert.Equal(0, Tool.Run("analyze", model, "-o", output).ExitCode);
        Assert.True(File.Exists(output));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors.index.json")]
    [InlineData("shard.safetensors")]
    public void What_is_read_beside_the_weights_is_an_input(string name)
    {
        using var folder = new TempFolder();
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File("shard.safetensors"));
        File.WriteAllText(folder.File("config.json"), """{"model_type": "llama"}""");
        string index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, JsonSerializer.Serialize(
            new { weight_map = new Dictionary<string, string> { ["a.weight"] = "shard.safetensors" } }));
        byte[] before = File.ReadAllBytes(folder.File(name));
        File.Copy(folder.File(name), folder.File("copy"));
        string option = Path.GetExtension(name) == ".json" ? "-o" : "--spectra";
        string output = option == "-o" ? folder.File(name) : Link(folder, name);
        var result = Tool.Run("analyze", index, option, output);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(" is an input, ", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.File(name)));
    }

    private static string Link(TempFolder folder, string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs symbolic links");
        File.CreateSymbolicLink(folder.File("link.csv"), name);
        return folder.File("link.csv");
    }

    private static TempFolder Shell()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell and /dev/full");
        return new TempFolder();
    }

    private static string Model(TempFolder folder) =>
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static (int Code, string Output) Run(TempFolder folder, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"{Tool.ShellWords} {command}"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
