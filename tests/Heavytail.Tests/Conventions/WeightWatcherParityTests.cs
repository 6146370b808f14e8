using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Conventions;

/// <summary>
/// Real networks against WeightWatcher 0.7.5.5's own details frames: every row, every column, to 1e-6.
/// </summary>
public sealed class WeightWatcherParityTests
{
    private const double Tolerance = 1e-6;

    /// <summary>A model and the reference for it.</summary>
    private static readonly (string Model, string Reference)[] s_models =
    [
        ("cifar10-akamaster-resnet20/resnet20-12fca82f.th", "cifar10-akamaster-resnet20"),
        ("cifar10-akamaster-resnet32/resnet32-d509ac18.th", "cifar10-akamaster-resnet32"),
        ("cifar10-akamaster-resnet44/resnet44-014dd654.th", "cifar10-akamaster-resnet44"),
        ("cifar10-akamaster-resnet56/resnet56-4bfd9763.th", "cifar10-akamaster-resnet56"),
        ("taesd/taef2_decoder.pth", "taesd-taef2_decoder"),
        ("taesd/taef2_encoder.pth", "taesd-taef2_encoder"),
        ("taesd/taesana_encoder.pth", "taesd-taesana_encoder"),
        ("burn-mnist/mnist.safetensors", "burn-mnist-safetensors"),
        ("burn-mnist/mnist.pt", "burn-mnist-mnist"),
        ("silero-vad/silero_vad_16k.safetensors", "silero-16k-safetensors"),
        ("silero-vad/silero_vad.jit", "silero-jit"),
        ("silero-vad/silero_vad.onnx", "silero-vad-silero_vad-onnx"),
        ("silero-vad/silero_vad_16k_op15.onnx", "silero-vad-silero_vad_16k_op15-onnx"),
        ("silero-vad/silero_vad_half.onnx", "silero-vad-silero_vad_half-onnx"),
        ("stories260K/stories260K.npz", "stories260K"),
        ("ultralight-face/version-RFB-320.pth", "ultralight-face-version-RFB-320"),
        ("ultralight-face/version-RFB-320.onnx", "ultralight-face-version-RFB-320-onnx"),
        ("ultralight-face/RFB-320.caffemodel", "ultralight-RFB-320-caffe"),
        (
            "ultralight-face/version-RFB-320_without_postprocessing.tflite",
            "ultralight-face-version-RFB-320_without_postprocessing-tflite"),
        ("ultralight-face/version-slim-320.pth", "ultralight-face-version-slim-320"),
        ("ultralight-face/version-slim-320.onnx", "ultralight-face-version-slim-320-onnx"),
        ("ultralight-face/slim-320.caffemodel", "ultralight-slim-320-caffe"),
        (
            "ultralight-face/version-slim-320_without_postprocessing.tflite",
            "ultralight-face-version-slim-320_without_postprocessing-tflite"),
        ("dtln/model.h5", "dtln-h5"),
        ("dtln/DTLN_norm_500h.h5", "dtln-norm500h-h5"),
        ("dtln/model_1.onnx", "dtln1-onnx"),
        ("dtln/model_2.onnx", "dtln2-onnx"),
        ("dtln/model_1.tflite", "dtln1-tflite"),
        ("dtln/model_2.tflite", "dtln2-tflite"),
        ("mlperf-tiny-ad-autoencoder/ad01.h5", "mlperf-ad-h5"),
        ("mlperf-tiny-resnet8-cifar10/pretrainedResnet.h5", "mlperf-resnet8-h5"),
        ("mlperf-tiny-resnet8-cifar10/pretrainedResnet.tflite", "mlperf-resnet8-tflite"),
        ("mlperf-tiny-resnet8-cifar10/pretrainedResnet_quant.tflite", "mlperf-resnet8-tflite-int8"),
        ("mlperf-tiny-resnet8-cifar10/pretrainedResnet_large_float.tflite", "mlperf-resnet-large-tflite"),
        ("kws-Basic_LSTM_S/Basic_LSTM_S.pb", "kws-Basic_LSTM_S"),
        ("kws-Basic_LSTM_M/Basic_LSTM_M.pb", "kws-Basic_LSTM_M"),
        ("kws-Basic_LSTM_L/Basic_LSTM_L.pb", "kws-Basic_LSTM_L"),
        ("kws-CNN_S/CNN_S.pb", "kws-CNN_S"),
        ("kws-CNN_M/CNN_M.pb", "kws-CNN_M"),
        ("kws-CNN_L/CNN_L.pb", "kws-CNN_L"),
        ("kws-CRNN_S/CRNN_S.pb", "kws-CRNN_S"),
        ("kws-CRNN_M/CRNN_M.pb", "kws-CRNN_M"),
        ("kws-CRNN_L/CRNN_L.pb", "kws-CRNN_L"),
        ("kws-DNN_S/DNN_S.pb", "kws-DNN_S"),
        ("kws-DNN_M/DNN_M.pb", "kws-DNN_M"),
        ("kws-DNN_L/DNN_L.pb", "kws-DNN_L"),
        ("kws-DS_CNN_S/DS_CNN_S.pb", "kws-DS_CNN_S"),
        ("kws-DS_CNN_M/DS_CNN_M.pb", "kws-DS_CNN_M"),
        ("kws-DS_CNN_L/DS_CNN_L.pb", "kws-DS_CNN_L"),
        ("kws-GRU_S/GRU_S.pb", "kws-GRU_S"),
        ("kws-GRU_M/GRU_M.pb", "kws-GRU_M"),
        ("kws-GRU_L/GRU_L.pb", "kws-GRU_L"),
        ("kws-LSTM_S/LSTM_S.pb", "kws-LSTM_S"),
        ("kws-LSTM_M/LSTM_M.pb", "kws-LSTM_M"),
        ("kws-LSTM_L/LSTM_L.pb", "kws-LSTM_L"),
        ("face-api-tfjs/age_gender_model-weights_manifest.json", "face-api-age_gender_model"),
        ("face-api-tfjs/face_expression_model-weights_manifest.json", "face-api-face_expression_model"),
        ("face-api-tfjs/face_landmark_68_model-weights_manifest.json", "face-api-face_landmark_68_model"),
        ("face-api-tfjs/face_landmark_68_tiny_model-weights_manifest.json", "face-api-face_landmark_68_tiny_model"),
        ("face-api-tfjs/face_recognition_model-weights_manifest.json", "face-api-face_recognition_model"),
        ("face-api-tfjs/ssd_mobilenetv1_model-weights_manifest.json", "face-api-ssd_mobilenetv1_model"),
        ("face-api-tfjs/tiny_face_detector_model-weights_manifest.json", "face-api-tiny_face_detector_model"),
    ];

