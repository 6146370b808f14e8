using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// Pipes, sockets and devices are refused wherever a file is expected: opening one could wait forever.
/// </summary>
public sealed class SpecialFileTests
{
    private const string Columns = "name,num_evals";

    [Theory]
    [InlineData("cat '{0}' | {1} analyze /dev/stdin", "/dev/stdin", 2)]
    [InlineData("{1} analyze <(cat '{0}')", "/dev/fd/", 2)]
    [InlineData("{1} analyze /dev/stdin < '{0}'", "", 0)]
    public void A_pipe_of_the_shell_is_a_pipe_and_a_file_is_a_file(string command, string path, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using var folder = new TempFolder();
        string model = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("m.safetensors"));
        string[] args = ["-c", string.Format(CultureInfo.InvariantCulture, command, model, Tool.ShellWords)];
        using var process = Process.Start(new ProcessStartInfo("bash", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "it did not end");
        Assert.Equal(exitCode, process.ExitCode);
        if (exitCode != 0)
        {
            Assert.StartsWith($"error: `{path}", error, StringComparison.Ordinal);
            Assert.EndsWith(
                "`: cannot be read: it is a pipe or a socket, expected a file\n", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("describe")]
    public void A_pipe_as_argument_costs_itself(string verb)
    {
        using var folder = Posix();
        string good = Model(folder, "good.safetensors");
        string pipe = Pipe(folder, "p.safetensors");
        var result = Tool.Run(verb, pipe, good, "-fcsv");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a.weight", result.Output, StringComparison.Ordinal);
        Assert.Equal($"error: `{pipe}`: cannot be read: it is a named pipe, expected a file\n", result.Error);
    }

    [Fact]
    public void Sockets_devices_and_links_to_pipes_are_named()
    {
        using var folder = Posix();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("s.pt")));
        Pipe(folder, "pipe");
        File.CreateSymbolicLink(folder.File("link.npy"), "pipe");
        Mistake.Check("socket", Tool.Run("analyze", folder.File("s.pt")), Error("s.pt", "a socket"));
        Mistake.Check("link", Tool.Run("analyze", folder.File("link.npy")), Error("link.npy", "a named pipe"));
        Mistake.Check("device", Tool.Run("analyze", "/dev/zero"), Error("/dev/zero", "a device"));

        string Error(string name, string kind) =>
            $"error: `{folder.File(name)}`: cannot be read: it is {kind}, expected a file\n";
    }

    [Theory]
    [InlineData("describe {0}", "`{0}`: ")]
    [InlineData("trend {0}", "`{0}`: ")]
    [InlineData("rank {0} {0}", "`{0}`: ")]
    [InlineData("analyze x --rules {0}", "`--rules {0}`: ")]
    public void Every_command_says_that_a_link_leads_nowhere(string command, string named)
    {
        using var folder = Posix();
        string link = folder.File("link.csv");
        File.CreateSymbolicLink(link, "/nowhere");
        string name = named.Replace("{0}", link, StringComparison.Ordinal);
        Mistake.Check(
            command,
            Tool.Run(command.Replace("{0}", link, StringComparison.Ordinal).Split(' ')),
            $"error: {name}is a link to `/nowhere`, which does not exist\n");
    }

    /// <summary>Half a download of the Hub's leaves links to blobs that are not there.</summary>
    [Fact]
    public void A_link_that_leads_nowhere_is_an_error_by_name_and_in_a_folder()
    {
        using var folder = Posix();
        Model(folder, "good.safetensors");
        string link = folder.File("half.safetensors");
        File.CreateSymbolicLink(link, "../blobs/gone");
        File.CreateSymbolicLink(folder.File("README"), "../blobs/readme");
        string error = $"error: `{link}`: is a link to `../blobs/gone`, which does not exist\n";
        var named = Tool.Run("analyze", link, "--columns", Columns, "-fcsv");
        Assert.Equal((2, error), (named.ExitCode, named.Error));
        Assert.Equal(
            new ToolResult(2, $"{Columns}\na,20\n", error),
            Tool.Run("analyze", folder.Path, "--columns", Columns, "-fcsv"));
    }

    [Fact]
    public void A_ring_of_links_is_an_error()
    {
        using var folder = Posix();
        Model(folder, "good.safetensors");
        File.CreateSymbolicLink(folder.File("a.pt"), "b.pt");
        File.CreateSymbolicLink(folder.File("b.pt"), "a.pt");
        var result = Tool.Run("analyze", folder.Path, "--columns", Columns, "-fcsv");
        Assert.Equal((2, $"{Columns}\na,20\n"), (result.ExitCode, result.Output));
        Assert.Contains("a.pt", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("empty.safetensors"), "");
        var result = Tool.Run("analyze", folder.File("empty.safetensors"));
        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("it is a", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_passes_over_pipes_with_any_name()
    {
        using var folder = Posix();
        Model(folder, "good.safetensors");
        Pipe(folder, "queue");
        Pipe(folder, "queue.pt");
        Pipe(folder, "model.safetensors.index.json");
        Assert.Equal(
            new ToolResult(0, $"{Columns}\na,20\n", ""),
            Tool.Run("analyze", folder.Path, "--columns", Columns, "-fcsv"));
    }

    [Fact]
    public void A_configuration_that_is_a_pipe_does_not_cost_the_weights()
    {
        using var folder = Posix();
        string model = Model(folder, "m.safetensors");
        Pipe(folder, "config.json");
        var result = Tool.Run("analyze", model, "--columns", Columns, "-fcsv");
        Assert.Equal((0, $"{Columns}\na,20\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void A_shard_that_is_a_pipe_is_one_error()
    {
        using var folder = Posix();
        Pipe(folder, "shard");
        string index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, """{"weight_map": {"a.weight": "shard"}}""");
        string error = $"error: `{folder.File("shard")}`: cannot be read: it is a named pipe, expected a file\n";
        Assert.Equal(new ToolResult(2, "", error), Tool.Run("describe", index, "-fcsv") with { Output = "" });
    }

    [Fact]
    public void Tables_and_rules_that_are_pipes_are_refused()
    {
        using var folder = Posix();
        string model = Model(folder, "m.safetensors");
        string pipe = Pipe(folder, "t.csv");
        Mistake.Check(
            "trend", Tool.Run("trend", pipe),
            $"error: `{pipe}`: cannot be read: it is a named pipe, expected a file\n");
        Mistake.Check(
            "rules", Tool.Run("analyze", model, "--rules", pipe),
            $"error: `--rules {pipe}`: it is a named pipe, expected a file\n");
        Mistake.Check(
            "-o", Tool.Run("analyze", model, "-o", pipe),
            $"error: `--output {pipe}` cannot be written: it is a named pipe\n");
    }

    private static TempFolder Posix()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs named pipes of POSIX");
        return new TempFolder();
    }

    private static string Model(TempFolder folder, string name) =>
        new SampleFile().Add("a.weight", 20, 30).Write(folder.File(name));

    private static string Pipe(TempFolder folder, string name)
    {
        using var process = Process.Start("mkfifo", [folder.File(name)]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return folder.File(name);
    }
}
