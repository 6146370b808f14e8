using Xunit;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>Factors that lack their other part, do not fit, or have no place: an error each, and the rest goes on.
/// </summary>
public sealed class AdapterDamageTests
{
    private const string Prefix = "base_model.model.";

    public static TheoryData<string, string, string> Damage => new()
    {
        { "A alone", "m.bad.lora_A.weight", "its other factor, `lora_B`, is not in the file" },
        { "B alone", "m.bad.lora_B.weight", "its other factor, `lora_A`, is not in the file" },
        { "embedding", "m.bad.lora_embedding_A", "its other factor, `lora_embedding_B`, is not in the file" },
        { "lengths", "m.bad.lora_magnitude_vector", "its factors, `lora_A` and `lora_B`, are not in the file" },
        { "shape of B", "m.bad.lora_A.weight", "[40, 3] do not fit: by adapter_config.json `m.bad` has r = 4" },
        { "rank", "m.bad.lora_A.weight", "by adapter_config.json `m.bad` has r = 4, so [4, in] and [out, 4]" },
        { "lengths of DoRA", "m.bad.lora_A.weight", "has 39 lengths; 40, one for each output, are expected" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void A_damaged_pair_is_one_error_that_names_it(string damage, string tensor, string problem)
    {
        using var adapter = Adapter(damage);
        var model = adapter.Analyze();
        var error = Assert.IsType<InvalidCheckpointException>(Assert.Single(model.Errors));
        Assert.Equal(Prefix + tensor, error.Tensor);
        Assert.EndsWith("adapter_model.safetensors", error.Path, StringComparison.Ordinal);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains("that PEFT saved", error.Hint, StringComparison.Ordinal);
        Assert.True(model.HasErrors);
        Assert.Equal("m.fc", Assert.Single(model.Layers).Name);
    }

    [Theory]
    [MemberData(nameof(Damage))]
    public void With_a_base_it_is_one_error_too(string damage, string tensor, string problem)
    {
        using var adapter = Adapter(damage).WithBase(
            ("m.fc.weight", [40, 30], Products.Normals(5, 40, 30)),
            ("m.bad.weight", [40, 30], Products.Normals(6, 40, 30)));
        var model = adapter.AnalyzeMerged();
        var error = Assert.IsType<InvalidCheckpointException>(Assert.Single(model.Errors));
        Assert.Equal(Prefix + tensor, error.Tensor);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(model.Layers, layer => layer.Name == "m.fc" && layer.Metrics.Status == LayerStatus.Success);
    }

    [Fact]
    public void Factors_of_a_layer_that_the_base_lacks_are_an_error_with_both_names()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4", [.. Pair("m.fc", 40, 4, 4), .. Pair("m.elsewhere", 40, 4, 4)])
            .WithBase(("m.fc.weight", [40, 30], Products.Normals(5, 40, 30)));
        var model = adapter.AnalyzeMerged();
        var error = Assert.IsType<InvalidCheckpointException>(Assert.Single(model.Errors));
        Assert.Equal(Prefix + "m.elsewhere.lora_A.weight", error.Tensor);
        Assert.Equal("it changes `m.elsewhere.weight`, which has no place in the base model", error.Problem);
        Assert.Equal("name the base that the adapter was trained on", error.Hint);
        Assert.Equal(LayerStatus.Success, Assert.Single(model.Layers).Metrics.Status);
    }

    [Fact]
    public void A_variant_that_is_not_read_is_listed_and_no_damage()
    {
        using var adapter = new TinyAdapter("\"r\": 4, \"use_qalora\": true", Pair("m.fc", 40, 4, 4));
        Assert.Empty(adapter.Analyze().Errors);
    }

    private static TinyAdapter Adapter(string damage)
    {
        (string Name, long[] Shape, double[] Data)[] pair = Pair("m.bad", 40, damage == "rank" ? 6 : 4, damage switch
        {
            "shape of B" => 3,
            "rank" => 6,
            _ => 4,
        });
        return new TinyAdapter("\"r\": 4",
        [
            .. Pair("m.fc", 40, 4, 4),
            .. damage switch
            {
                "A alone" => [pair[0]],
                "B alone" => [pair[1]],
                "embedding" => [("m.bad.lora_embedding_A", [4, 30], pair[0].Data)],
                "lengths" => [("m.bad.lora_magnitude_vector", [40], new double[40])],
                "lengths of DoRA" => [.. pair, ("m.bad.lora_magnitude_vector", [39], new double[39])],
                _ => pair,
            },
        ]);
    }

    private static (string Name, long[] Shape, double[] Data)[] Pair(string module, int outputs, int a, int b) =>
    [
        ($"{module}.lora_A.weight", [a, 30], Products.Normals(1, a, 30)),
        ($"{module}.lora_B.weight", [outputs, b], Products.Normals(2, outputs, b)),
    ];
}
