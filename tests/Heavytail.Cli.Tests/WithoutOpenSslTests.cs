using System.Diagnostics;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// A small image of a container has no OpenSSL. .NET ends the process there as soon as something is hashed by it.
/// </summary>
public sealed class WithoutOpenSslTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    /// <summary>Hides each libssl of the machine in a namespace of its own, then runs the command.</summary>
    private const string Hidden = """
        set -e
        for file in $(ldconfig -p | awk '/libssl\.so/ { print $NF }'); do
            mount --bind /dev/null "$(readlink -f "$file")"
        done
        exec
        """;

    [Theory]
    [InlineData("analyze", "-f", "json")]
    [InlineData("analyze", "--measure", "randomize", "-f", "csv")]
    [InlineData("analyze", "--cache", "CACHE", "-f", "json", "--layers", "fc1")]
    [InlineData("analyze", "--measure", "tails", "-f", "csv")]
    [InlineData("analyze", "--measure", "intervals", "-f", "csv")]
    [InlineData("rank", "samples/fashion-mnist/batch-0064.safetensors", "-f", "json")]
    [InlineData("compare", "samples/fashion-mnist/batch-0064.safetensors", "-f", "json")]
    [InlineData("check", "-f", "sarif")]
    [InlineData("plan", "sparsity", "--sparsity", "0.5", "-f", "json")]
    public void Results_are_the_same(string verb, params string[] options)
    {
        using var folder = new TempFolder();
        string[] args = verb == "plan" ? [verb, options[0], Sample, .. options[1..]]
            : [verb, Sample, .. options.Select(word => word == "CACHE" ? folder.File("cache") : word)];
        var expected = Tool.Run(args);
        Assert.Equal(0, expected.ExitCode);
        var (code, output, error) = RunHidden(args);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(expected.Output, output);
    }

    [Fact]
    public void A_report_is_written()
    {
        using var folder = new TempFolder();
        string page = folder.File("r.html");
        string expected = folder.File("expected.html");
        Assert.Equal(0, Tool.Run("report", Sample, "-o", expected, "-q").ExitCode);
        var (code, _, error) = RunHidden(["report", Sample, "-o", page, "-q"]);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllText(expected), File.ReadAllText(page));
    }

    private static (int Code, string Output, string Error) RunHidden(string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root on Linux");
        string command = string.Join(' ', args.Select(static word => $"'{word}'"));
        using var process = Process.Start(
            new ProcessStartInfo("unshare", ["-m", "bash", "-c", $"{Hidden} {Tool.ShellWords} {command}"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), "it did not end");
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
