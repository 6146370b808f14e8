using System.Text.Json;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>A measure of one's own is a column of every output, without a change to the library.</summary>
public sealed class MeasureTests
{
    private static readonly float[] s_weights = Array.ConvertAll(
        SplitMix.Normals(3, 60 * 52 * 4), value => (float)value);

    private static readonly byte[] s_file = TinySafeTensors.Floats(
        ("conv.weight", [60, 52, 2, 2], s_weights), ("fc.weight", [60, 208], s_weights));

    [Fact]
    public void Adds_a_column_to_csv_json_markdown_and_trends()
    {
        var model = Analyze(new LargestWeight());
        double largest = s_weights.Max(Math.Abs);
        Assert.All(model.Layers, layer => Assert.Equal(largest, layer["largest_weight"]));
        Assert.Equal(largest, model.Summary["largest_weight"]);

        var document = new AnalysisDocument([model], [])
        {
            View = new() { Columns = ["name", "largest_weight"] },
        };
        using var json = JsonDocument.Parse(Write(document, DocumentFormat.Json));
        var layer = json.RootElement.GetProperty("models")[0].GetProperty("layers")[0];
        Assert.Equal(largest, layer.GetProperty("largest_weight").GetDouble());
        Assert.Equal("largest-weight", json.RootElement.GetProperty("options").GetProperty("measures")[0].GetString());
        Assert.StartsWith("name,largest_weight\nconv,", Write(document, DocumentFormat.Csv), StringComparison.Ordinal);
        Assert.Contains("| largest_weight |", Write(document, DocumentFormat.Markdown), StringComparison.Ordinal);
        Assert.Equal(largest, TrendMetrics.From(model.Summary, model.Options.Metrics)["largest_weight"]);
        Assert.Contains("largest_weight", TrendMetrics.NamesIn(model.Options.Metrics));
    }

    [Fact]
    public void Reads_the_weights_of_a_slice_where_slices_are_rows()
    {
        var model = Analyze(new LargestWeight(), Convention.Sdm2020);
        Assert.Equal(5, model.Layers.Count);
        for (int slice = 0; slice < 4; slice++)
        {
            int position = slice;
            double expected = s_weights.Where((_, k) => k % 4 == position).Max(Math.Abs);
            Assert.Equal(expected, model.Layers[slice]["largest_weight"]);
        }
    }

    [Fact]
    public void Measures_run_in_their_order_and_see_what_the_others_found()
    {
        var model = Analyze([new LargestWeight(), new TwiceTheLargest()]);
        Assert.All(model.Layers, layer => Assert.Equal(2 * layer["largest_weight"], layer["twice"]));
    }

    [Fact]
    public void A_metric_that_a_layer_does_not_have_is_missing_and_not_unknown()
    {
        float[] weights = [.. s_weights.Take((60 * 208) - 1), float.NaN];
        byte[] file = TinySafeTensors.Floats(("fc.weight", [60, 208], weights));
        var layer = Assert.Single(Analyze([new LargestWeight()], file: file).Layers);
        Assert.Null(layer["largest_weight"]);
        Assert.Throws<UnknownNameException>(() => layer["largest"]);

        Assert.All(Analyze(new Missing()).Layers, row => Assert.Null(row["missing"]));
        Assert.All(Analyze(new Missing(), Convention.Sdm2020).Layers, row => Assert.Null(row["missing"]));
    }

    [Fact]
    public void Two_metrics_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => Analyze([new LargestWeight(), new LargestWeight()]));

    [Fact]
    public void Draws_depend_on_seed_layer_purpose_and_replica_and_on_nothing_else()
    {
        var first = Analyze(new Draw("a", 0));
        Assert.Equal(
            first.Layers.Select(layer => layer["draw"]),
            Analyze(new Draw("a", 0)).Layers.Select(layer => layer["draw"]));
        double?[] draws =
        [
            first.Layers[0]["draw"], first.Layers[1]["draw"], Analyze(new Draw("b", 0)).Layers[0]["draw"],
            Analyze(new Draw("a", 1)).Layers[0]["draw"], Analyze([new Draw("a", 0)], seed: 43).Layers[0]["draw"],
        ];
        Assert.Equal(draws.Length, draws.Distinct().Count());
    }

    private static ModelAnalysis Analyze(IMeasure measure, Convention? convention = null) =>
        Analyze([measure], convention);

    private static ModelAnalysis Analyze(
        IReadOnlyList<IMeasure> measures, Convention? convention = null, int seed = 42, byte[]? file = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.safetensors", file ?? s_file));
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = convention ?? Convention.WeightWatcher },
                Measures = new() { List = measures, Seed = seed },
                Execution = new() { Threads = 3 },
            },
            cancellation: TestContext.Current.CancellationToken);
    }

    private static string Write(Document document, DocumentFormat format)
    {
        using var writer = new StringWriter();
        document.Write(format, writer);
        return writer.ToString();
    }

    private sealed class LargestWeight : IMeasure
    {
        public string Name => "largest-weight";

        public IReadOnlyList<Metric> Metrics { get; } =
            [new Metric("largest_weight") { SummaryOrder = 100, TrendOrder = 100 }];

        public MeasureNeeds Needs => MeasureNeeds.Weights;

        public LayerMetrics Measure(MeasureInput input)
        {
            double largest = 0;
            input.ReadWeights(weights =>
            {
                foreach (double weight in weights)
                {
                    largest = Math.Max(largest, Math.Abs(weight));
                }
            });
            return input.Metrics.With("largest_weight", largest);
        }
    }

    private sealed class TwiceTheLargest : IMeasure
    {
        public string Name => "twice";

        public IReadOnlyList<Metric> Metrics { get; } = [new Metric("twice")];

        public LayerMetrics Measure(MeasureInput input) =>
            input.Metrics.With("twice", 2 * input.Metrics["largest_weight"]);
    }

    private sealed class Missing : IMeasure
    {
        public string Name => "missing";

        public IReadOnlyList<Metric> Metrics { get; } = [new Metric("missing")];

        public LayerMetrics Measure(MeasureInput input) => input.Metrics.With("missing", null);
    }

    private sealed class Draw(string purpose, int replica) : IMeasure
    {
        public string Name => "draw";

        public IReadOnlyList<Metric> Metrics { get; } = [new Metric("draw")];

        public LayerMetrics Measure(MeasureInput input) =>
            input.Metrics.With("draw", input.Random(purpose, replica).NextDouble());
    }
}
