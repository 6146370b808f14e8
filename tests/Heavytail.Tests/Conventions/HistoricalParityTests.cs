using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>
/// Real networks in the two historical conventions, slice by slice, against float64 LAPACK and the <c>powerlaw</c>
/// package:
/// 1e-9 for every number.
/// </summary>
public sealed class HistoricalParityTests
{
    private const double Tolerance = 1e-9;

    /// <summary>The file of each reference, and how many rows of its kind it has in each convention.</summary>
    public static TheoryData<string, string, string, int> Models => new()
    {
        { "cifar10-akamaster-resnet20", "cifar10-akamaster-resnet20/resnet20-12fca82f.th", "nature2021", 172 },
        { "cifar10-akamaster-resnet20", "cifar10-akamaster-resnet20/resnet20-12fca82f.th", "sdm2020", 46 },
        { "cifar10-akamaster-resnet56", "cifar10-akamaster-resnet56/resnet56-4bfd9763.th", "nature2021", 496 },
        { "cifar10-akamaster-resnet56", "cifar10-akamaster-resnet56/resnet56-4bfd9763.th", "sdm2020", 154 },
        { "taesd-taef2_decoder", "taesd/taef2_decoder.pth", "nature2021", 321 },
        { "taesd-taef2_decoder", "taesd/taef2_decoder.pth", "sdm2020", 303 },
        { "dtln-h5", "dtln/model.h5", "nature2021", 12 },
        { "dtln-h5", "dtln/model.h5", "sdm2020", 12 },
        { "kws-CRNN_L", "kws-CRNN_L/CRNN_L.pb", "nature2021", 6 },
        { "kws-CRNN_L", "kws-CRNN_L/CRNN_L.pb", "sdm2020", 6 },
        { "kws-DNN_L", "kws-DNN_L/DNN_L.pb", "nature2021", 4 },
        { "kws-DNN_L", "kws-DNN_L/DNN_L.pb", "sdm2020", 4 },
        { "mlperf-ad-h5", "mlperf-tiny-ad-autoencoder/ad01.h5", "nature2021", 10 },
        { "mlperf-ad-h5", "mlperf-tiny-ad-autoencoder/ad01.h5", "sdm2020", 10 },
        { "face-api-face_recognition_model", "face-api-tfjs/face_recognition_model-weights_manifest.json", "nature2021", 302 },
        { "face-api-face_recognition_model", "face-api-tfjs/face_recognition_model-weights_manifest.json", "sdm2020", 190 },
    };

    [Fact]
    public void Every_reference_is_in_the_list()
    {
        string folder = SharedData.Path("reference/conventions");
        Assert.Equal(
            Directory.GetFiles(folder, "*20*.csv").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Models.Select(row => row.Data).Select(row => $"{row.Item1}_{row.Item3}.csv").Order(
                StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_slice_and_every_mean_equal_the_reference(
        string model, string file, string convention, int rows)
    {
        var reference = CsvFile.Read(SharedData.Path($"reference/conventions/{model}_{convention}.csv"));
        var analysis = Analyze(SharedData.Path($"models/{file}"), Convention.Find(convention));
        Assert.Equal(rows, analysis.Layers.Count);
        var slices = analysis.Layers.ToDictionary(row => (HistoricalReference.Key(row.Layer.LongName), row.Slice));
        var skipped = analysis.Skipped.ToDictionary(tensor => HistoricalReference.Key(tensor.Tensor.Name));
        int compared = 0;
        foreach (var expected in reference.Rows)
        {
            if (slices.TryGetValue((expected["tensor"], HistoricalReference.SliceOf(expected)), out var actual))
            {
                compared++;
                HistoricalReference.AssertEqual(expected, actual, Tolerance);
            }
            else
            {
                Assert.StartsWith("skipped_", expected["status"], StringComparison.Ordinal);
                Assert.Equal(SkipReason.Convention, skipped[expected["tensor"]].Reason);
            }
        }

        Assert.Equal(rows, compared);
        AssertMeans(model, Convention.Find(convention), analysis);
    }

    /// <summary>
    /// The notebooks filtered convolutions only: a classifier of 10 rows, 9 eigenvalues, moves the mean.
    /// </summary>
    [Theory]
    [InlineData("*", 46, 1.2538773427454177)]
    [InlineData("!*linear*", 45, 1.1267630075035449)]
    public void The_small_dense_layer_of_resnet20_is_in_the_mean_of_sdm2020(string layers, int slices, double mean)
    {
        var analysis = Analyze(
            SharedData.Path("models/cifar10-akamaster-resnet20/resnet20-12fca82f.th"), Convention.Sdm2020, layers);
        Assert.Equal(slices, analysis.Summary.Slices);
        Close.Assert(mean, analysis.Summary["alpha_weighted"], Tolerance, "alpha_weighted");
    }

    private static void AssertMeans(string model, Convention convention, ModelAnalysis analysis)
    {
        string filter = convention == Convention.Sdm2020 ? "linear_unfiltered" : "min50";
        var expected = CsvFile.Read(SharedData.Path("reference/conventions/summary.csv")).Rows.Single(row =>
            row["model"] == model && row["convention"] == convention.Name
            && row["scope"] == "all" && row["filter"] == filter);
        foreach (var (column, value) in HistoricalReference.Means(analysis))
        {
            double number = double.Parse(expected[column], CultureInfo.InvariantCulture);
            Assert.True(
                Math.Abs(number - value!.Value) <= Tolerance * Math.Max(1, Math.Abs(number)),
                $"{column}: expected {number:R}, found {value:R}");
        }

        int zero = analysis.Layers.Count(row => row.Metrics.Status == LayerStatus.AllZero);
        Assert.Equal(expected["slices_zero"], $"{zero}");
        Assert.Equal(zero, analysis.Summary.Failed);
        Assert.Equal(expected["slices_kept"], $"{analysis.Layers.Count - analysis.Summary.TooSmall}");
        Assert.Equal(
            expected["n_log_spectral_norm"],
            $"{analysis.Layers.Count(row => row.Metrics["log_spectral_norm"] is not null)}");
    }

    private static ModelAnalysis Analyze(string path, Convention convention, string layers = "*")
    {
        using var checkpoint = Checkpoint.Open(path);
        return Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Selection = new() { Layers = [layers] },
                Method = new() { Convention = convention },
            },
            cancellation: TestContext.Current.CancellationToken);
    }
}
