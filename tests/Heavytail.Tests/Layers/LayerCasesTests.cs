using System.Text.Json;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Files as people have them, with the right values by NumPy beside them, in <c>../shared/cases</c>.</summary>
public sealed class LayerCasesTests
{
    /// <summary>Names of the cases → those of layers, where they are not the same.</summary>
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["fc1"] = "state_dict.fc1",
        ["fc2"] = "state_dict.fc2",
    };

    [Theory]
    [InlineData("not_layers", "gpt2_masks.safetensors", 14, 68_352)]
    [InlineData("stacks", "modulated_conv.safetensors", 2, 9_056)]
    [InlineData("stacks", "flax_scan.msgpack", 12, 46_272)]
    [InlineData("leading_one", "gpt2_tf.npz", 8, 76_800)]
    [InlineData("training_state", "ema.pt", 2, 6_144)]
    public void Layers_have_the_values_of_the_case(string folder, string file, int layers, long parameters)
    {
        var model = Analyze($"cases/{folder}/{file}");
        Assert.Equal(layers, model.Layers.Count);
        Assert.Equal(parameters, model.Summary.Parameters);
        Assert.DoesNotContain(model.Layers, layer => layer.Metrics.Status != LayerStatus.Success);
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"cases/{folder}/expected.json")));
        int compared = 0;
        foreach (var expected in json.RootElement.GetProperty(file).EnumerateObject())
        {
            if (Find(model, expected.Name) is { } layer && expected.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var metric in expected.Value.EnumerateObject())
                {
                    double? found = metric.Name == "num_evals" ? layer.Layer.EigenvalueCount : layer[metric.Name];
                    Close.Assert(metric.Value.GetDouble(), found, 1e-6, $"{expected.Name} {metric.Name}");
                }

                compared++;
            }
        }

        Assert.Equal(layers, compared);
    }

    [Theory]
    [InlineData("adapters/lycoris.safetensors", SkipReason.Adapter, "factors of an adapter", "merge")]
    [InlineData("adapters/adapter.gguf", SkipReason.Adapter, "factors of an adapter", "merge")]
    [InlineData("training_state/optimizer.pt", SkipReason.TrainingState, "optimizer's state", "weights")]
    [InlineData(
        "nothing_left/zero_pp_rank_0_mp_rank_00_model_states.pt", SkipReason.Unread, "not read", "zero_to_fp32.py")]
    public void A_file_without_weights_says_what_it_is(string file, SkipReason reason, string what, string next)
    {
        var model = Analyze($"cases/{file}");
        Assert.Equal(0, model.Summary.Parameters);
        Assert.All(model.Skipped, tensor => Assert.Equal(reason, tensor.Reason));
        var error = NothingToAnalyzeException.Of(model)!;
        Assert.Contains(what, error.Problem, StringComparison.Ordinal);
        Assert.Contains(next, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_and_biases_of_MLX_are_companions()
    {
        var model = Analyze("cases/companions/mlx4bit/model.safetensors");
        string[] companions = [.. model.Skipped.Where(tensor => tensor.Reason == SkipReason.Companion).Select(tensor =>
            tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..])];
        Assert.Equal(["scales", "biases", "scales", "biases"], companions);
        Assert.DoesNotContain(model.Layers, layer => layer.Name.EndsWith("es", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_names_a_layer_without_its_weight()
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("cases/truth_layer_names.safetensors"));
        var options = new AnalysisOptions { Selection = new LayerSelection { Layers = ["fc1"] } };
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["fc1"], model.Layers.Select(layer => layer.Name));
    }

    private static ModelAnalysis Analyze(string path)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path(path));
        return Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// <c>mlp/wi[0]</c> of a case is <c>mlp/wi/kernel[layer 0]</c>; parts of fused projections have the same names.
    /// </summary>
    private static LayerAnalysis? Find(ModelAnalysis model, string name)
    {
        string[] candidates =
        [
            name, s_names.GetValueOrDefault(name, name),
            name.Replace("[", "/kernel[layer ", StringComparison.Ordinal),
        ];
        return model.Layers.FirstOrDefault(layer => candidates.Contains(layer.Name, StringComparer.Ordinal));
    }
}
