using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>What has the name of a copy is one only if its elements resemble those of the network.</summary>
public sealed class CorrelatedCopyTests
{
    private static readonly TensorShape s_shape = new(60, 40);

    [Theory]
    [InlineData("ema", "model")]
    [InlineData("callbacks.EMA.ema_state_dict", "state_dict")]
    [InlineData("teacher", "student")]
    [InlineData("init_net", "net")]
    [InlineData("ref_policy", "policy")]
    public void Independent_networks_are_both_analyzed(string copy, string network)
    {
        float[] average = [.. Random(1).Zip(Random(3), (weight, noise) => (0.9f * weight) + (0.2f * noise))];
        using var related = Open(network, Random(1), copy, average);
        using var independent = Open(network, Random(1), copy, Random(2));

        var skipped = Assert.Single(Analyze(related).Skipped);
        Assert.Equal(($"{copy}.fc.weight", SkipReason.Copy), (skipped.Tensor.Name, skipped.Reason));
        Assert.Contains("correlate by 0.9", skipped.Explanation, StringComparison.Ordinal);
        Assert.Equal(2, Analyze(independent).Layers.Count);
        Assert.Equal(2 * s_shape.ElementCount, Analyze(independent).Summary.Parameters);
    }

    [Fact]
    public void Headers_say_that_only_names_were_compared()
    {
        using var independent = Open("model", Random(1), "ema", Random(2));
        var plan = LayerInventory.From(independent, new AnalysisOptions());
        Assert.Contains("so say names and shapes", Assert.Single(plan.Skipped).Explanation, StringComparison.Ordinal);
        Assert.Empty(LayerInventory.FromElements(independent, new AnalysisOptions()).Skipped);
    }

    /// <summary>An average that has not begun.</summary>
    [Fact]
    public void Constants_do_not_refute_a_name()
    {
        using var checkpoint = Open("model", Random(1), "ema", new float[s_shape.ElementCount]);
        Assert.Equal(SkipReason.Copy, Assert.Single(Analyze(checkpoint).Skipped).Reason);
    }

    private static ModelAnalysis Analyze(Checkpoint checkpoint) =>
        Analyzer.Analyze(checkpoint, cancellation: TestContext.Current.CancellationToken);

    private static float[] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)s_shape.ElementCount).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static Checkpoint Open(string network, float[] weights, string copy, float[] others) =>
        Checkpoint.FromTensors(
            "m",
            [
                new NamedTensor(network + ".fc.weight", s_shape, weights),
                new NamedTensor(copy + ".fc.weight", s_shape, others),
            ]);
}
