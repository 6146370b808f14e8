using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>An observer sees every layer once, in file order or as layers are done, by its choice.</summary>
public sealed class ObserverTests
{
    /// <summary>Small layers first in the file: the schedule starts with the large ones, at the end.</summary>
    private static readonly byte[] s_file = TinySafeTensors.Floats(
        [.. Enumerable.Range(0, 12).Select(k =>
            ($"{k:D2}.weight", new long[] { 20 + (8 * k), 20 + (8 * k) }, Normals((20 + (8 * k)) * (20 + (8 * k)))))]);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void In_file_order(int threads)
    {
        var seen = Observe(inFileOrder: true, threads, out var model);
        Assert.Equal(model.Layers.Select(layer => layer.Name), seen.Layers);
        Assert.Equal(1, seen.Starts);
        Assert.Same(model, seen.Model);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void As_layers_are_done(int threads)
    {
        var seen = Observe(inFileOrder: false, threads, out var model);
        Assert.Equal(model.Layers.Select(layer => layer.Name), seen.Layers.Order(StringComparer.Ordinal));
        if (threads == 1)
        {
            Assert.Equal("11", seen.Layers[0]); // the costliest comes first
        }
    }

    [Fact]
    public void Progress_ends_at_the_whole_cost()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var reports = new List<AnalysisProgress>();
        Analyzer.Analyze(
            checkpoint,
            observer: new ProgressObserver(new Listener(reports)),
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(13, reports.Count);
        Assert.Equal(Enumerable.Range(0, 13), reports.Select(report => report.LayersDone));
        Assert.Equal(0, reports[0].Fraction);
        Assert.Equal(1, reports[^1].Fraction, 1e-12);
    }

    [Fact]
    public void An_observer_that_fails_ends_the_analysis_with_its_error()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        Assert.Throws<InvalidTimeZoneException>(() => Analyzer.Analyze(
            checkpoint, observer: new Failing(), cancellation: TestContext.Current.CancellationToken));
    }

    private static Recorder Observe(bool inFileOrder, int threads, out ModelAnalysis model)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", s_file));
        var recorder = new Recorder(inFileOrder);
        model = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions { Execution = new() { Threads = threads } },
            recorder,
            TestContext.Current.CancellationToken);
        return recorder;
    }

    private static float[] Normals(int count) => Array.ConvertAll(SplitMix.Normals(6, count), value => (float)value);

    private sealed class Recorder(bool inFileOrder) : IAnalysisObserver
    {
        private int _inside;

        public List<string> Layers { get; } = [];

        public int Starts { get; private set; }

        public ModelAnalysis? Model { get; private set; }

        public bool InFileOrder => inFileOrder;

        public void Started(string path, LayerInventory inventory)
        {
            Assert.Equal(12, inventory.Layers.Count);
            Starts++;
        }

        public void LayerDone(LayerResult result)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside)); // one call at a time
            Layers.Add(result.Name);
            Interlocked.Decrement(ref _inside);
        }

        public void Finished(ModelAnalysis model)
        {
            Assert.Equal(12, Layers.Count);
            Model = model;
        }
    }

    private sealed class Failing : IAnalysisObserver
    {
        public void LayerDone(LayerResult result) => throw new InvalidTimeZoneException();
    }

    private sealed class Listener(List<AnalysisProgress> reports) : IProgress<AnalysisProgress>
    {
        public void Report(AnalysisProgress value) => reports.Add(value);
    }
}
