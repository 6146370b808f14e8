using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>What a measure may not do, what is not measured, and whose fault an exception is.</summary>
public sealed class MeasureErrorTests
{
    private static readonly float[] s_weights =
        Array.ConvertAll(SplitMix.Normals(3, 60 * 52 * 4), value => (float)value);

    private static readonly byte[] s_file = TinySafeTensors.Floats(
        ("fc.weight", [60, 208], s_weights), ("small.weight", [20, 30], s_weights[..600]));

    [Theory]
    [InlineData(typeof(InvalidDataException))]
    [InlineData(typeof(EndOfStreamException))]
    [InlineData(typeof(InvalidCheckpointException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    public void An_exception_of_a_measure_is_not_taken_as_damage_of_the_file(Type type)
    {
        var thrown = type == typeof(InvalidCheckpointException)
            ? new InvalidCheckpointException("mine.txt", null, "mine")
            : (Exception)Activator.CreateInstance(type, "mine")!;
        foreach (var measure in new[]
        {
            new Custom("odd", "odd", _ => throw thrown),
            new Custom("odd", "odd", input =>
            {
                input.ReadWeights(_ => throw thrown);
                return input.Metrics;
            }),
        })
        {
            var error = Assert.Throws<MeasureException>(() => Analyze(s_file, measure));
            Assert.Same(thrown, error.InnerException);
            Assert.Equal(("odd", "fc"), (error.Measure, error.Layer));
            Assert.StartsWith("measure `odd` failed on layer `fc`: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_measure_that_returns_null_is_named() => Assert.Equal(
        "odd", Assert.Throws<MeasureException>(() => Analyze(s_file, new Custom("odd", "odd", _ => null!))).Measure);

    /// <summary>The data are damaged when they are read a second time, for the measure.</summary>
    [Fact]
    public void Damage_that_a_measure_meets_is_that_of_the_file()
    {
        var stream = new FailingLater(s_file);
        using var checkpoint = Checkpoint.Open(stream, "m.safetensors");
        var model = Analyzer.Analyze(
            checkpoint,
            Options(new Custom("odd", "odd", input =>
            {
                stream.Fails = true;
                input.ReadWeights(_ => { });
                return input.Metrics;
            })),
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(LayerStatus.Unreadable, model.Layers[0].Metrics.Status);
        Assert.Equal("m.safetensors", model.Errors[0].Path);
    }

    [Fact]
    public void A_slice_too_small_to_fit_is_not_measured()
    {
        byte[] file = TinySafeTensors.Floats(
            ("conv.weight", [40, 30, 2, 2], s_weights[..4800]), ("fc.weight", [60, 52], s_weights[..3120]));
        var one = new Custom("one", "one", input => input.Metrics.With("one", 1));
        var options = Options([.. MeasureOptions.Default, one])
            with
        { Method = new() { Convention = Convention.Nature2021 } };
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        var model = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(5, model.Layers.Count);
        Assert.All(model.Layers.SkipLast(1), slice => Assert.Equal(
            (LayerStatus.TooSmall, null, null), (slice.Metrics.Status, slice["kurtosis"], slice["one"])));
        Assert.Equal(1, model.Layers[^1]["one"]);
        Assert.NotNull(model.Summary["kurtosis"]);
        Assert.Equal(model.Layers[^1]["kurtosis"], model.Summary["kurtosis"]);
    }

    [Fact]
    public void Two_measures_of_one_name_are_refused_and_a_metric_of_two_names_both()
    {
        Assert.Equal("two measures are named `same`", Refused(Plain("same", "x"), Plain("same", "y")));
        Assert.Equal(
            "two measures are named `entries`", Refused(MeasureOptions.Default[0], Plain("entries", "x")));
        Assert.Equal(
            "measures `first` and `second` both add metric `x`", Refused(Plain("first", "x"), Plain("second", "x")));
    }

    [Theory]
    [InlineData("alpha")]
    [InlineData("status")]
    [InlineData("name")]
    [InlineData("parameters")]
    [InlineData("warning")]
    [InlineData("slices")]
    [InlineData("compat")]
    [InlineData("reason")]
    [InlineData("")]
    public void A_name_that_reports_have_is_refused(string name)
    {
        Assert.Contains(name, Refused(Plain("odd", name)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LayerMetrics { Status = LayerStatus.Success }.With(name, 1));
    }

    [Fact]
    public void What_is_null_and_what_is_below_one_is_an_argument_error()
    {
        Throws<ArgumentNullException>(Options((IMeasure)null!));
        Throws<ArgumentNullException>(new AnalysisOptions { Measures = new() { List = null! } });
        Throws<ArgumentNullException>(new AnalysisOptions { Method = new() { Convention = null! } });
        Throws<ArgumentOutOfRangeException>(new AnalysisOptions { Execution = new() { Threads = 0 } });
        Throws<ArgumentOutOfRangeException>(new AnalysisOptions { Execution = new() { Threads = -1 } });
        Throws<ArgumentOutOfRangeException>(new AnalysisOptions { Execution = new() { Memory = 0 } });
    }

    private static void Throws<T>(AnalysisOptions options)
        where T : Exception
    {
        using var checkpoint = Checkpoint.Open(s_file, "m.safetensors");
        Assert.Throws<T>(() => Analyzer.Analyze(checkpoint, options));
        Assert.Throws<T>(() => LayerInventory.From(checkpoint, options));
    }

    private static string Refused(params IMeasure[] measures) =>
        Assert.ThrowsAny<ArgumentException>(() => Analyze(s_file, measures)).Message;

    private static Custom Plain(string name, string metric) => new(name, metric, input => input.Metrics);

    private static AnalysisOptions Options(params IMeasure[] measures) =>
        new() { Measures = new() { List = measures }, Execution = new() { Threads = 1, HashFiles = false } };

    private static ModelAnalysis Analyze(byte[] file, params IMeasure[] measures)
    {
        using var checkpoint = Checkpoint.Open(file, "m.safetensors");
        return Analyzer.Analyze(checkpoint, Options(measures), cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class Custom(string name, string metric, Func<MeasureInput, LayerMetrics> measure) : IMeasure
    {
        public string Name => name;

        public IReadOnlyList<Metric> Metrics { get; } = [new Metric(metric) { SummaryOrder = 100 }];

        public LayerMetrics Measure(MeasureInput input) => measure(input);
    }

    /// <summary>A file that ends early from some moment on.</summary>
    private sealed class FailingLater(byte[] bytes) : MemoryStream(bytes)
    {
        public bool Fails { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Fails ? 0 : base.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => Fails ? 0 : base.Read(buffer);
    }
}
