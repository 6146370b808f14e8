using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>Packed weights of every scheme, small floats and adapters, in safetensors.</summary>
internal static class PackedSeeds
{
    private const string Format = "safetensors";
    private const int LengthBytes = 8;

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Seed(TinyPacked.Gptq(3)),
        Seed(TinyPacked.Gptq(4, TinyPacked.Codes(64, 4))),
        Seed(TinyPacked.Awq()),
        Seed(TinyPacked.Compressed(4)),
        Seed(TinyPacked.BitsAndBytes(nested: false)),
        Seed(TinyPacked.BitsAndBytes(nested: true)),
        Seed(Bytes()),
        Seed(Mlx()),
        Seed(TorchAoWeightsTests.Pairs()),
        Seed(TorchAoWeightsTests.Bytes("Int8Tensor", [4, 6], [1, 3])),
        Seed(new TinyHqq(4, [4, 8], 8, 1).Packed),
        Seed(new TinyHqq(3, [4, 8], 8, 0).Packed),
        Seed(Reparametrized()),
        Seed(Piece()) with
        {
            FileName = "consolidated.00.safetensors",
            Companions = [("consolidated.01.safetensors", Piece().ToArray())],
        },
        Seed(new TinyPacked().Add("a.lora_A.weight", "F32", [2, 2], new float[4])) with
        {
            Companions = [("adapter_config.json", Encoding.UTF8.GetBytes("""{"peft_type": "LORA", "r": 2}"""))],
        },
    ];

    /// <summary>The header can be damaged apart from the data.</summary>
    private static FuzzSeed Seed(TinyPacked packed)
    {
        byte[] file = packed.ToArray();
        int header = BitConverter.ToInt32(file);
        return new FuzzSeed(
            Format,
            "x.safetensors",
            [file[LengthBytes..(LengthBytes + header)], file[(LengthBytes + header)..]],
            parts => TinySafeTensors.File(parts[0], parts[1]));
    }

    private static TinyPacked Bytes() => new TinyPacked()
        .Add("a.weight", "F8_E4M3", [3, 4], new byte[12]).Add("a.weight_scale_inv", "F32", [3, 2], new float[6])
        .Add("b.weight", "I8", [2, 2], new byte[4]).Add("b.SCB", "F32", [2], new float[2])
        .Add("c_blocks", "U8", [1, 2, 1, 16], new byte[32]).Add("c_scales", "U8", [1, 2, 1], new byte[2])
        .Add("d.weight_packed", "U8", [2, 8], new byte[16]).Add("d.weight_scale", "F8_E4M3", [2, 1], new byte[2])
        .Add("d.weight_global_scale", "F32", [1], new float[] { 2 })
        .Add("e.weight", "F6_E2M3", [2, 2], new byte[3]).Add("e.weight_scale", "F8_E8M0", [2, 1], new byte[2])
        .Add("f.weight", "I8", [2, 2], new byte[4]).Add("f.weight_scale", "F32", [2, 1], new float[2])
        .Add("f.weight_zero_point", "I8", [2, 1], new byte[2])
        .Add("g", "F8_E5M2", [2], new byte[2]);

    private static TinyPacked Mlx() => new TinyPacked()
        .Add("a.weight", "U32", [2, 16], new byte[128]).Add("a.scales", "F16", [2, 2], new Half[4])
        .Add("a.biases", "F16", [2, 2], new Half[4]).Add("a.norm", "F16", [128], new Half[128])
        .Add("b.codes", "I16", [2, 2], new byte[8]).Add("b.codebooks", "F16", [2, 2], new Half[4]);

    private static TinyPacked Reparametrized() => new TinyPacked()
        .Add("a.weight_g", "F32", [3, 1], new float[] { 1, 2, 3 }).Add("a.weight_v", "F32", [3, 2], new float[6])
        .Add("b.weight_orig", "F32", [2, 3], new float[6]).Add("b.weight_u", "F32", [2], new float[] { 1, 0 })
        .Add("b.weight_v", "F32", [3], new float[] { 0, 1, 0 })
        .Add("c.weight_orig", "F32", [2, 2], new float[4]).Add("c.weight_mask", "BOOL", [2, 2], new byte[4])
        .Add("e.weight_v_orig", "F32", [2, 2], new float[4]).Add("e.weight_v_mask", "F32", [2, 2], new float[4])
        .Add("e.weight_g", "F32", [2, 1], new float[2])
        .Add("f.weight", "F32", [2, 2], new float[4]).Add("f.mask", "F32", [2, 2], new float[] { 1, 0, 0, 1 })
        .Add("g.parametrizations.weight.original", "F32", [2, 2], new float[4])
        .Add("g.parametrizations.weight.0._u", "F32", [2], new float[2])
        .Add("g.parametrizations.weight.1.mask", "F32", [2, 2], new float[] { 1, 0, 0, 1 })
        .Add("h.parametrizations.weight.original", "F32", [2, 2], new float[4])
        .Add("h.parametrizations.weight.0.base", "F32", [2, 2], new float[4])
        .Add("d/vars/0", "I8", [2, 3], new byte[6]).Add("d/vars/1", "F32", [3], new float[] { 1, 2, 3 });

    private static TinyPacked Piece() => new TinyPacked()
        .Add("wq.weight", "F32", [2, 3], new float[6]).Add("wo.weight", "F32", [2, 3], new float[6]);
}
