using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>A file that lies must be refused by name, soon, and without the memory it asks for.</summary>
internal static class Refused
{
    private const long MaxAllocatedBytes = 100_000_000;

    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(2);

    /// <summary>Opens the bytes as a file, and reads all tensors if that goes well.</summary>
    /// <param name="fileName">What the file is called.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="facts">Parts of the message or its hint.</param>
    public static void Bytes(string fileName, byte[] bytes, params string[] facts)
    {
        using var folder = new TempFolder();
        Path(folder.Write(fileName, bytes), facts);
    }

    public static void Path(string path, params string[] facts)
    {
        var (exception, elapsed, allocated) = Measure(path);
        foreach (string fact in facts)
        {
            Assert.Contains(fact, exception.Message + "\n" + exception.Hint, StringComparison.Ordinal);
        }

        Assert.True(allocated < MaxAllocatedBytes, $"{allocated:N0} bytes were allocated");
        Assert.True(elapsed < s_maxTime, $"it took {elapsed}");
    }

    private static (CheckpointException Exception, TimeSpan Elapsed, long Allocated) Measure(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = ThreadClock.StartNew();
        var exception = Assert.ThrowsAny<CheckpointException>(() => OpenAndRead(path));
        var elapsed = watch.Elapsed;
        return (exception, elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void OpenAndRead(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        foreach (var tensor in checkpoint.Tensors)
        {
            using var stream = checkpoint.OpenRead(tensor);
            if (tensor.Shape.ElementCount < 1_000_000)
            {
                checkpoint.Read(tensor, new double[tensor.Shape.ElementCount]);
            }
        }
    }
}
