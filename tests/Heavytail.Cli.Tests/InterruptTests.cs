using System.Diagnostics;
using System.Text.Json;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>A signal ends the tool soon, wherever it is, and says how far it was.</summary>
public sealed class InterruptTests
{
    [Theory]
    [InlineData("-INT", 130)]
    [InlineData("-TERM", 143)]
    [InlineData("-HUP", 129)]
    public void Waiting_for_a_list_of_paths_ends(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var process = new Tool().LaunchInterruptible("analyze", "-");
        Thread.Sleep(2000); // nothing shows that it waits
        Assert.Equal(exitCode, End(process, signal));
        Assert.Equal("interrupted\n", process.StandardError.ReadToEnd());
    }

    [Fact]
    public void A_loop_of_runs_ends_with_the_run()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        // setsid: the signal reaches the loop and its run, as Ctrl-C does, and nobody else.
        string loop = $"for k in 1 2 3; do echo begins; {Tool.ShellWords} analyze -; done";
        using var process = Process.Start(new ProcessStartInfo(
            "env", ["--default-signal=INT,HUP", "setsid", "bash", "-c", loop])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Assert.Equal("begins", process.StandardOutput.ReadLine());
        Thread.Sleep(2000); // nothing shows that it waits
        using (var group = Process.Start("bash", ["-c", $"kill -INT -- -{process.Id}"]))
        {
            group.WaitForExit();
        }

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)), "the loop goes on");
        Assert.Equal("", process.StandardOutput.ReadToEnd());
        Assert.Equal("interrupted\n", process.StandardError.ReadToEnd());
    }

    [Fact]
    public void What_was_finished_is_said()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        using var process = new Tool().LaunchInterruptible("analyze", first, second, "-j", "1", "-v");
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Thread.Sleep(200); // the layer of the second takes a second or more
        Assert.Equal(130, End(process, "-INT"));

        // On a busy machine the signal comes before the second file is opened.
        string said = process.StandardError.ReadToEnd();
        Assert.Contains(
            said,
            new[]
            {
                "interrupted after 1 of 2 files\n",
                $"interrupted after 1 of 2 files and 0 of 1 layers of `{second}`\n",
            });
    }

    [Fact]
    public void Files_that_are_not_written_are_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        (string json, string spectra) = (folder.File("r.json"), folder.File("s.npz"));
        File.WriteAllText(json, "old");
        using var process = new Tool().LaunchInterruptible(
            "analyze", first, second, "-j", "1", "-v", "-o", json, "--spectra", spectra);
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(130, End(process, "-INT"));
        Assert.EndsWith(
            $"; `--output {json}`, `--spectra {spectra}` are not written "
                + "(`-f jsonl > FILE` writes each model when it is done)\n",
            process.StandardError.ReadToEnd(),
            StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(json));
        Assert.False(File.Exists(spectra));
    }

    [Fact]
    public void A_second_signal_leaves_nothing_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("m.safetensors"));
        using var process = new Tool().LaunchInterruptible(
            "analyze", path, "-j", "1", "-o", folder.File("o.json"), "--spectra", folder.File("s.npz"));
        var clock = Stopwatch.StartNew();
        while (Directory.GetFiles(folder.Path, ".heavytail-*.tmp").Length < 2)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it did not begin");
            Thread.Sleep(10);
        }

        Kill(process, "-INT");
        Thread.Sleep(50);
        End(process, "-INT");
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_second_signal_keeps_what_is_finished()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        string json = folder.File("j.json");
        using var process = new Tool().LaunchInterruptible(
            ["sh", "-c", $"exec \"$@\" > '{json}'", "sh"], "analyze", first, second, "-j", "1", "-v", "--json");
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Kill(process, "-INT");
        Thread.Sleep(20);
        Assert.Equal(130, End(process, "-INT"));
        Assert.StartsWith(
            "interrupted after 1 of 2 files", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.False(document.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(1, document.RootElement.GetProperty("models").GetArrayLength());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    public async Task A_slow_machine_keeps_what_is_finished(string format)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        using var process = new Tool().LaunchInterruptible("analyze", first, second, "-j", "1", "-v", "-f", format);
        Assert.StartsWith($"{first}: 1 layer in ", process.StandardError.ReadLine(), StringComparison.Ordinal);

        // From the signal on, the process runs in one part of ten of the time.
        string id = $"{process.Id}";
        using var slow = Process.Start(
            "sh",
            ["-c", $"kill -INT {id}; while kill -STOP {id}; do sleep .09; kill -CONT {id}; sleep .01; done 2>&-"]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "it did not end");
        Assert.Equal(130, process.ExitCode);
        slow.WaitForExit();
        string text = await output;
        Assert.Contains(format == "json" ? "\"complete\": false" : "1.safetensors", text, StringComparison.Ordinal);
        string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("interrupted after 1 of 2 files", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_layer_in_progress()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX pipes");
        using var folder = new TempFolder();
        string first = new SampleFile().Add("a.weight", 20, 30).Write(folder.File("1.safetensors"));
        string second = new SampleFile().Add("a.weight", 3000, 3000).Write(folder.File("2.safetensors"));
        using var process = new Tool().Launch("analyze", first, second, "-j", "1", "-v");
        Assert.StartsWith(first, process.StandardOutput.ReadLine(), StringComparison.Ordinal);
        process.StandardOutput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)), "it did not end");
        Assert.Equal(0, process.ExitCode);
        string said = process.StandardError.ReadToEnd();
        Assert.DoesNotContain(second, said, StringComparison.Ordinal); // what is said when a model is done
        Assert.DoesNotContain("interrupted", said, StringComparison.Ordinal);
    }

    /// <summary>The exit code; a machine that is busy gets more than the second that it takes.</summary>
    private static int End(Process process, string signal)
    {
        Kill(process, signal);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)), "it did not end");
        return process.ExitCode;
    }

    private static void Kill(Process process, string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        kill.WaitForExit();
    }
}
