using System.Text.Json;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>
/// Files of <c>../shared/cases</c> with the metrics that numpy gives. Expected values are those of the folder's
/// <c>expected.json</c>.
/// </summary>
public sealed class TorchCaseTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("refused", "enum_called.ckpt", 2)]
    [InlineData("refused", "enum_getattr.ckpt", 2)]
    [InlineData("refused", "whole_module_1_0.pt", 2)]
    [InlineData("unreadable", "sparse.pt", 2)]
    [InlineData("unreadable", "numpy_state_dict.pt", 1)]
    [InlineData("quantised", "qint8.pt", 3)]
    [InlineData("torchsharp", "model.dat", 2)]
    public void Layers_have_the_metrics_of_numpy(string folder, string name, int layers)
    {
        var model = Analyze($"{folder}/{name}");
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"cases/{folder}/expected.json")));
        int compared = 0;
        foreach (var layer in expected.RootElement.GetProperty(name).EnumerateObject()
            .Where(layer => layer.Value.ValueKind == JsonValueKind.Object))
        {
            string layerName = layer.Name.Split(' ')[0];
            var found = Assert.Single(
                model.Layers, found => found.Name == layerName || found.Name == layerName + ".weight");
            Assert.Equal(layer.Value.GetProperty("num_evals").GetInt64(), found.Layer.EigenvalueCount);
            foreach (var metric in layer.Value.EnumerateObject().Where(metric => metric.Name != "num_evals"))
            {
                double value = metric.Value.GetDouble();
                Assert.Equal(value, found[metric.Name]!.Value, Math.Abs(value) * Tolerance);
            }

            compared++;
        }

        Assert.Equal(layers, compared);
    }

    [Fact]
    public void Sparse_tensors_alone_are_a_model() => Assert.Single(Analyze("unreadable/sparse_only.pt").Layers);

    [Fact]
    public void The_state_of_an_optimizer_has_no_layer()
    {
        var model = Analyze("training_state/optimizer.pt");

        Assert.Empty(model.Layers);
        Assert.NotEmpty(model.Skipped);
        Assert.All(model.Skipped, skipped => Assert.Equal(TensorPurpose.TrainingState, skipped.Tensor.Role?.Purpose));
    }

    [Fact]
    public void Placeholders_say_where_the_weights_are()
    {
        var model = Analyze("nothing_left/zero_pp_rank_0_mp_rank_00_model_states.pt");

        Assert.Empty(model.Layers);
        Assert.Equal(
            ["[48, 96]", "[32, 48]"], model.Skipped.Select(skipped => skipped.Tensor.Shape.ToString()));
        Assert.All(
            model.Skipped,
            skipped => Assert.Contains("zero_to_fp32.py", skipped.Explanation, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_state_dicts_keep_their_keys()
    {
        var model = Analyze("training_state/ema.pt");
        Assert.Equal(["state_dict.fc1", "state_dict.fc2"], model.Layers.Select(layer => layer.Name));
        Assert.Equal(
            ["state_dict_ema.fc1.weight", "state_dict_ema.fc2.weight"],
            model.Skipped.Where(tensor => tensor.Reason == SkipReason.Copy).Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData("attack_pickle_empty_dicts.pt", "no weight file needs that")]
    [InlineData("attack_torch_broadcast_experts.pt", "one view too many")]
    [InlineData("attack_torch_byteorder_short.pt", "byteorder` is damaged")]
    public void Attacks_are_refused(string name, string fact) => Refused.Path(SharedData.Path($"cases/{name}"), fact);

    private static ModelAnalysis Analyze(string name)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"cases/{name}"));
        return Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);
    }
}
