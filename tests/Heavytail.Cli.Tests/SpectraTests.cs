using System.Diagnostics;
using System.Globalization;
using System.Text;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary><c>analyze --spectra</c>: a file of eigenvalues, whole or not there.</summary>
public sealed class SpectraTests
{
    private const string Sample = "samples/fashion-mnist/batch-0016.safetensors";

    /// <summary>conv1 1·25, conv2 16·25, fc1 256, fc2 192, fc3 10.</summary>
    private const int Eigenvalues = 25 + 400 + 256 + 192 + 10;

    [Theory]
    [InlineData("s.csv")]
    [InlineData("s.jsonl")]
    [InlineData("s.parquet")]
    [InlineData("S.NPZ")]
    public void The_extension_selects_the_format(string name)
    {
        using var folder = new TempFolder();
        var plain = Tool.Run("analyze", Sample, "-f", "csv");
        var result = Tool.Run("analyze", Sample, "-f", "csv", "-q", "--spectra", folder.File(name));
        Assert.Equal(plain, result);
        Assert.Equal([folder.File(name)], Directory.GetFiles(folder.Path));
        byte[] bytes = File.ReadAllBytes(folder.File(name));
        string start = name[2..].ToUpperInvariant() switch
        {
            "CSV" => "model,layer_id,name,slice,M,N,index,eigenvalue,",
            "JSONL" => $$"""{"model":"{{Sample}}","layer_id":""",
            "PARQUET" => "PAR1",
            _ => "PK",
        };
        Assert.StartsWith(start, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Eigenvalues)]
    [InlineData(256 + 192 + 10, "--convention", "sdm2020")] // without convolutions of fewer than 50
    [InlineData(Eigenvalues - 25, "--convention", "nature2021")] // without conv1, whose slices have one
    [InlineData(Eigenvalues, "--compat", "weightwatcher")]
    [InlineData(Eigenvalues, "-f", "json", "-j", "1")]
    public void A_layer_is_written_once_whatever_the_convention(int count, params string[] options)
    {
        using var folder = new TempFolder();
        var result = Tool.Run(["analyze", Sample, "--spectra", folder.File("s.csv"), .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        string[][] rows = Rows(folder.File("s.csv"));
        Assert.Equal(count, rows.Length);
        Assert.Equal(count, rows.DistinctBy(row => (row[2], row[3], row[6])).Count());
    }

    [Fact]
    public void The_eigenvalues_are_those_of_the_weights_as_stored_under_every_convention()
    {
        using var folder = new TempFolder();
        var today = Largest(folder, "weightwatcher");
        Assert.Equal(25 + 25 + 3, today.Count);
        foreach (string convention in new[] { "sdm2020", "nature2021", "weightwatcher-0.7.5.5" })
        {
            var values = Largest(folder, convention);
            Assert.NotEmpty(values);
            Assert.All(values, slice => Assert.Equal(1, slice.Value / today[slice.Key], 1e-6));
        }
    }

    [Fact]
    public void Several_models_are_in_one_file()
    {
        using var folder = new TempFolder();
        var result = Tool.Run("analyze", "samples/fashion-mnist", "--spectra", folder.File("s.csv"));
        Assert.True(result.ExitCode == 0, result.Error);
        var models = Rows(folder.File("s.csv")).GroupBy(row => row[0]).ToArray();
        Assert.Equal(9, models.Length);
        Assert.All(models, model => Assert.Equal(Eigenvalues, model.Count()));
        Assert.Contains("samples/fashion-mnist/initial.safetensors", models.Select(model => model.Key));

        Tool.Run("analyze", "samples/fashion-mnist", "--spectra", folder.File("s.npz"), "--layers", "fc3*");
        var arrays = Tool.Run("describe", folder.File("s.npz"), "-f", "jsonl");
        Assert.Contains(
            "\"samples/fashion-mnist/batch-0008.safetensors/fc3/0\"", arrays.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_without_eigenvalues_are_left_out_and_named()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 20, 30).AddConstant("b.weight", float.NaN, 20, 30)
            .Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "-q", "--spectra", folder.File("s.csv"));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(["a"], Rows(folder.File("s.csv")).Select(row => row[2]).Distinct());
        Assert.Contains(
            $"s.csv, since they have no eigenvalues: b{Environment.NewLine}", result.Error, StringComparison.Ordinal);
        Assert.Equal("", Tool.Run("analyze", path, "-qq", "--spectra", folder.File("s.csv")).Error);
    }

    [Theory]
    [InlineData("s.csv", "inf")]
    [InlineData("s.jsonl", "null")]
    public void Eigenvalues_beyond_double_are_named(string name, string word)
    {
        using var folder = new TempFolder();
        string path = folder.File("m.npy");
        string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 30), }".PadRight(117) + "\n";
        var random = new Random(1);
        double[] weights = [.. Enumerable.Range(0, 600).Select(_ => 1e200 * (random.NextDouble() - 0.5))];
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)];
        File.WriteAllBytes(path, [.. start, .. weights.SelectMany(BitConverter.GetBytes)]);
        var result = Tool.Run("analyze", path, "-q", "--spectra", folder.File(name));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"beyond the range of double are {word} in ", result.Error, StringComparison.Ordinal);
        Assert.Contains(word, File.ReadAllText(folder.File(name)), StringComparison.Ordinal);
    }

    /// <summary>A limit on the size of files stands for a full disk.</summary>
    [Theory]
    [InlineData("--spectra", "s.parquet")]
    [InlineData("--spectra", "s.npz")]
    [InlineData("--spectra", "s.csv")]
    [InlineData("-o", "s.json")]
    public void A_full_disk_names_option_and_file_and_leaves_nothing(string option, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a POSIX shell");
        using var folder = new TempFolder();
        string command = $"trap '' XFSZ; ulimit -f 2; exec {Tool.ShellWords} "
            + $"analyze {Sample} -q {option} '{folder.File(name)}'";
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith(
            $"error: `{(option == "-o" ? "--output" : option)} {folder.File(name)}` cannot be written: ", error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("s.txt", "unknown extension `.txt`", "extensions are .parquet, .npz, .csv, .jsonl")]
    [InlineData("s", "no extension; it selects the format", "extensions are .parquet, .npz, .csv, .jsonl")]
    [InlineData("missing/s.npz", "cannot be written", "")]
    [InlineData("r.csv", "is also the file of `--output`", "")]
    public void A_path_that_cannot_be_is_refused_before_the_work(string name, string problem, string hint)
    {
        using var folder = new TempFolder();
        var result = Tool.Run(
            "analyze", "no-such-model", "--spectra", folder.File(name), "-o", folder.File("r.csv"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-model", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("s.parquet")]
    [InlineData("s.npz")]
    [InlineData("s.csv")]
    public void An_interrupt_leaves_no_half_file(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs POSIX signals");
        using var folder = new TempFolder();
        string path = new SampleFile().Add("a.weight", 50, 50).Add("b.weight", 3000, 3000)
            .Write(folder.File("m.safetensors"));
        File.WriteAllText(folder.File(name), "before");
        using var process = new Tool().LaunchInterruptible("analyze", path, "--spectra", folder.File(name), "-j", "1");
        var clock = Stopwatch.StartNew();
        while (Directory.GetFiles(folder.Path, ".heavytail-*.tmp").Length == 0)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "it did not begin");
            Thread.Sleep(10);
        }

        Thread.Sleep(300);
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("before", File.ReadAllText(folder.File(name)));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    /// <summary>The largest eigenvalue of each slice, by layer and slice.</summary>
    private static Dictionary<(string Name, string Slice), double> Largest(TempFolder folder, string convention)
    {
        var result = Tool.Run("analyze", Sample, "--convention", convention, "--spectra", folder.File("s.csv"));
        Assert.True(result.ExitCode == 0, result.Error);
        return Rows(folder.File("s.csv")).GroupBy(row => (row[2], row[3])).ToDictionary(
            slice => slice.Key, slice => slice.Max(row => double.Parse(row[7], CultureInfo.InvariantCulture)));
    }

    private static string[][] Rows(string path) => [.. File.ReadLines(path).Skip(1).Select(line => line.Split(','))];
}
