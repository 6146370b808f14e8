using System.Text;
using Heavytail.Formats.HuggingFace;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.HuggingFace;

/// <summary>The <c>config.json</c> beside a model.</summary>
public sealed class ModelConfigurationTests
{
    [Theory]
    [InlineData("""{"model_type": "llama", "hidden_size": 8, "num_attention_heads": 4}""", "llama", 8L, 4L, 4L, null)]
    [InlineData("""{"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 3}""", null, null, 4L, 2L, 3L)]
    [InlineData("""{"text_config": {"model_type": "phi3", "n_head": 4}, "n_head": 9}""", "phi3", null, 4L, 4L, null)]
    [InlineData("""{"model_type": "gpt_bigcode", "n_embd": 8, "n_head": 4, "multi_query": true}""", "gpt_bigcode", 8L, 4L, 1L, null)]
    [InlineData("""{"model_type": "dbrx", "d_model": 8, "n_heads": 4, "attn_config": {"kv_n_heads": 2}}""", "dbrx", 8L, 4L, 2L, null)]
    [InlineData("""{"num_query_heads": [1, 2], "num_attention_heads": -4, "head_dim": 1e300}""", null, null, null, null, null)]
    [InlineData("""{"num_attention_heads": 6148914691236517205}""", null, null, null, null, null)]
    public void What_it_says(string json, string? type, long? hidden, long? heads, long? shared, long? width)
    {
        using var checkpoint = Open(json, out var folder);
        using (folder)
        {
            Assert.Equal(new ModelConfiguration(type, hidden, heads, shared, width), checkpoint.Configuration);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"\ud800": 1, "num_attention_heads": 4}""")]
    [InlineData("""{"model_type": "\udc00"}""")]
    public void A_damaged_one_is_told_and_no_reason_to_refuse(string json)
    {
        using var checkpoint = Open(json, out var folder);
        using (folder)
        {
            Assert.Null(checkpoint.Configuration);
            Assert.StartsWith("not read: it is not JSON", checkpoint.Metadata["config.json"], StringComparison.Ordinal);
        }
    }

    private static Checkpoint Open(string json, out TempFolder folder)
    {
        folder = new TempFolder();
        folder.Write("config.json", Encoding.UTF8.GetBytes(json));
        return Checkpoint.Open(folder.Write("model.safetensors", TinySafeTensors.File(("a", "F32", [1], new byte[4]))));
    }
}
