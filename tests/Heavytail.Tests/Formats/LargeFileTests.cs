using System.Diagnostics;
using Heavytail.Formats;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>Opening reads headers only, whatever the size of the file.</summary>
public sealed class LargeFileTests
{
    private const long TensorBytes = 4_000_000_000;
    private const int Tensors = 5;

    [Fact]
    public void TwentyGigabytesOpenAtOnce()
    {
        using var folder = new TempFolder();
        string path = WriteSparse(folder);
        Checkpoint.Open(folder.Write("warm-up.safetensors", TinySafeTensors.Floats(("a", [1], [1])))).Dispose();

        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        using var checkpoint = Checkpoint.Open(path);
        var elapsed = watch.Elapsed;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Tensors, checkpoint.Tensors.Count);
        Assert.True(elapsed < TimeSpan.FromSeconds(0.5), $"it took {elapsed}");
        Assert.True(allocated < 1_000_000, $"{allocated:N0} bytes were allocated");

        using var stream = checkpoint.OpenRead(checkpoint.Tensors[^1]);
        stream.Position = TensorBytes - sizeof(float);
        Assert.Equal(sizeof(float), stream.Read(new byte[100]));
    }

    /// <summary>A header and nothing else; the file system keeps no zeros.</summary>
    private static string WriteSparse(TempFolder folder)
    {
        string header = "{" + string.Join(',', Enumerable.Range(0, Tensors).Select(i => TinySafeTensors.Entry(
            $"layers.{i}.weight", "F32", "[31250,32000]", $"[{i * TensorBytes},{(i + 1) * TensorBytes}]"))) + "}";
        string path = folder.Write("large.safetensors", TinySafeTensors.File(header));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file system may write all zeros of a sparse file");
        using var file = new FileStream(path, FileMode.Append);
        try
        {
            file.SetLength(file.Length + (Tensors * TensorBytes));
        }
        catch (IOException e)
        {
            Assert.Skip($"the file system has no sparse files of this size: {e.Message}");
        }

        return path;
    }
}
