using Xunit;

namespace Heavytail.Tests.Formats.Adapters;

/// <summary>ΔW of an adapter without its base, against a dense decomposition of ΔW.</summary>
public sealed class AdapterChangeTests
{
    private const string Query = "model.layers.0.self_attn.q_proj";

    private static readonly double[] s_a = Products.Normals(1, 4, 30);
    private static readonly double[] s_b = Products.Normals(2, 40, 4);

    [Theory]
    [InlineData("\"r\": 4, \"lora_alpha\": 8", 2)]
    [InlineData("\"r\": 4, \"lora_alpha\": 8, \"use_rslora\": true", 4)]
    [InlineData("\"r\": 99, \"lora_alpha\": 8, \"rank_pattern\": {\"q_proj\": 4}", 2)]
    [InlineData("\"r\": 4, \"lora_alpha\": 8, \"alpha_pattern\": {\"self_attn.q_proj\": 12}", 3)]
    [InlineData("\"r\": 4, \"alpha_pattern\": {\"x\": 1, \".*layers.[01].*q_.*\": 2, \"q_proj\": 3}", 0.5)]
    [InlineData("\"r\": 4, \"lora_alpha\": 8, \"alpha_pattern\": {\"_proj\": 12, \"k_proj\": 16}", 2)]
    public void A_pair_is_the_scaled_product(string config, double scale)
    {
        using var adapter = new TinyAdapter(
            config, ($"{Query}.lora_A.weight", [4, 30], s_a), ($"{Query}.lora_B.weight", [40, 4], s_b));
        var layer = Assert.Single(adapter.Analyze().Layers);
        Assert.Equal(Query, layer.Name);
        Assert.Equal((40, 30), (layer.Layer.Rows, layer.Layer.Columns));
        SameSpectrum(Products.Multiply(s_b, s_a, 40, 4, 30, scale), 40, 30, layer);
        Assert.Equal(4, layer.Spectrum.Rank);
        Assert.Equal(26, layer.Spectrum.Eigenvalues.Count(value => value == 0));
    }

