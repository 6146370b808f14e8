using Heavytail.Measures;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>What WeightWatcher's measures give of layers that it cannot fit.</summary>
public sealed class WeightWatcherFailureTests
{
    /// <summary>Zeros have no scale: its fit of the bulk fails, and that is −1. They have no product either.</summary>
    [Fact]
    public void Zeros_have_no_bulk()
    {
        var metrics = Analyze(_ => 0);
        Assert.Equal(LayerStatus.Failed, metrics.Status);
        foreach (var (column, value) in MetricColumns.Bulk)
        {
            Assert.True(value(metrics) == -1, column);
        }

        Assert.Null(metrics.Erg);
        Assert.Null(metrics.Phase?.Phase);
    }

    /// <summary>
    /// Eigenvalues below 1e-5 are not fitted by a power law; the bulk and the product, which have no threshold, are.
    /// </summary>
    [Fact]
    public void Tiny_weights_have_a_bulk_and_no_tail()
    {
        double[] normals = SplitMix.Normals(3, 40 * 20);
        var tiny = Analyze(k => (float)(normals[k] * Math.ScaleB(1, -20)));
        var plain = Analyze(k => (float)normals[k]);
        Assert.Equal(LayerStatus.Failed, tiny.Status);
        Assert.Equal(-1, tiny.Tail?.NumPlSpikes);
        Assert.Equal(plain.Bulk!.SigmaMp!.Value, tiny.Bulk!.SigmaMp!.Value, 1e-9);
        Assert.Equal(plain.Bulk.BulkMax!.Value, Math.ScaleB(tiny.Bulk.BulkMax!.Value, 40), 1e-6);
        Assert.Equal(plain.Erg!.DetXNum, tiny.Erg!.DetXNum);
        Assert.Null(tiny.Erg.ErgGap);
        Assert.Null(tiny.Erg.TraceLog);
        Assert.NotNull(plain.Erg.ErgGap);
    }

    /// <summary>The rules of phases rest on Heavytail's own fit of the bulk, whatever the convention.</summary>
    [Fact]
    public void Phases_are_those_of_the_default()
    {
        double[] normals = SplitMix.Normals(5, 40 * 20);
        var phase = Analyze(k => (float)normals[k]).Phase;
        Assert.Equal(TrainingPhase.RandomLike, phase?.Phase);
    }

    private static LayerMetrics Analyze(Func<int, float> weight)
    {
        float[] weights = [.. Enumerable.Range(0, 40 * 20).Select(weight)];
        using var folder = new TempFolder();
        string path = folder.Write("layer.safetensors", TinySafeTensors.Floats(("0.weight", [40, 20], weights)));
        using var checkpoint = Checkpoint.Open(path);
        var analysis = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.WeightWatcher0755 },
                Measures = new() { List = [new BulkMeasure(), new ErgMeasure(), new PhaseMeasure()] },
            },
            cancellation: TestContext.Current.CancellationToken);
        return Assert.Single(analysis.Layers).Metrics;
    }
}
