using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>
/// Integers packed into words: GPTQ, AWQ, compressed-tensors; every weight by the formula of the scheme.
/// </summary>
public sealed class PackedWeightsTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void Gptq(int bits, bool isOrdered)
    {
        int[] order = isOrdered ? TinyPacked.Codes(64, 4, seed: 9) : [.. Enumerable.Range(0, 64).Select(
            input => input / 16)];
        var packed = TinyPacked.Gptq(bits, isOrdered ? order : null);
        using var model = new PackedModel(packed);
        var weight = model.Weight("a.weight", [64, 32], $"GPTQ {bits} bit, groups of 16");

        int[] codes = TinyPacked.Codes(64 * 32, 1 << bits);
        int[] zeros = TinyPacked.Codes(4 * 32, 1 << bits, 3);
        var scales = TinyPacked.Scales(4 * 32);
        model.AssertNumbers(weight, 64 * 32, k =>
        {
            int group = (order[k / 32] * 32) + (k % 32);
            int zero = (zeros[group] + 1) % (1 << bits);
            return (codes[k] - zero) * (double)scales[group];
        });
        Assert.Equal((TensorPurpose.Dense, "io"), (weight.Role!.Purpose, weight.Role.Axes));
        model.AssertCompanion("a.scales", "scales of GPTQ");
        model.AssertCompanion("a.qzeros", "zeros of GPTQ");
        Assert.Equal(packed.DataBytes, model.StoredBytes);
        Assert.Equal(64 * 32 * bits / 8, weight.StoredByteCount);
        Assert.Equal(64 * 32, LayerInventory.CountParameters(model.Checkpoint));
        Assert.Equal(
            "GPTQ: 1 tensor; no quantization_config beside it, layouts are derived from the shapes",
            model.Checkpoint.Metadata["quantization"]);
    }

    [Fact]
    public void Gptq_version_2_stores_zeros_as_they_are()
    {
        const string Config = """{"quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 16, "checkpoint_format": "gptq_v2"}}""";
        using var model = new PackedModel(TinyPacked.Gptq(4), Config);
        var weight = model.Weight("a.weight", [64, 32], "GPTQ 4 bit, groups of 16");
        int[] codes = TinyPacked.Codes(64 * 32, 16);
        int[] zeros = TinyPacked.Codes(4 * 32, 16, 3);
        var scales = TinyPacked.Scales(4 * 32);
        model.AssertNumbers(weight, 64 * 32, k =>
        {
            int group = (k / 32 / 16 * 32) + (k % 32);
            return (codes[k] - zeros[group]) * (double)scales[group];
        });
        Assert.Equal("GPTQ: 1 tensor", model.Checkpoint.Metadata["quantization"]);
    }

    [Theory]
    [InlineData("a.scales", "packed, and its `.scales` or `.qzeros` are not here")]
    [InlineData("a.qzeros", "packed, and its `.scales` or `.qzeros` are not here")]
    public void A_part_in_another_shard_is_told(string name, string reason)
    {
        using var model = new PackedModel(TinyPacked.Gptq(4).Without(name));
        Assert.Equal(ElementType.I32, model.Checkpoint.Tensors.Single(tensor => tensor.Name == "a.qweight").Type);
        Assert.Contains(reason, model.Checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_that_is_not_read_is_told()
    {
        using var marlin = new PackedModel(
            TinyPacked.Gptq(4), """{"quantization_config": {"quant_method": "gptq", "checkpoint_format": "marlin"}}""");
        Assert.Equal("a.qweight: GPTQ in the layout `marlin` is not read", marlin.Checkpoint.Metadata["unsupported"]);
        using var gemv = new PackedModel(TinyPacked.Awq(), """{"quantization_config": {"quant_method": "awq", "version": "GEMV"}}""");
        Assert.Equal("a.qweight: AWQ in the layout `gemv` is not read", gemv.Checkpoint.Metadata["unsupported"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 8, "version": "gemm"}}""")]
    public void Awq(string? config)
    {
        using var model = new PackedModel(TinyPacked.Awq(), config);
        var weight = model.Weight("a.weight", [32, 16], "AWQ 4 bit, groups of 8");
        int[] codes = TinyPacked.Codes(32 * 16, 16);
        int[] zeros = TinyPacked.Codes(4 * 16, 16, 3);
        var scales = TinyPacked.Scales(4 * 16);
        model.AssertNumbers(weight, 32 * 16, k =>
        {
            int group = (k / 16 / 8 * 16) + (k % 16);
            return (codes[k] - zeros[group]) * (double)scales[group];
        });
        Assert.Equal("io", weight.Role!.Axes);
        model.AssertCompanion("a.qzeros", "zeros of AWQ");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void Compressed_tensors(int bits)
    {
        string config = """{"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": BITS}}}}}"""
            .Replace("BITS", $"{bits}", StringComparison.Ordinal);
        using var model = new PackedModel(TinyPacked.Compressed(bits), config);
        var weight = model.Weight("a.weight", [6, 20], $"compressed-tensors {bits} bit, groups of 5");
        int[] codes = TinyPacked.Codes(120, 1 << bits);
        int[] zeros = TinyPacked.Codes(24, 1 << bits, 3);
        var scales = TinyPacked.Scales(24);
        model.AssertNumbers(weight, 120, k => (codes[k] - zeros[k / 5]) * (double)scales[k / 5]);
        Assert.Null(weight.Role);
        model.AssertCompanion("a.weight_scale", "scales of compressed-tensors");
        model.AssertCompanion("a.weight_zero_point", "zeros of compressed-tensors");
        model.AssertCompanion("a.weight_shape", "shape of compressed-tensors");
    }

    [Fact]
    public void Compressed_tensors_without_zeros_are_symmetric_and_groups_may_come_in_any_order()
    {
        int[] order = TinyPacked.Codes(20, 4, seed: 9);
        using var model = new PackedModel(
            TinyPacked.Compressed(4).Without("a.weight_zero_point").Add("a.weight_g_idx", "I32", [20], order));
        var weight = model.Weight("a.weight", [6, 20], "compressed-tensors 4 bit, groups of 5");
        int[] codes = TinyPacked.Codes(120, 16);
        var scales = TinyPacked.Scales(24);
        model.AssertNumbers(weight, 120, k => (codes[k] - 8) * (double)scales[(k / 20 * 4) + order[k % 20]]);
    }

    [Fact]
    public void Compressed_tensors_with_plain_zeros_and_an_order_that_was_never_filled()
    {
        sbyte[] zeros = [.. TinyPacked.Codes(24, 16, 3).Select(code => (sbyte)(code - 8))];
        int[] order = [.. Enumerable.Repeat(-1, 20)];
        using var model = new PackedModel(
            TinyPacked.Compressed(4).Instead("a.weight_zero_point", "I8", [6, 4], zeros).Add(
                "a.weight_g_idx", "I32", [20], order));
        var weight = model.Weight("a.weight", [6, 20], "compressed-tensors 4 bit, groups of 5");
        int[] codes = TinyPacked.Codes(120, 16);
        var scales = TinyPacked.Scales(24);
        model.AssertNumbers(weight, 120, k => (codes[k] - 8 - zeros[k / 5]) * (double)scales[k / 5]);
    }

    [Fact]
    public void Compressed_tensors_with_a_scale_for_each_row()
    {
        using var model = new PackedModel(TinyPacked.Compressed(4).Without("a.weight_zero_point").Instead(
            "a.weight_scale", "F16", [6, 1], TinyPacked.Scales(6)));
        var weight = model.Weight("a.weight", [6, 20], "compressed-tensors 4 bit, per channel");
        int[] codes = TinyPacked.Codes(120, 16);
        var scales = TinyPacked.Scales(6);
        model.AssertNumbers(weight, 120, k => (codes[k] - 8) * (double)scales[k / 20]);
    }

    [Fact]
    public void Long_rows_and_many_threads_give_the_same_numbers()
    {
        int[] codes = TinyPacked.Codes(64 * 4096, 16);
        var scales = TinyPacked.Scales(4096);
        var packed = new TinyPacked()
            .Add("a.qweight", "I32", [8, 4096], TinyPacked.Columns(codes, 4096, column => TinyPacked.Words(column, 4)))
            .Add("a.qzeros", "I32", [1, 512], Enumerable.Repeat(0x77777777u, 512).ToArray())
            .Add("a.scales", "F16", [1, 4096], scales);
        using var model = new PackedModel(packed);
        var weight = model.Weight("a.weight", [64, 4096], "GPTQ 4 bit, per channel");
        Parallel.For(
            0, 4, _ => model.AssertNumbers(weight, codes.Length, k => (codes[k] - 8) * (double)scales[k % 4096]));
    }

    [Fact]
    public void Parts_in_several_shards_are_found()
    {
        using var folder = new TempFolder();
        folder.Write("1.safetensors", TinyPacked.Gptq(4).Without("a.scales").ToArray());
        folder.Write(
            "2.safetensors", new TinyPacked().Add("a.scales", "F16", [4, 32], TinyPacked.Scales(128)).ToArray());
        using var checkpoint = Checkpoint.Open(folder.Write(
            "model.safetensors.index.json",
            """{"weight_map": {"a.qweight": "1.safetensors", "a.qzeros": "1.safetensors", "a.scales": "2.safetensors"}}"""u8));
        Assert.Contains(checkpoint.Tensors, tensor => tensor is { Name: "a.weight", IsQuantized: true });
    }

    [Fact]
    public void Other_tensors_of_these_names_are_left_alone()
    {
        using var model = new PackedModel(new TinyPacked()
            .Add("a.qweight", "F32", [2, 2], new float[4])
            .Add("a.weight", "F32", [2, 2], new float[4])
            .Add("a.weight_scale", "F32", [1], new float[1])
            .Add("b_blocks", "U8", [2, 2], new byte[4]));
        Assert.All(model.Checkpoint.Tensors, tensor => Assert.False(tensor.IsQuantized));
        Assert.Empty(model.Checkpoint.Metadata);
    }
}
