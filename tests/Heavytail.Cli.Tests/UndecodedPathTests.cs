using System.Diagnostics;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Names on Linux that are not UTF-8: the files are read like any others.</summary>
public sealed class UndecodedPathTests
{
    private const string Header = "model,name\n";

    private static readonly string[] s_csv = ["-fcsv", "--columns", "model,name"];

    [Theory]
    [InlineData(@"\xff\xfe.safetensors", "\uFFFD\uFFFD.safetensors")]
    [InlineData(@"a\xe2\x82.safetensors", "a\uFFFD.safetensors")]
    [InlineData(@"\xc3\xa9\xe9.safetensors", "é\uFFFD.safetensors")]
    public void As_argument_in_a_folder_and_by_a_glob(string raw, string decoded)
    {
        using var folder = Linux();
        Make(folder, raw);
        string escaped = decoded.Replace("\uFFFD", @"\ufffd", StringComparison.Ordinal);
        Assert.Equal((0, $"{Header}{escaped},a\n"), Shell(folder, $"$'{raw}'"));
        var tool = new Tool { Folder = folder.Path, Input = decoded };
        Assert.Equal(new ToolResult(0, $"{Header}./{escaped},a\n", ""), tool.Start(["analyze", ".", .. s_csv]));
        Assert.Equal(new ToolResult(0, $"{Header}{escaped},a\n", ""), tool.Start(["analyze", "*s", .. s_csv]));
        Assert.Equal(new ToolResult(0, $"{Header}{escaped},a\n", ""), tool.Start(["analyze", "-", .. s_csv]));
        string json = tool.Start("analyze", decoded, "--json").Output;
        Assert.Contains(@"""path"": """ + escaped + "\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void In_folders_of_such_names_with_what_lies_beside()
    {
        using var folder = Linux();
        Bash(folder, @"mkdir -p $'d\xff/e\xfe'");
        Make(folder, @"d\xff/e\xfe/m.safetensors");
        Bash(folder, """
            echo '{"weight_map": {"a.weight": "m.safetensors"}}' > $'d\xff/e\xfe/model.safetensors.index.json'
            """);
        const string Index = @"d\ufffd/e\ufffd/model.safetensors.index.json,a";
        Assert.Equal((0, $"{Header}./{Index}\n"), Shell(folder, "."));
        Assert.Equal((0, $"{Header}{Index}\n"), Shell(folder, @"$'d\xff'"));
        Assert.Equal((0, $"{Header}{Index}\n"), Shell(folder, "d*/e*/*.json"));
    }

    [Fact]
    public void Two_that_look_the_same_are_an_error_of_both()
    {
        using var folder = Linux();
        Make(folder, @"m\xff.safetensors");
        Make(folder, @"m\xfe.safetensors");
        Make(folder, "good.safetensors");
        foreach (string arguments in (string[])["*", "."])
        {
            var (code, output) = Shell(folder, arguments, "2>&1 -fcsv --columns model,name");
            Assert.Equal(2, code);
            Assert.Contains("good.safetensors,a\n", output, StringComparison.Ordinal);
            Assert.Contains(
                @"m\ufffd.safetensors`: cannot be read: names in its folder differ only in bytes that are not UTF-8",
                output,
                StringComparison.Ordinal);
            Assert.Contains("hint: rename one of them", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_has_the_character_itself_is_a_file_as_well()
    {
        using var folder = Linux();
        Make(folder, @"m\xef\xbf\xbd.safetensors");
        Assert.Equal((0, $@"{Header}m\ufffd.safetensors,a" + "\n"), Shell(folder, "*"));
    }

    [Fact]
    public void Pipes_links_and_nothing_are_told_apart()
    {
        using var folder = Linux();
        Make(folder, "good.safetensors");
        Bash(folder, @"mkfifo $'p\xff.pt'; ln -s good.safetensors $'l\xff.safetensors'; ln -s no $'n\xff.pt'");
        Assert.Equal((0, $@"{Header}l\ufffd.safetensors,a" + "\n"), Shell(folder, "l*"));
        Assert.Contains(
            "it is a named pipe, expected a file", Shell(folder, "p*", "2>&1").Output, StringComparison.Ordinal);
        Assert.Contains("no such file", Shell(folder, "n*", "2>&1").Output, StringComparison.Ordinal);
        Assert.Contains("no such file", Shell(folder, @"$'gone\xff.pt'", "2>&1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_is_not_written_under_another_name()
    {
        using var folder = Linux();
        Make(folder, "good.safetensors");
        var (code, output) = Shell(folder, "good.safetensors", @"-o $'o\xff.csv' 2>&1");
        Assert.Equal(2, code);
        Assert.Contains("its name is not UTF-8", output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private static RawFolder Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have no such names");
        return new RawFolder();
    }

    private static void Make(RawFolder folder, string raw)
    {
        new SampleFile().Add("a.weight", 20, 30).Write(Path.Combine(folder.Path, "new"));
        Bash(folder, $"mv new $'{raw}'");
    }

    private static (int Code, string Output) Shell(
        RawFolder folder, string paths, string options = "-fcsv --columns model,name") =>
        Bash(folder, $"{Tool.ShellWords} analyze {paths} {options}");

    private static (int Code, string Output) Bash(RawFolder folder, string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>.NET cannot delete what it has no name for.</summary>
    private sealed class RawFolder : IDisposable
    {
        private readonly TempFolder _folder = new();

        public string Path => _folder.Path;

        public void Dispose()
        {
            Bash(this, "rm -rf -- *");
            _folder.Dispose();
        }
    }
}