    [Fact]
    public void Singular_values_are_those_that_numpy_computes()
    {
        // numpy 1.24.2: A = (1 + ij) mod 7, B = (1 + i + j²) mod 5, of integers; svd(0.5·B·A).
        double[] a = [.. Enumerable.Range(0, 24).Select(k => (double)((1 + (k / 8 * (k % 8))) % 7))];
        double[] b = [.. Enumerable.Range(0, 30).Select(k => (double)((1 + (k / 3) + (k % 3 * (k % 3))) % 5))];
        using var adapter = new TinyAdapter(
            "\"r\": 3, \"lora_alpha\": 1.5", ("m.fc.lora_A.weight", [3, 8], a), ("m.fc.lora_B.weight", [10, 3], b));
        var found = Assert.Single(adapter.Analyze().Layers).Spectrum.Slices[0].SingularValues()[^3..];
        double[] expected = [2.662317674496944, 16.20185174601965, 65.9197395671438];
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Conv1D_and_embeddings_are_stored_transposed()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8, \"fan_in_fan_out\": true",
            ("h.0.attn.c_attn.lora_A.weight", [4, 30], s_a), ("h.0.attn.c_attn.lora_B.weight", [40, 4], s_b),
            ("wte.lora_embedding_A", [4, 50], Products.Normals(3, 4, 50)),
            ("wte.lora_embedding_B", [20, 4], Products.Normals(4, 20, 4)));
        var layers = adapter.Analyze().Layers;
        Assert.Equal("[30, 40]", layers[0].Layer.Tensor.Shape.ToString());
        Assert.Equal((40, 30), (layers[0].Layer.Rows, layers[0].Layer.Columns));
        SameSpectrum(Products.Multiply(s_b, s_a, 40, 4, 30, 2), 40, 30, layers[0]);
        Assert.Equal(("wte", LayerKind.Embedding, 50), (layers[1].Name, layers[1].Layer.Kind, layers[1].Layer.Rows));
        SameSpectrum(
            Products.Multiply(Products.Normals(4, 20, 4), Products.Normals(3, 4, 50), 20, 4, 50, 2), 20, 50, layers[1]);
    }

    [Fact]
    public void Experts_have_factors_each()
    {
        (double[] a, double[] b) = (Products.Normals(5, 18, 24), Products.Normals(6, 40, 18));
        using var adapter = new TinyAdapter(
            "\"r\": 6, \"lora_alpha\": 12, \"target_parameters\": [\"mlp.experts.gate_up_proj\"]",
            ("layers.0.mlp.experts.lora_A.weight", [18, 24], a), ("layers.0.mlp.experts.lora_B.weight", [40, 18], b));
        var layers = adapter.Analyze().Layers;
        Assert.Equal(3, layers.Count);
        Assert.Equal("layers.0.mlp.experts.gate_up_proj[expert 2]", layers[2].Name);
        double[] all = Products.Experts(a, b, 3, 6, 24, 40, 2);
        for (int e = 0; e < 3; e++)
        {
            SameSpectrum(all[(e * 960)..((e + 1) * 960)], 24, 40, layers[e]);
        }

        // With the experts outermost in B, as A has them, the test would fail.
        double[] wrong = [.. Enumerable.Range(0, 240).Select(k => b[(k / 6 * 18) + (k % 6)])];
        var other = Spectrum.Of(Products.Multiply(wrong, a[..144], 40, 6, 24, 2), 40, 24).Slices[0];
        Assert.True(Math.Abs(other.SingularValues()[^1] - layers[0].Spectrum.Slices[0].SingularValues()[^1]) > 0.1);
    }

    [Fact]
    public void Slices_of_a_convolution_are_products()
    {
        double[] a = Products.Normals(7, 3, 8, 9);
        double[] b = Products.Normals(8, 16, 3);
        using var adapter = new TinyAdapter(
            "\"r\": 3, \"lora_alpha\": 3", ("conv.lora_A.weight", [3, 8, 3, 3], a),
            ("conv.lora_B.weight", [16, 3, 1, 1], b));
        var layer = Assert.Single(adapter.Analyze().Layers);
        Assert.Equal(9, layer.Layer.Rf);
        double[] change = Products.Multiply(b, a, 16, 3, 72, 1);
        for (int slice = 0; slice < 9; slice++)
        {
            double[] one = [.. Enumerable.Range(0, 128).Select(k => change[(k * 9) + slice])];
            Same(Spectrum.Of(one, 16, 8).Slices[0], layer.Spectrum.Slices[slice]);
        }
    }

    [Fact]
    public void Measures_that_read_elements_get_those_of_the_product()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8", ($"{Query}.lora_A.weight", [4, 30], s_a),
            ($"{Query}.lora_B.weight", [40, 4], s_b));
        using var checkpoint = Checkpoint.Open(adapter.Path);
        var tensor = checkpoint.Tensors.Single(one => one.Name == Query + ".weight");
        double[] elements = new double[1200];
        checkpoint.Read(tensor, elements);
        double[] expected = Products.Multiply(s_b, s_a, 40, 4, 30, 2);
        Assert.All(expected.Zip(elements), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_rank_that_is_not_used_is_dead()
    {
        double[] b = [.. s_b];
        for (int k = 0; k < b.Length; k += 4)
        {
            b[k + 1] = 0;
            b[k + 2] *= 1e-5;
        }

        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 8", ($"{Query}.lora_A.weight", [4, 30], s_a),
            ($"{Query}.lora_B.weight", [40, 4], b), ("score.weight", [12, 30], Products.Normals(9, 12, 30)));
        var layers = adapter.Analyze("adapter").Layers;
        Assert.Equal((4, 2, 2), (layers[0]["adapter_rank"], layers[0]["dead_dims"], layers[0]["energy_rank_99"]));
        Assert.Equal("score", layers[1].Name);
        Assert.Null(layers[1]["dead_dims"]);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(12, true)]
    public void Alpha_needs_ten_eigenvalues(int rank, bool hasAlpha)
    {
        using var adapter = new TinyAdapter(
            $"\"r\": {rank}", ("m.fc.lora_A.weight", [rank, 30], Products.Normals(1, rank, 30)),
            ("m.fc.lora_B.weight", [40, rank], Products.Normals(2, 40, rank)));
        using var checkpoint = Checkpoint.Open(adapter.Path);
        var layer = Assert.Single(Analyzer.Analyze(
            checkpoint, cancellation: TestContext.Current.CancellationToken).Layers);
        Assert.Equal(hasAlpha, layer["alpha"] is not null);
        Assert.NotNull(layer["log_norm"]);
        Assert.Equal(TrainingWarning.None, layer.Metrics.Warning);
    }

    [Fact]
    public void Ranks_for_PEFT_keep_the_scale()
    {
        using var adapter = new TinyAdapter(
            "\"r\": 4, \"lora_alpha\": 12", ($"{Query}.lora_A.weight", [4, 30], s_a),
            ($"{Query}.lora_B.weight", [40, 4], s_b));
        using var checkpoint = Checkpoint.Open(adapter.Path);
        var model = Analyzer.Analyze(
            checkpoint, PlanScores.Needed(new AnalysisOptions(), "x"),
            cancellation: TestContext.Current.CancellationToken);
        var plan = RankPlan.Create(RankPlan.Scores(model, RankMethod.Energy, 60), "energy");
        double[] values = model.Layers[0].Spectrum.Slices[0].Eigenvalues()[^4..];
        Assert.True(values[3] < 0.6 * values.Sum() && values[3] + values[2] >= 0.6 * values.Sum());
        Assert.Equal(2, Assert.Single(plan.Rows).Allocation);
        string json = System.Text.Encoding.UTF8.GetString(plan.Files.Single(file => file.Name == "peft").Content.Span);
        Assert.Contains("\"alpha_pattern\": {\n    \"model\\\\.layers\\\\.0\\\\.self_attn\\\\.q_proj\": 6", json,
            StringComparison.Ordinal);
    }

    private static void SameSpectrum(double[] change, int rows, int columns, LayerAnalysis layer) =>
        Same(Spectrum.Of(change, rows, columns).Slices[0], layer.Spectrum.Slices[0]);

    /// <summary>Equal to 1e-10 of the largest.</summary>
    private static void Same(SliceSpectrum dense, SliceSpectrum factored)
    {
        (double[] expected, double[] found) = (dense.SingularValues(), factored.SingularValues());
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-10 * expected[^1]));
    }
}
