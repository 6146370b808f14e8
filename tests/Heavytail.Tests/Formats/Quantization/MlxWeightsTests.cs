using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>MLX' weights: every one by code · scale + offset.</summary>
public sealed class MlxWeightsTests
{
    private const int Rows = 6;
    private const int Groups = 2;

    [Theory]
    [InlineData(2, 64)]
    [InlineData(3, 64)]
    [InlineData(4, 64)]
    [InlineData(5, 64)]
    [InlineData(6, 64)]
    [InlineData(8, 64)]
    [InlineData(4, 32)]
    [InlineData(4, 128)]
    [InlineData(3, 128)]
    [InlineData(8, 32)]
    public void Each_width_and_group(int bits, int group)
    {
        string config = $$$"""{"quantization": {"group_size": {{{group}}}, "bits": {{{bits}}}}}""";
        using var model = new PackedModel(Packed(bits, group), config);
        Check(model, bits, group, [Rows, Groups * group]);
        Assert.Equal("MLX: 1 tensor", model.Checkpoint.Metadata["quantization"]);
    }

    /// <summary>One layer may have other bits than the others.</summary>
    [Fact]
    public void A_layer_of_its_own()
    {
        using var model = new PackedModel(
            Packed(8, 32),
            """{"quantization_config": {"group_size": 64, "bits": 4, "a": {"group_size": 32, "bits": 8}}}""");
        Check(model, 8, 32, [Rows, Groups * 32]);
    }

    [Fact]
    public void Experts_are_a_stack()
    {
        using var model = new PackedModel(
            Packed(4, 64, [2, 3]), """{"quantization": {"group_size": 64, "bits": 4}}""");
        Check(model, 4, 64, [2, 3, Groups * 64]);
    }

    /// <summary>Scales that are powers of two, without offsets: another scheme.</summary>
    [Fact]
    public void Another_scheme_is_named()
    {
        var packed = new TinyPacked().Add("a.weight", "U32", [4, 8], new byte[128])
            .Add("a.scales", "U8", [4, 2], new byte[8]);
        using var model = new PackedModel(packed);
        Assert.Contains(
            "packed with scales of U8 and no offsets",
            model.Checkpoint.Tensors.Single(tensor => tensor.Name == "a.weight").Unread, StringComparison.Ordinal);
        model.AssertCompanion("a.scales", "scales of MLX");
    }

    [Theory]
    [InlineData("a.scales", new long[] { 5, 2 }, "a row of scales for each row of words was expected")]
    [InlineData("a.scales", new long[] { 6, 3 }, "an offset for each of the scales")]
    [InlineData("a.biases", new long[] { 6, 1 }, "an offset for each of the scales [6, 2] was expected")]
    public void Parts_do_not_fit(string name, long[] shape, string fact) => PackedModel.AssertCostsItself(
        Packed(4, 64).Without(name).Add(name, "F16", shape, new byte[shape[0] * shape[1] * 2]), fact);

    [Theory]
    [InlineData("AQLM", "a.codes", "a.codebooks", "a.scales")]
    [InlineData("EXL2", "a.q_weight", "a.q_scale", "a.q_groups")]
    [InlineData("EXL3", "a.trellis", "a.suh", "a.svh")]
    [InlineData("VPTQ", "a.indices", "a.centroids", "a.res_centroids")]
    [InlineData("quanto", "a.weight._data", "a.weight._scale", "a.weight._shift")]
    [InlineData("quanto", "a.weight._data._data", "a.weight._scale", "a.weight._shift")]
    [InlineData("SqueezeLLM", "a.qweight", "a.lookup_table", "a.vals")]
    [InlineData("Any-Precision", "a.qweight", "a.lut3", "a.lut4")]
    [InlineData("OWQ", "a.qweight", "a.oweight", "a.scales", "a.zeros")]
    [InlineData("TurboMind", "a.qweight", "a.scales_zeros")]
    [InlineData("SVDQuant", "a.qweight", "a.wscales", "a.proj_down", "a.proj_up")]
    [InlineData("Marlin", "a.B", "a.s", "a.workspace")]
    [InlineData("TorchAO", "a.weight_qdata", "a.weight_scale", "a.weight_zero_point")]
    public void Schemes_that_are_not_read_are_named(string scheme, string codes, params string[] companions)
    {
        var packed = new TinyPacked().Add(codes, "I16", [16, 8, 2], new byte[512]);
        foreach (string companion in companions)
        {
            packed.Add(companion, "F16", [16, 32, 1, 8], new byte[8192]);
        }

        using var model = new PackedModel(packed);
        var analysis = Analyzer.Analyze(model.Checkpoint, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(analysis.Layers);
        Assert.Contains(
            $"codes of {scheme}", analysis.Skipped.Single(tensor => tensor.Name == codes).Explanation,
            StringComparison.Ordinal);
        foreach (string companion in companions)
        {
            Assert.EndsWith(
                $"of {scheme}", model.Checkpoint.Tensors.Single(tensor => tensor.Name == companion).Role!.Operator,
                StringComparison.Ordinal);
        }

        Assert.Equal(0, LayerInventory.CountParameters(model.Checkpoint));
    }

    [Fact]
    public void Case()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/companions/mlx4bit/model.safetensors"));
        var model = Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
        var layers = model.Layers.ToDictionary(layer => layer.Name);
        Assert.Equal(2, layers.Count);
        Assert.Equal(8.162817278302382, layers["model.layers.0.self_attn.q_proj"]["alpha"]!.Value, 1e-6);
        Assert.Equal(4.673348222351986, layers["model.layers.0.mlp.down_proj"]["alpha"]!.Value, 1e-6);
    }

    private static TinyPacked Packed(int bits, int group, long[]? rows = null)
    {
        int columns = Groups * group;
        uint[][] words =
        [
            .. TinyPacked.Codes(Rows * columns, 1 << bits).Chunk(columns).Select(row => TinyPacked.Words(row, bits)),
        ];
        rows ??= [Rows];
        return new TinyPacked()
            .Add("a.weight", "U32", [.. rows, words[0].Length], words.SelectMany(row => row).ToArray())
            .Add("a.scales", "F16", [.. rows, Groups], TinyPacked.Scales(Rows * Groups))
            .Add("a.biases", "F16", [.. rows, Groups], TinyPacked.Scales(Rows * Groups, seed: 3));
    }

    private static void Check(PackedModel model, int bits, int group, long[] shape)
    {
        var weight = model.Weight("a.weight", shape, $"MLX {bits} bit, groups of {group}");
        int columns = Groups * group;
        int[] codes = TinyPacked.Codes(Rows * columns, 1 << bits);
        var scales = TinyPacked.Scales(Rows * Groups);
        var offsets = TinyPacked.Scales(Rows * Groups, seed: 3);
        model.AssertNumbers(weight, Rows * columns, k =>
            (codes[k] * (double)scales[k / group]) + (double)offsets[k / group]);
        model.AssertCompanion("a.scales", "scales of MLX");
        model.AssertCompanion("a.biases", "offsets of MLX");
        Assert.Equal(Rows * columns, LayerInventory.CountParameters(model.Checkpoint));
    }
}
