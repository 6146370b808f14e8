using System.Globalization;
using Heavytail.Measures;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>
/// Real networks against what WeightWatcher 0.7.5.5 gives of them with <c>mp_fit</c> and with <c>detX</c>.
/// </summary>
public sealed class WeightWatcherOptionTests
{
    private static readonly (string Model, string Reference)[] s_models =
    [
        ("cifar10-akamaster-resnet20/resnet20-12fca82f.th", "cifar10-akamaster-resnet20"),
        ("dtln/DTLN_norm_500h.h5", "dtln-norm500h-h5"),
        ("face-api-tfjs/face_recognition_model-weights_manifest.json", "face-api-face_recognition_model"),
        ("kws-CRNN_L/CRNN_L.pb", "kws-CRNN_L"),
        ("kws-DNN_L/DNN_L.pb", "kws-DNN_L"),
        ("stories260K/stories260K.npz", "stories260K"),
    ];

    public static TheoryData<string, string> Models => [.. s_models];

    [Theory]
    [InlineData("mp_fit")]
    [InlineData("detX")]
    public void Every_reference_is_in_the_list(string option) => Assert.Equal(
        Directory.GetFiles(SharedData.Path("reference/weightwatcher"), $"*_{option}.csv")
            .Select(path => Path.GetFileName(path)[..^$"_{option}.csv".Length]).Order(StringComparer.Ordinal),
        s_models.Select(pair => pair.Reference).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Models))]
    public void Bulk_and_determinant_equal_WeightWatchers(string model, string reference)
    {
        var layers = Analyze(model);
        var worst = MetricColumns.Bulk.Concat(MetricColumns.Determinant).ToDictionary(pair => pair.Key, _ => 0.0);
        foreach (var (row, layer) in Rows(layers, reference, "mp_fit"))
        {
            AssertEqual(row, layer, MetricColumns.Bulk, 1e-4, worst);
        }

        foreach (var (row, layer) in Rows(layers, reference, "detX"))
        {
            AssertEqual(row, layer, MetricColumns.Determinant, 1e-6, worst);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{reference}: {string.Join(", ", worst.Select(pair => $"{pair.Key} {pair.Value:E1}"))}");
    }

    private static IReadOnlyList<LayerAnalysis> Analyze(string model)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.WeightWatcher0755 },
                Measures = new() { List = [new BulkMeasure(), new ErgMeasure()] },
            },
            cancellation: TestContext.Current.CancellationToken).Layers;
    }

    private static IEnumerable<(IReadOnlyDictionary<string, string> Row, LayerAnalysis Layer)> Rows(
        IReadOnlyList<LayerAnalysis> layers, string reference, string option)
    {
        var byName = layers.ToLookup(
            layer => HistoricalReference.Key(layer.Layer.LongName.Replace(".", "__", StringComparison.Ordinal)));
        return CsvFile.Read(SharedData.Path($"reference/weightwatcher/{reference}_{option}.csv")).Rows
            .Select(row => (row, Assert.Single(byName[row["longname"]])));
    }

    private static void AssertEqual(
        IReadOnlyDictionary<string, string> row,
        LayerAnalysis layer,
        IReadOnlyDictionary<string, Func<LayerMetrics, double?>> columns,
        double tolerance,
        Dictionary<string, double> worst)
    {
        foreach (var (column, value) in columns)
        {
            double expected = double.Parse(row[column], CultureInfo.InvariantCulture);
            double? found = value(layer.Metrics);
            double error = Math.Abs((found ?? double.NaN) - expected) / Math.Max(Math.Abs(expected), double.Epsilon);
            worst[column] = Math.Max(worst[column], error);
            if (!(error<=tolerance)) TestContext.Current.TestOutputHelper?.WriteLine($"{row["longname"]} M {row["M"]} N {row["N"]} {column}: {expected:R} {found:R}");
        }
    }
}
