using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Heavytail.Cli.Tests.Support;
using Xunit;

namespace Heavytail.Cli.Tests;

/// <summary>Descriptions read headers only.</summary>
public sealed class DescribeTests
{
    [Fact]
    public void Ten_gigabytes_are_described_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs sparse files");
        using var folder = new TempFolder();
        string path = folder.File("large.safetensors");
        const long bytes = 50_000L * 50_000 * 4;
        byte[] header = Encoding.UTF8.GetBytes(
            "{\"large.weight\":{\"dtype\":\"F32\",\"shape\":[50000,50000],\"data_offsets\":[0," + $"{bytes}]}}}}");
        using (var file = File.Create(path))
        {
            byte[] length = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            file.Write(length);
            file.Write(header);
            file.SetLength(length.Length + header.Length + bytes);
        }

        var clock = Stopwatch.StartNew();
        var result = new Tool().StartProcess("describe", path);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2,500,000,000 parameters", result.Output, StringComparison.Ordinal);

        // Reading the numbers would take far longer; starting the tool on a busy machine takes a part of this.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"it took {clock.Elapsed}");
    }
}
