using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>
/// An input that changes when its first layer is done, which shows in the file of eigenvalues: each other one is still
/// to be read.
/// </summary>
public sealed class InputTroubleTests
{
    private const int Layers = 4;
    private const int Rows = 1000;

    [Fact]
    public void Deleted_it_is_read_to_its_end() => CheckWhole(File.Delete);

    [Fact]
    public void Replaced_it_is_the_one_that_was_opened() => CheckWhole(path =>
    {
        new SampleFile().Add("other.weight", 20, 30).Write(path + ".new");
        File.Move(path + ".new", path, overwrite: true);
    });

    [Fact]
    public void Shorter_it_keeps_the_layers_that_were_read()
    {
        var (code, report, error, _) = Analyze(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(1000);
        });
        Assert.Equal(2, code);
        string[] statuses = Statuses(report);
        Assert.Equal(Layers, statuses.Length);
        Assert.Equal("success", statuses[0]);
        Assert.Equal("unreadable", statuses[^1]);
        Assert.Contains("became shorter while it was read: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Written_in_place_it_is_an_error_beside_its_layers()
    {
        var (code, report, error, _) = Analyze(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Seek(-4, SeekOrigin.End);
            file.Write([0, 0, 0, 0]);
        });
        Assert.Equal(2, code);
        Assert.Equal(Enumerable.Repeat("success", Layers), Statuses(report));
        Assert.Contains("was written to while it was read: ", error, StringComparison.Ordinal);
    }

    private static void CheckWhole(Action<string> act)
    {
        var (code, report, error, hash) = Analyze(act);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(Enumerable.Repeat("success", Layers), Statuses(report));
        Assert.Equal(hash, report.GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    private static string[] Statuses(JsonElement report) =>
        [.. report.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("status").GetString()!)];

    private static (int Code, JsonElement Report, string Error, string Hash) Analyze(Action<string> act)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps open files");
        using var folder = new TempFolder();
        var sample = new SampleFile();
        for (int k = 0; k < Layers; k++)
        {
            sample.Add($"l{k}.weight", Rows, Rows);
        }

        string path = sample.Write(folder.File("m.safetensors"));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        using var process = new Tool().Launch(
            "analyze", path, "-j", "1", "--json", "--spectra", folder.File("s.jsonl"));
        var output = process.StandardOutput.ReadToEndAsync();
        var clock = Stopwatch.StartNew();
        while (!Directory.GetFiles(folder.Path, ".heavytail-*.tmp").Any(file => new FileInfo(file).Length > 0))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited, "no layer was done");
            Thread.Sleep(2);
        }

        act(path);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        using var report = JsonDocument.Parse(output.GetAwaiter().GetResult());
        return (process.ExitCode, report.RootElement.GetProperty("models")[0].Clone(), error, hash);
    }
}
