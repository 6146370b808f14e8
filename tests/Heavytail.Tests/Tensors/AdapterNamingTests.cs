using Heavytail.Tensors;
using Xunit;

namespace Heavytail.Tests.Tensors;

/// <summary>The names of adapters' factors.</summary>
public sealed class AdapterNamingTests
{
    [Theory]
    [InlineData("base_model.model.layers.0.q_proj.lora_A.weight", "LoRA", "base_model.model.layers.0.q_proj", true)]
    [InlineData("base_model.model.wte.lora_embedding_B", "LoRA", "base_model.model.wte", true)]
    [InlineData("base_model.model.fc.lora_magnitude_vector.weight", "LoRA", "base_model.model.fc", true)]
    [InlineData("base_model.model.k.ia3_l", "IA³", "base_model.model.k", true)]
    [InlineData("base_model.model.k.hada_w1_a", "LoHa", "base_model.model.k", true)]
    [InlineData("base_model.model.k.lokr_w2", "LoKr", "base_model.model.k", true)]
    [InlineData("base_model.model.k.oft_r.weight", "OFT", "base_model.model.k", true)]
    [InlineData("base_model.model.k.boft_R", "BOFT", "base_model.model.k", true)]
    [InlineData("base_model.model.k.vera_lambda_d", "VeRA", "base_model.model.k", true)]
    [InlineData("lora_unet_down_blocks_0_to_q.lora_down.weight", "LoRA", "lora_unet_down_blocks_0_to_q", false)]
    [InlineData("fc.lora_A", "LoRA", "fc", false)]
    [InlineData("layers.0.q_proj.lora_a", "LoRA", "layers.0.q_proj", false)]
    [InlineData("dense/lora_kernel_a", "LoRA", "dense", false)]
    [InlineData("blk.0.attn_q.weight.lora_a", "LoRA", "blk.0.attn_q.weight", false)]
    [InlineData("k.glora_a1", "GLoRA", "k", false)]
    [InlineData("k.dora_scale", "DoRA", "k", false)]
    [InlineData("base_model.model.k.miss_block.default", "MiSS", "base_model.model.k", true)]
    [InlineData("base_model.model.k.delora_B", "DeLoRA", "base_model.model.k", true)]
    [InlineData("base_model.model.k.road_theta", "RoAd", "base_model.model.k", true)]
    [InlineData("base_model.model.wte.trainable_tokens_delta", "trainable tokens", "base_model.model.wte", true)]
    [InlineData("params/q/lora/a", "LoRA", "params/q/lora", false)]
    [InlineData("params/q/lora/b", "LoRA", "params/q/lora", false)]
    public void Factors_have_a_family_and_an_owner(string name, string family, string owner, bool isOfPeft)
    {
        Assert.Equal(family, AdapterNaming.Family(name));
        Assert.Equal(owner, AdapterNaming.OwnerOf(name));
        Assert.Equal(isOfPeft, AdapterNaming.IsOfPeft(name));
    }

    [Theory]
    [InlineData("model.lora_a_proj.weight")]
    [InlineData("soft_r.weight")]
    [InlineData("att.w_lora.A.weight")]
    [InlineData("broad_theta")]
    [InlineData("backbone_block.default")]
    [InlineData("explorations.0.weight")]
    [InlineData("overa_A_b.weight")]
    [InlineData("model.embed.weight")]
    public void Other_names_have_none(string name)
    {
        Assert.Null(AdapterNaming.Family(name));
        Assert.Null(AdapterNaming.OwnerOf(name));
        Assert.False(AdapterNaming.IsOfPeft(name));
    }

    [Fact]
    public void Prompts_that_were_trained_are_of_PEFT()
    {
        Assert.True(AdapterNaming.IsOfPeft("prompt_embeddings"));
        Assert.Null(AdapterNaming.Family("prompt_embeddings"));
    }

    /// <summary>An expression may match other letters as well, so it is asked.</summary>
    [Fact]
    public void A_check_of_words_knows_ASCII_only()
    {
        var check = new WordCheck(StringComparison.OrdinalIgnoreCase, "ema", "swa");
        Assert.True(check.MayMatch("model_EMA.fc"));
        Assert.False(check.MayMatch("model.fc"));
        Assert.True(check.MayMatch("modell.größe"));
    }
}
