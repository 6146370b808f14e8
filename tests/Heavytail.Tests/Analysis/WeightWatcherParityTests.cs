using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.Metrics;
using Heavytail.Spectra;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Real networks against WeightWatcher 0.7.5.5's own details frames: every row, every column, to 1e-6.</summary>
public sealed class WeightWatcherParityTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("cifar10-akamaster-resnet20/resnet20-12fca82f.th", "cifar10-akamaster-resnet20", 20)]
    [InlineData("cifar10-akamaster-resnet32/resnet32-d509ac18.th", "cifar10-akamaster-resnet32", 32)]
    [InlineData("cifar10-akamaster-resnet44/resnet44-014dd654.th", "cifar10-akamaster-resnet44", 44)]
    [InlineData("cifar10-akamaster-resnet56/resnet56-4bfd9763.th", "cifar10-akamaster-resnet56", 56)]
    [InlineData("taesd/taef2_decoder.pth", "taesd-taef2_decoder", 41)]
    [InlineData("taesd/taef2_encoder.pth", "taesd-taef2_encoder", 41)]
    [InlineData("taesd/taesana_encoder.pth", "taesd-taesana_encoder", 36)]
    [InlineData("burn-mnist/mnist.safetensors", "burn-mnist-safetensors", 4)]
    [InlineData("burn-mnist/mnist.pt", "burn-mnist-mnist", 4)]
    [InlineData("silero-vad/silero_vad_16k.safetensors", "silero-16k-safetensors", 2)]
    [InlineData("silero-vad/silero_vad.jit", "silero-jit", 4)]
    [InlineData("stories260K/stories260K.npz", "stories260K", 36)]
    [InlineData("ultralight-face/version-RFB-320.pth", "ultralight-face-version-RFB-320", 26)]
    [InlineData("ultralight-face/version-slim-320.pth", "ultralight-face-version-slim-320", 18)]
    public void Every_row_and_column_equals_WeightWatchers(string model, string reference, int rows)
    {
        var expected = CsvFile.Read(SharedData.Path($"reference/weightwatcher/{reference}_default.csv"));
        Assert.Equal(rows, expected.Rows.Count);
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        var analysis = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions { Compatibility = Compatibility.WeightWatcher },
            cancellation: TestContext.Current.CancellationToken);
        var byName = analysis.Layers.ToDictionary(
            layer => layer.Layer.LongName.Replace(".", "__", StringComparison.Ordinal));
        foreach (var row in expected.Rows)
        {
            AssertEqual(row, byName[row["longname"]]);
        }
    }

    private static void AssertEqual(IReadOnlyDictionary<string, string> expected, LayerAnalysis actual)
    {
        string name = expected["longname"];
        foreach (var (column, value) in MetricColumns.Numbers)
        {
            Close.Assert(Number(expected[column]), value(actual.Metrics), Tolerance, $"{name} {column}");
        }

        Assert.Equal(expected["status"], actual.Metrics.Status.Word());
        Assert.Equal(expected["warning"], actual.Metrics.Warning.Word());
        Assert.Equal(expected["M"], Text(WeightWatcherShape.M(actual.Layer)));
        Assert.Equal(expected["N"], Text(WeightWatcherShape.N(actual.Layer)));
        Assert.Equal(expected["rf"], Text(actual.Layer.Rf));
        Assert.Equal(expected["num_evals"], Text(actual.Layer.EigenvalueCount));
    }

    private static double? Number(string text) => text switch
    {
        "" => null,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
