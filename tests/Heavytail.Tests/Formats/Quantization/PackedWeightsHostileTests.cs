using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>
/// Packed weights whose parts lie about each other, each test named after the lie. It costs the weight, with its
/// companions, and nothing else of the file.
/// </summary>
public sealed class PackedWeightsHostileTests
{
    private const string File = "m.safetensors";

    private static readonly IReadOnlyList<(string Name, TinyPacked Packed)> s_good =
    [
        ("gptq", TinyPacked.Gptq(4)), ("awq", TinyPacked.Awq()), ("compressed", TinyPacked.Compressed(4)),
        ("bitsandbytes", TinyPacked.BitsAndBytes(nested: true)),
    ];

    [Fact]
    public void ScalesAreOfAnotherWidth() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.scales", "F16", [4, 16], TinyPacked.Scales(64)),
        "its companion `a.scales`, F16 [4, 16], do not fit",
        "scales of [groups, 256] (AWQ) or [groups, 32] (GPTQ) were expected");

    [Fact]
    public void ScalesAreIntegers() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.scales", "I16", [4, 32], new short[128]), "`a.scales`, I16 [4, 32], do not fit");

    [Fact]
    public void ThereAreNoGroups() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.scales", "F16", [0, 32], Array.Empty<Half>()).Instead(
            "a.qzeros", "I32", [0, 4], Array.Empty<int>()),
        "do not fit");

    [Fact]
    public void ZerosAreOfFiveBits() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.qzeros", "I32", [4, 5], new int[20]), "`a.qzeros`, I32 [4, 5], do not fit",
        "of 2, 3, 4 or 8 bits");

    [Fact]
    public void ZerosHaveOtherGroupsThanScales() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.qzeros", "I32", [3, 4], new int[12]), "`a.qzeros`, I32 [3, 4], do not fit");

    [Fact]
    public void GroupsDoNotDivideTheInputs() => CostsItself(
        TinyPacked.Gptq(4).Instead("a.scales", "F16", [5, 32], TinyPacked.Scales(160)).Instead(
            "a.qzeros", "I32", [5, 4], new int[20]),
        "64 inputs do not make 5 groups");

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void AnInputIsInAGroupThatIsNotThere(int group) => CostsItself(
        TinyPacked.Gptq(4, [.. new int[63], group]), $"its companion `a.g_idx` puts input 63 into group {group} of 4");

    [Fact]
    public void GroupsAreGivenForFewerInputs() =>
        CostsItself(
            TinyPacked.Gptq(4, new int[64]).Instead("a.g_idx", "I32", [32], new int[32]),
            "the group of each of 64 inputs was expected");

    [Fact]
    public void TheWeightIsThereUnpackedToo()
    {
        using var model = new PackedModel(TinyPacked.Gptq(4).Add("a.weight", "F32", [1, 1], new float[1]));
        Assert.Equal(
            "it stands for `a.weight`, which is in the file too",
            model.Checkpoint.Tensors.Single(tensor => tensor.Name == "a.qweight").Unread);
    }

    [Fact]
    public void AwqZerosAreOfAnotherWidth() => CostsItself(
        TinyPacked.Awq().Instead("a.qzeros", "I32", [4, 1], new int[4]), "zeros of [4, 2] words were expected");

    [Fact]
    public void TheShapeSaysMoreThanTheWordsHold() => CostsItself(
        TinyPacked.Compressed(4).Instead("a.weight_shape", "I64", [2], new long[] { 6, 2000 }),
        "[6, 2000] does not match the packed words");

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void TheShapeIsNoShape(long side) => CostsItself(
        TinyPacked.Compressed(4).Instead("a.weight_shape", "I64", [2], new[] { 6, side }),
        "the two dimensions of the weight, I32 or I64, were expected");

    [Fact]
    public void TheShapeHasThreeSides() => CostsItself(
        TinyPacked.Compressed(4).Instead("a.weight_shape", "I64", [3], new long[3]),
        "the two dimensions of the weight, I32 or I64, were expected");

    [Fact]
    public void CompressedZerosDoNotFitTheScales() => CostsItself(
        TinyPacked.Compressed(4).Instead("a.weight_zero_point", "I32", [2, 4], new int[8]),
        "zeros as the scales, [6, 4] of I8 or [1, 4] words");

    [Fact]
    public void CompressedScalesAreOfOtherRows() => CostsItself(
        TinyPacked.Compressed(4).Instead("a.weight_scale", "F16", [5, 4], TinyPacked.Scales(20)),
        "`a.weight_scale`, F16 [5, 4], do not fit");

    [Fact]
    public void ScalesOfFp8FitNoBlocks() => CostsItself(
        new TinyPacked().Add("a.weight", "F8_E4M3", [10, 10], new byte[100]).Add(
            "a.weight_scale_inv", "F32", [3, 7], new float[21]),
        "one scale, one for each row, or one for each group or block");

    [Fact]
    public void ThereIsNoScale() => CostsItself(
        new TinyPacked().Add("a.weight", "F8_E4M3", [10, 10], new byte[100]).Add(
            "a.weight_scale", "F32", [0], Array.Empty<float>()),
        "`a.weight_scale`, F32 [0], do not fit");

    [Fact]
    public void ScalesOfMxfp4AreOfOtherBlocks() => CostsItself(
        new TinyPacked().Add("a_blocks", "U8", [2, 3, 2, 16], new byte[192]).Add(
            "a_scales", "U8", [2, 3, 3], new byte[18]),
        "a scale for each block, [2, 3, 2], was expected");

    [Fact]
    public void TheGlobalScaleIsMany() => CostsItself(
        new TinyPacked()
            .Add("a.weight_packed", "U8", [4, 16], new byte[64])
            .Add("a.weight_scale", "F8_E4M3", [4, 2], new byte[8])
            .Add("a.weight_global_scale", "F32", [2], new float[2]),
        "a scalar was expected");

    [Theory]
    [InlineData("{", "a JSON was expected")]
    [InlineData("[1]", "a JSON object was expected")]
    [InlineData("""{"shape":[5,26]}""", "a JSON with `shape` and `blocksize`")]
    [InlineData("""{"blocksize":64,"shape":[5,-26]}""", "a JSON with `shape` and `blocksize`")]
    [InlineData("""{"blocksize":0,"shape":[5,26]}""", "a JSON with `shape` and `blocksize`")]
    [InlineData("""{"blocksize":9000000000,"shape":[5,26]}""", "a JSON with `shape` and `blocksize`")]
    [InlineData("""{"blocksize":64,"shape":[5,27]}""", "its shape [5, 27] needs 68 bytes")]
    [InlineData("""{"blocksize":64,"shape":[4294967296,4294967296]}""", "more weights than fit in 2^63 bytes")]
    [InlineData("""{"blocksize":32,"shape":[5,26]}""", "5 scales of blocks of 32 were expected")]
    [InlineData("""{"blocksize":64,"\ud800":1,"shape":[5,27]}""", "a JSON was expected")]
    public void TheStateOfBitsandbytesLies(string state, string fact) =>
        CostsItself(TinyPacked.BitsAndBytes(nested: false, state), fact);

    [Fact]
    public void ScalesOfScalesAreMissing() =>
        CostsItself(
            TinyPacked.BitsAndBytes(nested: true).Without("a.weight.nested_absmax"),
            "floats, or U8 with `.nested_absmax`");

    [Fact]
    public void CodesHaveNoNumbers() => CostsItself(
        TinyPacked.BitsAndBytes(nested: false).Instead("a.weight.quant_map", "F32", [15], new float[15]),
        "a table of 16 codes was expected");

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("", "is not JSON")]
    [InlineData("""{"quantization_config": {"quant_method": "\ud800"}}""", "is not JSON")]
    [InlineData("""{"quantization_config": {"\ud800": 1}}""", "is not JSON")]
    public void TheConfigurationIsNoJson(string config, string fact)
    {
        using var folder = new TempFolder();
        folder.Write("config.json", Encoding.UTF8.GetBytes(config));
        Refused.Path(folder.Write(File, TinyPacked.Gptq(4).ToArray()), "config.json", fact);
    }

    [Theory]
    [InlineData("""{"quantization_config": 1}""")]
    [InlineData("""{"quantization_config": {"quant_method": 1, "bits": "4", "group_size": -1, "weight_block_size": [1]}}""")]
    [InlineData("""{"quantization_config": {"config_groups": {"a": 1, "b": {"weights": []}}}}""")]
    [InlineData("[]")]
    public void TheConfigurationSaysNothing(string config)
    {
        using var model = new PackedModel(TinyPacked.Gptq(4), config);
        model.Weight("a.weight", [64, 32], "GPTQ 4 bit, groups of 16");
    }

    [Fact]
    public void TheAdapterIsConfiguredByNoJson()
    {
        using var folder = new TempFolder();
        folder.Write("adapter_config.json", "{"u8);
        Refused.Path(
            folder.Write("adapter_model.safetensors", TinySafeTensors.Floats(("a.lora_A.weight", [1, 1], [1]))),
            "adapter_config.json",
            "is not JSON");
    }

    [Fact]
    public void OneOfTwoIsDamaged()
    {
        var packed = TinyPacked.Gptq(4).Instead("a.scales", "F16", [4, 16], TinyPacked.Scales(64));
        foreach (var (name, good) in s_good)
        {
            packed.AddAs(name, good);
        }

        using var model = new PackedModel(packed);
        Assert.Equal("a.qweight", Assert.Single(model.Checkpoint.Tensors, tensor => tensor.Unread is not null).Name);
        Assert.Equal(s_good.Count, model.Checkpoint.Tensors.Count(tensor => tensor.IsQuantized));
        Assert.StartsWith(
            "a.qweight: I32 [8, 32] and its companion", model.Checkpoint.Metadata["unsupported"],
            StringComparison.Ordinal);
    }

    private static void CostsItself(TinyPacked packed, params string[] facts) =>
        PackedModel.AssertCostsItself(packed, facts);
}
