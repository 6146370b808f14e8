using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Quantization;

/// <summary>Weights as bitsandbytes packs them, and adapters beside them.</summary>
public sealed class BitsAndBytesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bitsandbytes_4_bit(bool nested)
    {
        using var model = new PackedModel(TinyPacked.BitsAndBytes(nested));
        var weight = model.Weight(
            "a.weight", [5, 26], "bitsandbytes NF4, blocks of 64" + (nested ? ", quantized scales" : ""));
        int[] codes = TinyPacked.Codes(130, 16);
        double[] scales = nested
            ? [(TinyPacked.NestedMap[7] * 2) + 0.5, (TinyPacked.NestedMap[255] * 2) + 0.5, (TinyPacked.NestedMap[0] * 4) + 0.5]
            : [2, 0.5, 3];
        model.AssertNumbers(weight, 130, k => TinyPacked.QuantMap[codes[k]] * scales[k / 64]);
        model.AssertCompanion("a.weight.quant_map", "code of bitsandbytes");
        model.AssertCompanion("a.weight.quant_state.bitsandbytes__nf4", "state of bitsandbytes");
    }

    [Fact]
    public void Bitsandbytes_int8()
    {
        sbyte[] codes = [.. TinyPacked.Codes(24, 255).Select(code => (sbyte)(code - 127))];
        float[] scales = [0.5f, 2, 1, 0.25f];
        var packed = new TinyPacked()
            .Add("a.weight", "I8", [4, 6], codes)
            .Add("a.SCB", "F32", [4], scales)
            .Add("a.weight_format", "U8", [], new byte[] { 0 });
        using var model = new PackedModel(packed);
        model.AssertNumbers(
            model.Weight("a.weight", [4, 6], "bitsandbytes int8 per channel"), 24,
            k => codes[k] * (scales[k / 6] * (1 / 127.0)));
        using var other = new PackedModel(packed.Instead("a.weight_format", "U8", [], new byte[] { 2 }));
        Assert.Contains(
            "another layout than by rows", other.Checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Fact]
    public void Adapters_are_said_to_be_adapters()
    {
        using var folder = new TempFolder();
        string path = folder.Write("adapter_model.safetensors", TinySafeTensors.Floats(
            ("base_model.model.q_proj.lora_A.weight", [2, 4], new float[8]),
            ("base_model.model.q_proj.lora_B.weight", [4, 2], new float[8])));
        using (var checkpoint = Checkpoint.Open(path))
        {
            Assert.Equal("safetensors (PEFT adapter)", checkpoint.Format);
            Assert.Empty(checkpoint.Metadata);
        }

        folder.Write("adapter_config.json", Encoding.UTF8.GetBytes(
            """{"peft_type": "LORA", "r": 2, "lora_alpha": 16.0, "base_model_name_or_path": "org/base", "target_modules": ["q_proj", "v_proj"], "bias": null}"""));
        using (var checkpoint = Checkpoint.Open(path))
        {
            Assert.Equal("safetensors (PEFT adapter)", checkpoint.Format);
            Assert.Equal("LORA", checkpoint.Metadata["peft_type"]);
            Assert.Equal("2", checkpoint.Metadata["r"]);
            Assert.Equal("16.0", checkpoint.Metadata["lora_alpha"]);
            Assert.Equal("org/base", checkpoint.Metadata["base_model_name_or_path"]);
            Assert.Equal("q_proj, v_proj", checkpoint.Metadata["target_modules"]);
            Assert.False(checkpoint.Metadata.ContainsKey("bias"));
        }
    }

    [Fact]
    public void A_whole_model_with_an_adapter_in_it_is_no_adapter()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("q_proj.weight", [2, 2], new float[4]), ("q_proj.lora_A.weight", [1, 2], new float[2]))));
        Assert.Equal("safetensors", checkpoint.Format);
    }
}
