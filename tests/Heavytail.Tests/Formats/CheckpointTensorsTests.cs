using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats;

/// <summary>Tensors in memory, as a training loop has them.</summary>
public sealed class CheckpointTensorsTests
{
    private static readonly double[] s_doubles = SplitMix.Normals(5, 60 * 40);
    private static readonly float[] s_floats = Array.ConvertAll(s_doubles, value => (float)value);

    [Fact]
    public void Layers_are_those_of_the_same_tensors_in_a_file()
    {
        using var folder = new TempFolder();
        using var file = Checkpoint.Open(folder.Write(
            "m.safetensors",
            TinySafeTensors.Floats(("fc1.weight", [60, 40], s_floats), ("fc1.bias", [60], s_floats[..60]))));
        using var memory = Checkpoint.FromTensors(
            "epoch 3",
            [
                new NamedTensor("fc1.weight", new TensorShape(60, 40), s_floats),
                new NamedTensor("fc1.bias", new TensorShape(60), s_floats.AsMemory(0, 60)),
            ]);
        Assert.Equal(("epoch 3", "tensors in memory"), (memory.Path, memory.Format));
        Assert.Empty(memory.Files);
        var expected = Analyze(file);
        var actual = Analyze(memory);
        Assert.Equal("epoch 3", actual.Path);
        Assert.Empty(actual.Files);
        Assert.Equal(expected.Summary, actual.Summary);
        Assert.Equal(expected.Layers.Select(layer => layer.Metrics), actual.Layers.Select(layer => layer.Metrics));
        Assert.Equal(expected.Skipped.Select(tensor => tensor.Reason), actual.Skipped.Select(tensor => tensor.Reason));
    }

    [Fact]
    public void Doubles_are_analyzed_as_doubles()
    {
        using var checkpoint = Checkpoint.FromTensors("m", [new NamedTensor("w", new TensorShape(60, 40), s_doubles)]);
        Assert.Equal(ElementType.F64, checkpoint.Tensors[0].Type);
        Assert.Equal(s_doubles, checkpoint.Read(checkpoint.Tensors[0]));
        Assert.Single(Analyze(checkpoint).Layers);
    }

    [Fact]
    public void Values_are_not_copied()
    {
        float[] values = [1, 2, 3, 4];
        using var checkpoint = Checkpoint.FromTensors("m", [new NamedTensor("w", new TensorShape(2, 2), values)]);
        values[2] = 7;
        Assert.Equal([1, 2, 7, 4], checkpoint.Read(checkpoint.Tensors[0]));
    }

    [Fact]
    public void Streams_seek_to_any_byte()
    {
        using var checkpoint = Checkpoint.FromTensors("m", [new NamedTensor("w", new TensorShape(60, 40), s_doubles)]);
        byte[] expected = new byte[s_doubles.Length * sizeof(double)];
        Buffer.BlockCopy(s_doubles, 0, expected, 0, expected.Length);
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[0]);
        Assert.Equal(expected.Length, stream.Length);
        foreach (int start in new[] { 0, 1, 7, 8, 1001, expected.Length - 3, expected.Length })
        {
            stream.Position = start;
            byte[] actual = new byte[Math.Min(100, expected.Length - start)];
            stream.ReadExactly(actual);
            Assert.Equal(expected[start..(start + actual.Length)], actual);
        }

        Assert.Equal(0, stream.Read(new byte[1]));
    }

    [Fact]
    public void Two_names_of_the_same_memory_are_tied()
    {
        using var checkpoint = Checkpoint.FromTensors(
            "m",
            [
                new NamedTensor("embedding.weight", new TensorShape(60, 40), s_floats),
                new NamedTensor("other", new TensorShape(60, 40), (float[])s_floats.Clone()),
                new NamedTensor("output.weight", new TensorShape(60, 40), s_floats),
            ]);
        Assert.Equal([null, null, 0], checkpoint.Tensors.Select(tensor => tensor.TiedTo));
    }

    [Fact]
    public void A_role_decides_what_a_tensor_is()
    {
        var tensor = new NamedTensor("w", new TensorShape(60, 40), s_floats)
        {
            Role = new TensorRole(TensorPurpose.NotAWeight, "buffer"),
        };
        using var checkpoint = Checkpoint.FromTensors("m", [tensor]);
        Assert.Empty(LayerInventory.From(checkpoint, new AnalysisOptions()).Layers);
    }

    [Fact]
    public void A_description_has_no_files()
    {
        using var checkpoint = Checkpoint.FromTensors("m", [new NamedTensor("w", new TensorShape(60, 40), s_floats)]);
        var description = Description.From(checkpoint, new AnalysisOptions());
        Assert.Empty(description.Files);
        Assert.Single(description.Tensors);
    }

    [Fact]
    public void Wrong_tensors_are_refused()
    {
        var shape = new TensorShape(60, 41);
        var count = Assert.Throws<ArgumentException>(() => new NamedTensor("w", shape, s_floats));
        Assert.StartsWith("tensor `w` of shape [60, 41] has 2,400 values", count.Message, StringComparison.Ordinal);
        var tensor = new NamedTensor("w", new TensorShape(60, 40), s_floats);
        var twice = Assert.Throws<ArgumentException>(() => Checkpoint.FromTensors("m", [tensor, tensor]));
        Assert.StartsWith("two tensors are named `w`", twice.Message, StringComparison.Ordinal);
    }

    private static ModelAnalysis Analyze(Checkpoint checkpoint) =>
        Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
}
