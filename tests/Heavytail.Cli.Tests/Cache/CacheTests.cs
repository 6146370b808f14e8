using System.Diagnostics;
using Heavytail.Cli.Store;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests.Cache;

/// <summary>What a cache spares, and what it never changes.</summary>
public sealed class CacheTests
{
    [Fact]
    public void A_second_run_decomposes_nothing_and_says_the_same()
    {
        using var model = new CachedModel();
        model.AssertSame();
        Assert.Equal(2, model.Count()); // the small one is not worth it
        model.AssertSame();
        Assert.Equal(2, model.Count());
        Assert.Contains(", 2 spectra from the cache\n", model.Analyze("-v").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_a_fit_find_what_is_there()
    {
        using var model = new CachedModel();
        model.AssertSame();
        foreach (string[] options in (string[][])
        [
            ["--convention", "nature2021"], ["--convention", "sdm2020"], ["--measure", "tails,erg,phase"],
            ["--seed", "7"], ["--layers", "a"], ["--matrices", "slices"],
        ])
        {
            model.AssertSame(options);
            Assert.Equal(2, model.Count());
        }
    }

    [Theory]
    [InlineData("--precision", "single")]
    [InlineData("--convention", "weightwatcher-0.7.5.5")]
    [InlineData("--matrices", "windows")]
    [InlineData("--measure", "randomize")]
    public void Options_of_a_spectrum_reuse_none(params string[] options)
    {
        using var model = new CachedModel();
        model.AssertSame();
        model.AssertSame(options);
        Assert.Equal(4, model.Count());
        model.AssertSame(options);
        Assert.Equal(4, model.Count());
    }

    [Fact]
    public void Names_do_not_matter_and_contents_do()
    {
        using var model = new CachedModel();
        model.AssertSame();
        byte[] bytes = File.ReadAllBytes(model.Written(CachedModel.Name));
        File.WriteAllBytes(model.Written("copy.safetensors"), bytes);
        string[] args = ["analyze", "copy.safetensors", "--json"];
        Assert.Equal(0, model.Tool.Start([.. args, "--cache", model.Folder]).ExitCode);
        Assert.Equal(2, model.Count());
        bytes[^300_000] ^= 1; // an element of b
        File.WriteAllBytes(model.Written("copy.safetensors"), bytes);
        Assert.Equal(model.Tool.Start(args), model.Tool.Start([.. args, "--cache", model.Folder]));
        Assert.Equal(3, model.Count());
    }

    [Fact]
    public void Every_verb_that_decomposes_shares_it()
    {
        using var model = new CachedModel();
        model.AssertSame();
        File.Copy(model.Written(CachedModel.Name), model.Written("other.safetensors"));
        Assert.Equal(0, model.Tool.Start(
            "rank", CachedModel.Name, "other.safetensors", "--cache", model.Folder).ExitCode);
        File.WriteAllText(model.Written("t.csv"), "model,accuracy\nm.safetensors,60\nother.safetensors,61\n");
        Assert.Equal(0, model.Tool.Start("trend", model.Written("t.csv"), "--cache", model.Folder).ExitCode);
        Assert.Equal(2, model.Count());
    }

    [Fact]
    public void Two_runs_at_once_share_a_cache()
    {
        using var model = new CachedModel();
        string expected = model.Plain().Output;
        for (int round = 0; round < 3; round++)
        {
            string[] args = ["analyze", CachedModel.Name, "--json", "--cache", model.Folder];
            Process[] runs = [.. Enumerable.Range(0, 3).Select(_ => model.Tool.Launch(args))];
            foreach (var run in runs)
            {
                using (run)
                {
                    // Both fit into a pipe: no run waits for its turn.
                    string output = run.StandardOutput.ReadToEnd();
                    string error = run.StandardError.ReadToEnd();
                    run.WaitForExit();
                    Assert.Equal(new ToolResult(0, expected, ""), new ToolResult(run.ExitCode, output, error));
                }
            }

            Assert.Equal(0, model.Cache("verify").ExitCode);
            Assert.Equal(2, model.Count());
            model.Execute("DELETE FROM spectra WHERE layer = 'a'");
        }
    }

    [Fact]
    public void Nothing_loads_SQLite_without_need()
    {
        using var model = new CachedModel();
        new SampleFile().Add("a.weight", 60, 70).Write(model.Written("small.safetensors"));
        foreach (string[] args in (string[][])
        [
            ["describe", CachedModel.Name], ["explain", "alpha"], ["--version"],
            ["analyze", "small.safetensors"], ["analyze", CachedModel.Name, "--cache", "none"],
        ])
        {
            var result = model.Tool.With("DOTNET_EnableDiagnostics", "0").With(CacheLocation.Variable, model.Folder)
                .StartProcess(args);
            Assert.Equal(0, result.ExitCode);
            Assert.False(Directory.Exists(model.Folder), string.Join(' ', args));
        }
    }
}