    /// <summary>References of models that are not at hand, and one that is there under two names.</summary>
    private static readonly string[] s_withoutModel =
    [
        "dtln-norm40h-h5", "resnet20", "ultralight-face-version-RFB-640", "ultralight-face-version-RFB-640-onnx",
        "ultralight-face-version-slim-640",
    ];

    public static TheoryData<string, string> Models => [.. s_models];

    [Fact]
    public void Every_reference_is_in_the_list() => Assert.Equal(
        Directory.GetFiles(SharedData.Path("reference/weightwatcher"), "*_default.csv")
            .Select(path => Path.GetFileName(path)[..^"_default.csv".Length]).Order(StringComparer.Ordinal),
        s_models.Select(pair => pair.Reference).Concat(s_withoutModel).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_row_and_column_equals_WeightWatchers(string model, string reference)
    {
        var expected = CsvFile.Read(SharedData.Path($"reference/weightwatcher/{reference}_default.csv"));
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        var analysis = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.WeightWatcher0755 },
            },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(analysis.Errors);
        Assert.NotEmpty(analysis.Layers);
        var byName = analysis.Layers.ToLookup(
            layer => HistoricalReference.Key(layer.Layer.LongName.Replace(".", "__", StringComparison.Ordinal)));
        foreach (var row in expected.Rows)
        {
            AssertEqual(row, Assert.Single(byName[row["longname"]]));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{model}: {analysis.Layers.Count} rows, WeightWatcher {expected.Rows.Count}");
    }

    private static void AssertEqual(IReadOnlyDictionary<string, string> expected, LayerAnalysis actual)
    {
        string name = expected["longname"];
        foreach (var (column, value) in MetricColumns.Numbers)
        {
            // pandas leaves NaN empty: the stable rank of a layer of zeros.
            double? found =
                value(actual.Metrics) is double number && double.IsNaN(number) ? null : value(actual.Metrics);
            if (column != "sv_min" || !IsRoundingNoise(Number(expected[column]), found, actual.Metrics["sv_max"]))
            {
                Close.Assert(Number(expected[column]), found, Tolerance, $"{name} {column}");
            }
        }

        Assert.Equal(expected["status"], actual.Metrics.Status.Word());
        Assert.Equal(expected["warning"], actual.Metrics.Warning.Word());
        Assert.Equal(expected["M"], Text(Convention.WeightWatcher0755.Shape(actual.Layer).M));
        Assert.Equal(expected["N"], Text(Convention.WeightWatcher0755.Shape(actual.Layer).N));
        Assert.Equal(expected["rf"], Text(actual.Layer.Rf));
        Assert.Equal(expected["num_evals"], Text(actual.Layer.EigenvalueCount));
    }

    /// <summary>
    /// Dead channels make singular values of zero, and what either program finds in their place is its own rounding: no
    /// backward stable method gives more than a few ε·s_max.
    /// </summary>
    private static bool IsRoundingNoise(double? expected, double? actual, double? largest) =>
        Math.Max(expected ?? double.NaN, actual ?? double.NaN) <= 4 * Math.ScaleB(1, -52) * largest;

    private static double? Number(string text) => text switch
    {
        "" => null,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
