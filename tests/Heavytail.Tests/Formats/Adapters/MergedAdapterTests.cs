using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>An adapter with its base: the report of the merged model.</summary>
public sealed class MergedAdapterTests
{
    private const string Query = "model.layers.0.self_attn.q_proj";
    private const string Experts = "model.layers.0.mlp.experts";

    private static readonly double[] s_w = Products.Normals(11, 40, 30);
    private static readonly double[] s_a = Products.Normals(1, 4, 30);
    private static readonly double[] s_b = Products.Normals(2, 40, 4);
    private static readonly double[] s_change = Products.Multiply(s_b, s_a, 40, 4, 30, 2);
    private static readonly double[] s_other = Products.Normals(12, 25, 25);

    [Fact]
    public void LoRA()
    {
        using var adapter = Pair("\"r\": 4, \"lora_alpha\": 8")
            .WithBase(($"{Query}.weight", [40, 30], s_w), ("model.other.weight", [25, 25], s_other));
        SameReport(adapter, ($"{Query}.weight", [40, 30], Products.Add(s_w, s_change)),
            ("model.other.weight", [25, 25], s_other));
    }

    [Theory]
    [InlineData(1e-4, 0)]
    [InlineData(20, 4)]
    public void A_strong_change_of_rank_4_brings_as_many_intruders(double strength, int intruders)
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8", ($"{Query}.lora_A.weight", [4, 300], Products.Normals(21, 4, 300)),
            ($"{Query}.lora_B.weight", [120, 4], [.. Products.Normals(22, 120, 4).Select(value => strength * value)]))
            .WithBase(
                ($"{Query}.weight", [120, 300], Products.Normals(23, 120, 300)),
                ("model.other.weight", [25, 25], s_other));
        var layers = adapter.AnalyzeMerged("adapter").Layers;
        Assert.Equal((intruders, 10), (layers[0]["intruder_dims"], layers[0]["intruder_vectors"]));
        Assert.Null(layers[0]["adapter_rank"]);
        Assert.Null(layers[1]["intruder_dims"]);
    }

    [Fact]
    public void An_adapter_that_did_not_train_changes_nothing()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8", ($"{Query}.lora_A.weight", [4, 30], s_a),
            ($"{Query}.lora_B.weight", [40, 4], new double[160]))
            .WithBase(($"{Query}.weight", [40, 30], s_w));
        Assert.Equal(0, Assert.Single(adapter.AnalyzeMerged("adapter").Layers)["intruder_dims"]);
        var change = Assert.Single(adapter.Analyze("adapter").Layers);
        Assert.All(change.Spectrum.Eigenvalues, value => Assert.Equal(0, value));
        Assert.Equal((0, 4), (change["energy_rank_90"], change["dead_dims"]));
    }

    [Fact]
    public void DoRA_gives_rows_their_lengths()
    {
        double[] lengths = [.. Products.Normals(13, 40).Select(value => 1 + Math.Abs(value))];
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8, \"use_dora\": true", ($"{Query}.lora_A.weight", [4, 30], s_a),
            ($"{Query}.lora_B.weight", [40, 4], s_b), ($"{Query}.lora_magnitude_vector", [40], lengths))
            .WithBase(($"{Query}.weight", [40, 30], s_w));
        SameReport(
            adapter, ($"{Query}.weight", [40, 30], Products.WithLengths(Products.Add(s_w, s_change), lengths)));
    }

    [Fact]
    public void Conv1D_and_embeddings()
    {
        (double[] a, double[] b, double[] table) =
            (Products.Normals(3, 4, 50), Products.Normals(4, 20, 4), Products.Normals(14, 50, 20));
        double[] turned = Products.Transpose(s_w, 40, 30);
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8, \"fan_in_fan_out\": true",
            ("transformer.h.0.mlp.c_fc.lora_A.weight", [4, 30], s_a),
            ("transformer.h.0.mlp.c_fc.lora_B.weight", [40, 4], s_b),
            ("transformer.wte.lora_embedding_A", [4, 50], a), ("transformer.wte.lora_embedding_B", [20, 4], b))
            .WithBase(("h.0.mlp.c_fc.weight", [30, 40], turned), ("wte.weight", [50, 20], table));
        SameReport(
            adapter,
            ("h.0.mlp.c_fc.weight", [30, 40], Products.Add(turned, Products.Transpose(s_change, 40, 30))),
            ("wte.weight", [50, 20], Products.Add(
                table, Products.Transpose(Products.Multiply(b, a, 20, 4, 50, 2), 20, 50))));
    }

    [Fact]
    public void Stacks_of_experts_are_in_out_and_inner_factors_come_first()
    {
        (double[] a1, double[] b1) = (Products.Normals(5, 18, 24), Products.Normals(6, 40, 18));
        (double[] a2, double[] b2) = (Products.Normals(15, 18, 20), Products.Normals(16, 24, 18));
        (double[] up, double[] down) = (Products.Normals(17, 3, 24, 40), Products.Normals(18, 3, 20, 24));
        using var adapter = new TinyAdapter(
            "\"r\": 6, \"lora_alpha\": 12, \"target_parameters\": [\"experts.down_proj\", \"experts.gate_up_proj\"]",
            ($"{Experts}.base_layer.lora_A.weight", [18, 24], a1),
            ($"{Experts}.base_layer.lora_B.weight", [40, 18], b1),
            ($"{Experts}.lora_A.weight", [18, 20], a2), ($"{Experts}.lora_B.weight", [24, 18], b2))
            .WithBase(($"{Experts}.gate_up_proj", [3, 24, 40], up), ($"{Experts}.down_proj", [3, 20, 24], down));
        SameReport(
            adapter,
            ($"{Experts}.gate_up_proj", [3, 24, 40], Products.Add(up, Products.Experts(a1, b1, 3, 6, 24, 40, 2))),
            ($"{Experts}.down_proj", [3, 20, 24], Products.Add(down, Products.Experts(a2, b2, 3, 6, 20, 24, 2))));
    }

    [Fact]
    public void Layers_are_replicated_and_saved_modules_take_their_places()
    {
        double[] saved = Products.Normals(19, 12, 30);
        double[] second = Products.Normals(20, 40, 30);
        const string key = "model.layers.2.self_attn.q_proj";
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8, \"layer_replication\": [[0, 2], [1, 2]], \"modules_to_save\": [\"score\"]",
            ($"{key}.lora_A.weight", [4, 30], s_a), ($"{key}.lora_B.weight", [40, 4], s_b),
            ($"{key}.lora_B.bias", [40], new double[40]),
            ("score.modules_to_save.default.weight", [12, 30], saved))
            .WithBase(
                ($"{Query}.weight", [40, 30], s_w), ("model.layers.1.self_attn.q_proj.weight", [40, 30], second),
                ("score.weight", [12, 30], Products.Normals(21, 12, 30)));
        var model = adapter.AnalyzeMerged();
        SameLayers(
            TinyAdapter.Analyze(
                ("score.weight", [12, 30], saved), ($"{Query}.weight", [40, 30], s_w),
                ("model.layers.1.self_attn.q_proj.weight", [40, 30], second),
                ($"{key}.weight", [40, 30], Products.Add(second, s_change))),
            model);
    }

    [Fact]
    public void A_change_that_does_not_fit_costs_its_layer()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8", ($"{Query}.lora_A.weight", [4, 31], Products.Normals(1, 4, 31)),
            ($"{Query}.lora_B.weight", [40, 4], s_b), ("nowhere.lora_A.weight", [4, 30], s_a),
            ("nowhere.lora_B.weight", [40, 4], s_b))
            .WithBase(($"{Query}.weight", [40, 30], s_w), ("model.other.weight", [25, 25], s_other));
        var model = adapter.AnalyzeMerged();
        Assert.Equal("base_model.model.nowhere.lora_A.weight", model.Errors[1].Tensor);
        Assert.Equal(2, model.Errors.Count);
        var error = model.Errors[0];
        Assert.Equal($"base_model.model.{Query}.lora_A.weight", error.Tensor);
        Assert.Contains("[40, 30] of the base: the change has shape [40, 31]", error.Problem, StringComparison.Ordinal);
        Assert.Equal(LayerStatus.Unreadable, model.Layers[0].Metrics.Status);
        Assert.Equal(LayerStatus.Success, model.Layers[1].Metrics.Status);
        Assert.Contains(
            model.Skipped,
            tensor => tensor.Explanation.Contains("`nowhere.weight`, which has no place", StringComparison.Ordinal));
    }

    [Fact]
    public void The_base_of_another_adapter_is_refused()
    {
        using var adapter = Pair("\"r\": 4, \"lora_alpha\": 8").WithBase(("fc.weight", [25, 25], s_other));
        var error = Assert.Throws<InvalidCheckpointException>(
            () => Checkpoint.OpenAdapter(adapter.Path, adapter.BasePath));
        Assert.Contains(
            $"it changes `{Query}.weight`, the base has `fc.weight`", error.Problem, StringComparison.Ordinal);
        Assert.Throws<InvalidCheckpointException>(() => Checkpoint.OpenAdapter(adapter.BasePath, adapter.BasePath));
        Assert.Contains(
            "is an adapter, not a base",
            Assert.Throws<InvalidCheckpointException>(() => Checkpoint.OpenAdapter(adapter.Path, adapter.Path)).Problem,
            StringComparison.Ordinal);
    }

    private static TinyAdapter Pair(string config) => new(
        config, ($"{Query}.lora_A.weight", [4, 30], s_a), ($"{Query}.lora_B.weight", [40, 4], s_b));

    private static void SameReport(TinyAdapter adapter, params (string Name, long[] Shape, double[] Data)[] merged) =>
        SameLayers(TinyAdapter.Analyze(merged), adapter.AnalyzeMerged());

    private static void SameLayers(ModelAnalysis expected, ModelAnalysis found)
    {
        Assert.Equal(expected.Layers.Select(layer => layer.Name), found.Layers.Select(layer => layer.Name));
        Assert.Empty(found.Errors);
        foreach (var (one, other) in expected.Layers.Zip(found.Layers))
        {
            Assert.All(
                one.Spectrum.Eigenvalues.Zip(other.Spectrum.Eigenvalues),
                pair => Assert.Equal(pair.First, pair.Second, 1e-10 * one.Spectrum.Eigenvalues[^1]));
            Close.Assert(one["alpha"], other["alpha"], 1e-10, one.Name);
            Close.Assert(one["kurtosis"], other["kurtosis"], 1e-10, one.Name);
        }
    }
}
