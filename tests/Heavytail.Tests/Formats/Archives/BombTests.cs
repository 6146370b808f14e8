using System.IO.Compression;
using Heavytail.Files;
using Heavytail.Formats.Archives;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>What unpacks to far more than it is stops at its cap.</summary>
public sealed class BombTests
{
    [Fact]
    public void StreamWithoutEnd()
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write("x.gz", new byte[100]));
        var exception = Assert.Throws<InvalidCheckpointException>(
            () => SpooledFile.Write(file, file.Length, new Endless(), "x.gz!x", SourceFolder.None));

        Assert.Contains(
            "unpacks to more than 67,108,864 bytes from 100: a decompression bomb", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ZeroesInGzip()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "x.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize))
        {
            byte[] zeroes = new byte[1 << 20];
            for (int k = 0; k < 100; k++)
            {
                gzip.Write(zeroes);
            }
        }

        var exception = Assert.Throws<InvalidCheckpointException>(() => Checkpoint.Open(path));
        Assert.Contains("a decompression bomb", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Endless : MemoryStream
    {
        public override int Read(Span<byte> buffer) => buffer.Length;
    }
}
