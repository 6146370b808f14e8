using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>A tar of gigabytes, whose data is a hole of the disk: opening it reads headers only.</summary>
public sealed class LargeArchiveTests
{
    [Fact]
    public void TarOfThreeGigabytes()
    {
        const long Elements = 768L << 20;
        byte[] header = System.Text.Encoding.UTF8.GetBytes(
            "{" + TinySafeTensors.Entry("w", "F32", $"[1024,{Elements / 1024}]", $"[0,{4 * Elements}]") + "}");
        long size = 8 + header.Length + (4 * Elements);
        byte[] start = new TinyTar().Add(
            "m/x.safetensors",
            TinySafeTensors.File(header, []),
            size: Convert.ToString(size, 8).PadLeft(11, '0')).ToArray(hasEnd: false);
        using var folder = new TempFolder();
        string path = folder.Write("x.tar", start.AsSpan(0, 512 + 8 + header.Length));
        using (var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(handle, 512 + ((size + 511) / 512 * 512) + 1024);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = ThreadClock.StartNew();
        using var checkpoint = Checkpoint.Open(path);
        var elapsed = watch.Elapsed;

        Assert.Equal(Elements, checkpoint.Tensors[0].Shape.ElementCount);
        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"it took {elapsed}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }
}
