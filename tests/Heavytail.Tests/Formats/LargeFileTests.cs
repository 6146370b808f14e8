using System.Text;
using Heavytail.Tests.Formats.Gguf;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>
/// Opening reads headers only, whatever the size of the file, and reading one layer reads that layer.
/// </summary>
public sealed class LargeFileTests
{
    private const long TensorBytes = 4_000_000_000;
    private const int Tensors = 5;

    /// <summary>Of 4 bits and a half a number: 3.2 GB of F32 in a tensor.</summary>
    private const long GgufSide = 28_672;
    private const int GgufTensors = 13;

    [Fact]
    public void TwentyGigabytesOpenAtOnce()
    {
        using var folder = new TempFolder();
        string header = "{" + string.Join(',', Enumerable.Range(0, Tensors).Select(i => TinySafeTensors.Entry(
            $"layers.{i}.weight", "F32", "[31250,32000]", $"[{i * TensorBytes},{(i + 1) * TensorBytes}]"))) + "}";
        string path = folder.Write("large.safetensors", TinySafeTensors.File(header));
        Grow(path, Tensors * TensorBytes);
        Checkpoint.Open(folder.Write("warm-up.safetensors", TinySafeTensors.Floats(("a", [1], [1])))).Dispose();

        using var checkpoint = Described(path, Tensors);
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[^1]);
        stream.Position = TensorBytes - sizeof(float);
        Assert.Equal(sizeof(float), stream.Read(new byte[100]));
    }

    [Fact]
    public void TwelveGigabytesInThreeFilesOpenAtOnce()
    {
        using var folder = new TempFolder();
        var map = new List<string>();
        for (int i = 1; i <= 3; i++)
        {
            string name = $"m-0000{i}-of-00003.safetensors";
            map.Add($"\"layers.{i}.weight\":\"{name}\"");
            string entry = TinySafeTensors.Entry($"layers.{i}.weight", "F32", "[31250,32000]", $"[0,{TensorBytes}]");
            Grow(folder.Write(name, TinySafeTensors.File("{" + entry + "}")), TensorBytes);
        }

        string index = folder.Write(
            "m.safetensors.index.json", Encoding.UTF8.GetBytes("{\"weight_map\":{" + string.Join(',', map) + "}}"));
        Checkpoint.Open(folder.Write("warm-up.safetensors", TinySafeTensors.Floats(("a", [1], [1])))).Dispose();
        using var checkpoint = Described(index, 3);
        Assert.Equal(3 * TensorBytes, checkpoint.Tensors.Sum(tensor => (long)tensor.StoredByteCount));
    }

    [Fact]
    public void SixGigabytesOfBlocksOpenAtOnceAndOneLayerIsReadAlone()
    {
        using var folder = new TempFolder();
        const long LargeBytes = GgufSide * GgufSide / 256 * 144;
        const long SmallBytes = 1024 * 2048 / 256 * 144;
        var file = new TinyGguf().Text("general.architecture", "llama");
        byte[][] tokens = [.. Enumerable.Range(0, 200_000).Select(token => file.Text($"token{token}"))];
        file.Pair("tokenizer.ggml.tokens", 9, file.Array(8, tokens));
        for (int i = 0; i < GgufTensors; i++)
        {
            file.Entry($"blk.{i}.ffn_up.weight", 12, [GgufSide, GgufSide], (ulong)(i * LargeBytes));
        }

        file.Entry("blk.0.attn_q.weight", 12, [1024, 2048], (ulong)(GgufTensors * LargeBytes));
        string path = folder.Write("large.gguf", file.ToArray());
        Grow(path, (GgufTensors * LargeBytes) + SmallBytes);
        Assert.True(new FileInfo(path).Length > 6_000_000_000);
        using (var warmUp = Checkpoint.Open(
            folder.Write("warm-up.gguf", new TinyGguf().Floats("a.weight", [1, 1], 1).ToArray())))
        {
            _ = LayerInventory.From(warmUp, new AnalysisOptions());
        }

        using var checkpoint = Described(path, GgufTensors + 1);
        double[] numbers = new double[1024 * 2048];
        var watch = ThreadClock.StartNew();
        checkpoint.Read(checkpoint.Tensors[^1], numbers);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(0.5), $"reading 8 MB took {watch.Elapsed}");
    }

    /// <summary>Opened and planned, as <c>describe</c> does, in half a second and a megabyte.</summary>
    private static Checkpoint Described(string path, int tensors)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = ThreadClock.StartNew();
        var checkpoint = Checkpoint.Open(path);
        _ = LayerInventory.From(checkpoint, new AnalysisOptions());
        var elapsed = watch.Elapsed;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(tensors, checkpoint.Tensors.Count);
        Assert.True(elapsed < TimeSpan.FromSeconds(0.5), $"it took {elapsed}");
        Assert.True(allocated < 1_000_000, $"{allocated:N0} bytes were allocated");
        return checkpoint;
    }

    /// <summary>The file system keeps no zeros.</summary>
    private static void Grow(string path, long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the file system may write all zeros of a sparse file");
        using var file = new FileStream(path, FileMode.Append);
        try
        {
            file.SetLength(file.Length + bytes);
        }
        catch (IOException e)
        {
            Assert.Skip($"the file system has no sparse files of this size: {e.Message}");
        }
    }
}
