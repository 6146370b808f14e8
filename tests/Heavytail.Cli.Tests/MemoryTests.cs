using System.Globalization;
using System.Text;
using Heavytail.Cli.Options;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>How a limit is said, what happens at it, and that weights are not held in memory.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("4000000000", 4_000_000_000)]
    [InlineData("17B", 17)]
    [InlineData("2KB", 2_000)]
    [InlineData("500mb", 500_000_000)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData("2TB", 2_000_000_000_000)]
    [InlineData("3KiB", 3_072)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("4gib", 4_294_967_296)]
    [InlineData(" 2 TiB", 2_199_023_255_552)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) =>
        Assert.Equal(bytes, SizeOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("0")]
    [InlineData("0.5B")]
    [InlineData("-4GB")]
    [InlineData("4G")]
    [InlineData("4 giga")]
    [InlineData("1,5GB")]
    [InlineData("1e9")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999TB")]
    [InlineData("99999999999999999999999999999999999999TB")]
    public void What_is_no_size_is_none(string text) => Assert.Null(SizeOption.Parse(text));

    [Fact]
    public void What_does_not_fit_is_named_with_what_it_needs_and_the_code_is_2()
    {
        using var folder = new TempFolder();
        string path = new SampleFile().Add("large.weight", 500, 400).Add("small.weight", 20, 30)
            .Write(folder.File("m.safetensors"));
        var result = Tool.Run("analyze", path, "--memory", "1MB", "--columns", "name");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.Contains("\n small\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(" 1 layer left out: memory", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n   large\.weight: needs [0-9.]+ MB, above --memory 1MB\n", result.Output);

        var described = Tool.Run("describe", path, "--memory", "1MB", "-f", "csv");
        Assert.Equal(0, described.ExitCode);
        Assert.Matches(@",skipped,memory,""needs [0-9.]+ MB, above --memory 1MB"",", described.Output);

        var enough = new Tool().With("HEAVYTAIL_MEMORY", "100MB").StartProcess("analyze", path);
        Assert.Equal(0, enough.ExitCode);
        Assert.Equal(2, new Tool().With("HEAVYTAIL_MEMORY", "1MB").StartProcess("analyze", path).ExitCode);
        Assert.Equal(0, new Tool().With("HEAVYTAIL_MEMORY", "1MB").StartProcess(
            "analyze", path, "--memory", "100MB").ExitCode);
    }

    [Theory]
    [InlineData(4_000_000, 12)]
    [InlineData(12, 4_000_000)]
    public async Task A_dense_layer_is_not_held(int rows, int columns)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "needs /proc");
        using var folder = new TempFolder();
        string path = WriteZeros(folder.File("m.safetensors"), rows, columns);
        using var process = new Tool().Launch("analyze", path, "-f", "csv", "-j", "2");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        long peak = 0;
        while (!process.WaitForExit(5))
        {
            peak = Math.Max(peak, PeakOf(process.Id));
        }

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("failed-all-zero", await output, StringComparison.Ordinal);
        Assert.InRange(peak, 1, new FileInfo(path).Length - 20_000_000);
    }

    /// <summary>A file of 192 MB that takes no room on the disk.</summary>
    private static string WriteZeros(string path, int rows, int columns)
    {
        long bytes = (long)rows * columns * sizeof(float);
        byte[] header = Encoding.UTF8.GetBytes(
            $$$"""{"a.weight":{"dtype":"F32","shape":[{{{rows}}},{{{columns}}}],"data_offsets":[0,{{{bytes}}}]}}""");
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((ulong)header.Length));
        file.Write(header);
        file.SetLength(file.Length + bytes);
        return path;
    }

    /// <summary>The most memory that a process had so far; 0 when it is gone.</summary>
    private static long PeakOf(int process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(
                line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) ?? "VmHWM: 0 kB";
            return 1024 * long.Parse(line[6..^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
