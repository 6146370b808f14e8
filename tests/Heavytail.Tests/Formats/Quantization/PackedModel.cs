using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>A file of packed weights, opened, with a configuration beside it.</summary>
internal sealed class PackedModel : IDisposable
{
    private const long MaxAllocatedBytes = 100_000_000;

    private readonly TempFolder _folder = new();

    public PackedModel(TinyPacked packed, string? config = null)
    {
        if (config is not null)
        {
            _folder.Write("config.json", System.Text.Encoding.UTF8.GetBytes(config));
        }

        Checkpoint = Checkpoint.Open(_folder.Write("model.safetensors", packed.ToArray()));
    }

    public Checkpoint Checkpoint { get; }

    /// <summary>Bytes of all tensors in the file.</summary>
    public long StoredBytes => Checkpoint.Tensors.Sum(tensor => (long)tensor.StoredByteCount);

    /// <summary>The one weight that was unpacked.</summary>
    public TensorInfo Weight(string name, long[] shape, string encoding)
    {
        var weight = Assert.Single(Checkpoint.Tensors, tensor => tensor.IsQuantized);
        Assert.Equal((name, encoding, ElementType.F32), (weight.Name, weight.Encoding, weight.Type));
        Assert.Equal(new TensorShape(shape), weight.Shape);
        Assert.Equal(weight, Checkpoint.Tensors[weight.Index]);
        return weight;
    }

    public void AssertNumbers(TensorInfo weight, int count, Func<int, double> expected)
    {
        using (var stream = Checkpoint.OpenRead(weight))
        {
            Assert.Equal((long)weight.ByteCount, stream.Length);
        }

        double[] actual = new double[count];
        Checkpoint.Read(weight, actual);
        for (int k = 0; k < count; k++)
        {
            // An assertion for each of a million elements takes seconds.
            if (!actual[k].Equals((float)expected(k)))
            {
                Assert.Fail($"element {k} of {weight.Name} is {actual[k]}, expected {(float)expected(k)}");
            }
        }
    }

    public void AssertCompanion(string name, string word)
    {
        var role = Checkpoint.Tensors.Single(tensor => tensor.Name == name).Role;
        Assert.Equal((TensorPurpose.NotAWeight, word), (role!.Purpose, role.Operator));
    }

    /// <summary>
    /// Another weight of the file is analyzed, the tensor with the codes is listed with the facts, its companions as
    /// companions; in little memory.
    /// </summary>
    public static void AssertCostsItself(TinyPacked packed, params string[] facts)
    {
        packed.Add("b", "F32", [20, 20], TinyPacked.Floats(400));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var file = new PackedModel(packed);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxAllocatedBytes);
        var model = Analyzer.Analyze(file.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("b", Assert.Single(model.Layers).Name);
        var left = Assert.Single(model.Skipped, tensor => tensor.Reason == SkipReason.Unread);
        Assert.All(facts, fact => Assert.Contains(fact, left.Explanation, StringComparison.Ordinal));
        Assert.Contains(left.Explanation, file.Checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
        Assert.All(
            model.Skipped.Where(tensor => tensor != left && tensor.Tensor.Shape.ElementCount > 0),
            companion => Assert.Equal(SkipReason.Companion, companion.Reason));
        Assert.Equal(file.Checkpoint.Tensors.Count, model.Skipped.Count + 1);
    }

    public void Dispose()
    {
        Checkpoint.Dispose();
        _folder.Dispose();
    }
}
