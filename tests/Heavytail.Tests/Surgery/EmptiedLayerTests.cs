using Xunit;

namespace Heavytail.Tests.Surgery;

/// <summary>Layers of which nothing is left are said to be empty, and are exactly zero.</summary>
public sealed class EmptiedLayerTests
{
    [Fact]
    public void Smoothing_that_takes_all_off_has_a_note()
    {
        // One singular value is the tail on which det X = 1; without it nothing is left.
        double[] weights = new double[12 * 10];
        Array.Fill(weights, 0.25);
        byte[] file = OperatedModels.Doubles(
            ("a.weight", [12, 10], weights), ("b.weight", [40, 30], OperatedModels.Weights(3, 40, 30)));
        var (result, written) = OperatedModels.Operate(
            file, new Smoothing { By = RankMethod.Percent, Percent = 50, RemovesTop = true });
        Assert.Equal(0, result.Of("a").Kept);
        Assert.Equal("a: nothing is left of it, all its weights are 0 now", result.Of("a").Note);
        Assert.Contains(result.Of("a").Note, result.Notes);
        Assert.Null(result.Of("b").Note);
        Assert.All(OperatedModels.Numbers(written, "a.weight"), value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_threshold_above_all_singular_values_has_a_note()
    {
        // Equal singular values but a few: none is above the threshold where the range of quartiles is wide.
        double[] weights = new double[20 * 20];
        for (int k = 0; k < 20; k++)
        {
            weights[(k * 20) + k] = k < 10 ? 1 : 1e-3;
        }

        var (result, written) = OperatedModels.Operate(
            OperatedModels.Doubles(("a.weight", [20, 20], weights)), new LowRank());
        Assert.Equal(0, result.Of("a").Kept);
        Assert.Contains("all its weights are 0 now", result.Of("a").Note, StringComparison.Ordinal);
        Assert.All(OperatedModels.Numbers(written, "a.weight"), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Progress_is_reported_from_the_start_to_the_last_layer()
    {
        byte[] file = OperatedModels.Doubles(
            ("a.weight", [30, 20], OperatedModels.Weights(1, 30, 20)),
            ("b.weight", [40, 30], OperatedModels.Weights(2, 40, 30)));
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        var operation = new LowRank { Rank = 2 };
        var before = Analyzer.Analyze(
            checkpoint,
            ModelSurgery.Needed(new AnalysisOptions(), operation),
            cancellation: TestContext.Current.CancellationToken);
        var seen = new Reports();
        ModelSurgery.Operate(
            checkpoint, before, operation, ModelCopy.Of(checkpoint), progress: seen,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([(0, 2), (1, 2), (2, 2)], seen.States.Select(state => (state.LayersDone, state.LayersTotal)));
        Assert.Equal(0, seen.States[0].Fraction);
        Assert.Equal(1, seen.States[^1].Fraction);
        Assert.True(seen.States[0].EstimatedSeconds > 0);
    }

    private sealed class Reports : IProgress<AnalysisProgress>
    {
        public List<AnalysisProgress> States { get; } = [];

        public void Report(AnalysisProgress value) => States.Add(value);
    }
}
