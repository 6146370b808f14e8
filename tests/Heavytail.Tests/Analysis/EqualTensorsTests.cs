using System.IO.Compression;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Weights that are stored twice are analyzed once.</summary>
public sealed class EqualTensorsTests
{
    private static readonly TensorShape s_shape = new(60, 40);

    [Fact]
    public void The_later_of_two_equal_tensors_is_a_copy_in_no_mean_and_no_count()
    {
        using var checkpoint = Open(("embed", Random(1)), ("fc", Random(2)), ("lm_head", Random(1)));
        using var once = Open(("embed", Random(1)), ("fc", Random(2)));

        var model = Analyze(checkpoint);
        var expected = Analyze(once);

        var copy = Assert.Single(model.Skipped, skipped => skipped.Tensor.Name == "lm_head.weight");
        Assert.Equal(SkipReason.Copy, copy.Reason);
        Assert.Equal("its elements are those of `embed.weight`, stored twice", copy.Explanation);
        Assert.Equal(["embed.weight", "fc.weight"], model.Layers.Select(layer => layer.Layer.Tensor.Name));
        Assert.Equal(expected.Summary["alpha"], model.Summary["alpha"]);
        Assert.Equal(2 * s_shape.ElementCount, model.Summary.Parameters);
    }

    /// <summary>The plan reads no elements; what is read shows in the inventory that reads them.</summary>
    [Fact]
    public void Headers_do_not_show_copies()
    {
        using var checkpoint = Open(("a", Random(1)), ("b", Random(1)));
        var options = new AnalysisOptions();
        Assert.Equal(2, LayerInventory.From(checkpoint, options).Layers.Count);

        var inventory = LayerInventory.FromElements(checkpoint, options);

        Assert.Equal("a.weight", Assert.Single(inventory.Layers).Tensor.Name);
        Assert.Equal(("copy", 0), (inventory.Decisions[1].Rule, inventory.Decisions[1].Layers.Count));
    }

    [Fact]
    public void All_copies_have_the_first_as_their_original()
    {
        using var checkpoint = Open(
            ("a", Random(1)), ("b", Random(2)), ("c", Random(1)), ("d", Random(2)), ("e", Random(1)));
        Assert.Equal(
            ["c.weight: a.weight", "d.weight: b.weight", "e.weight: a.weight"],
            Analyze(checkpoint).Skipped.Select(
                skipped => $"{skipped.Tensor.Name}: {skipped.Explanation.Split('`')[1]}"));
    }

    /// <summary>Zeros, ones, unit matrices, signs: what training starts from, or too little to be a proof.</summary>
    [Fact]
    public void Elements_of_few_values_prove_no_copy()
    {
        float[] unit = [.. Enumerable.Range(0, 2400).Select(k => k % 41 == 0 ? 1f : 0)];
        float[] signs = [.. Random(3).Select(value => value < 0 ? -1f : 1)];
        float[] digits = [.. Enumerable.Range(0, 2400).Select(k => (float)(k % 15))];
        foreach (float[] values in new[] { new float[2400], [.. Enumerable.Repeat(1f, 2400)], unit, signs, digits })
        {
            using var checkpoint = Open(("a", values), ("b", [.. values]));
            Assert.Equal(2, Analyze(checkpoint).Layers.Count);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(1200)]
    [InlineData(2399)]
    public void One_element_makes_another_tensor(int at)
    {
        float[] other = Random(1);
        other[at] += 1;
        using var checkpoint = Open(("a", Random(1)), ("b", other));
        Assert.Equal(2, Analyze(checkpoint).Layers.Count);
    }

    [Fact]
    public void Another_shape_or_type_makes_another_tensor()
    {
        double[] doubles = [.. Random(1).Select(value => (double)value)];
        using var checkpoint = Checkpoint.FromTensors(
            "m",
            [
                new NamedTensor("a.weight", s_shape, Random(1)), new NamedTensor("b.weight", s_shape, doubles),
                new NamedTensor("c.weight", new TensorShape(40, 60), Random(1)),
            ]);
        Assert.Equal(3, Analyze(checkpoint).Layers.Count);
    }

    [Fact]
    public void Rules_and_conventions_that_take_tensors_as_they_are_stand()
    {
        using var checkpoint = Open(("a", Random(1)), ("b", Random(1)));
        var rules = UserRules.Parse("""{ "rules": [{ "match": "b.weight", "kind": "dense", "axes": "oi" }] }""");
        var byRule = new AnalysisOptions { Selection = new LayerSelection { Rules = rules } };
        Assert.Equal(2, Analyze(checkpoint, byRule).Layers.Count);
        foreach (var convention in Convention.All.Where(convention => convention.TakesTensorsWhole))
        {
            var options = new AnalysisOptions { Method = new MethodOptions { Convention = convention } };
            Assert.Equal(2, Analyze(checkpoint, options).Layers.Count);
        }
    }

    [Fact]
    public void Compressed_tensors_are_compared_too()
    {
        using var folder = new TempFolder();
        float[] values = Random(1);
        string path = folder.Write("m.safetensors", TinySafeTensors.File(
            ("a.weight", "F32", [60, 40], TinySafeTensors.Bytes(values)),
            ("b.weight", "F32", [60, 40], TinySafeTensors.Bytes(values))));
        string packed = folder.Write("m.safetensors.gz", Gzip(File.ReadAllBytes(path)));
        using var checkpoint = Checkpoint.Open(packed);
        Assert.Single(Analyze(checkpoint).Layers);
    }

    private static ModelAnalysis Analyze(Checkpoint checkpoint, AnalysisOptions? options = null) =>
        Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    private static float[] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)s_shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static Checkpoint Open(params (string Name, float[] Values)[] tensors) => Checkpoint.FromTensors(
        "m", tensors.Select(tensor => new NamedTensor(tensor.Name + ".weight", s_shape, tensor.Values)));
}
