using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>The same network in several formats has the same spectra, whatever its layers are called there.</summary>
public sealed class SameNetworkTests
{
    private const string Face = "ultralight-face/";
    private const string Dtln = "dtln/";
    private const string Silero = "silero-vad/";

    /// <summary>One conversion, one rounding: alpha to 1e-5.</summary>
    private const double Converted = 1e-5;

    [Theory]
    [InlineData(Face + "version-slim-320.pth", Face + "version-slim-320.onnx", 18)]
    [InlineData(Face + "version-RFB-320.pth", Face + "version-RFB-320.onnx", 26)]
    [InlineData(Face + "slim-320.caffemodel", Face + "version-slim-320_without_postprocessing.tflite", 18)]
    [InlineData(Dtln + "DTLN_norm_500h.h5", Dtln + "DTLN_norm_500h_saved_model", 36)]
    [InlineData(Silero + "silero_vad.jit", Silero + "silero_vad.onnx", 24)]
    public void Two_formats(string one, string other, int layers)
    {
        var first = Analyze(one);
        Assert.Equal(layers, first.Count);
        AssertSame(first, Analyze(other), Converted);
    }

    /// <summary>The 16 kHz half of the TorchScript file is the network of opset 15.</summary>
    [Fact]
    public void Half_of_a_file() => AssertSame(
        Analyze(Silero + "silero_vad.jit", new AnalysisOptions
        {
            Selection = new() { Layers = ["_model.*"] },
        }),
        Analyze(Silero + "silero_vad_16k_op15.onnx"),
        Converted);

    /// <summary>TFLite's LSTMs are unrolled: all gates of one are a dense matrix there.</summary>
    [Fact]
    public void Keras_and_TFLite_with_gates_stacked() => AssertSame(
        Analyze(Dtln + "model.h5", new AnalysisOptions
        {
            Selection = new() { Recurrent = RecurrentCut.Stacked },
        }),
        [.. Analyze(Dtln + "model_1.tflite"), .. Analyze(Dtln + "model_2.tflite")],
        Converted);

    /// <summary>
    /// Of the two ONNX files the first has LSTM nodes, whose gates are matrices; the second has them unrolled.
    /// </summary>
    [Fact]
    public void Keras_and_ONNX_gate_by_gate()
    {
        var gates = Analyze(Dtln + "model.h5");
        var stacked = Analyze(Dtln + "model.h5", new AnalysisOptions
        {
            Selection = new() { Recurrent = RecurrentCut.Stacked },
        });
        bool InSecond(LayerAnalysis layer) => layer.Layer.LongName.StartsWith("lstm_2", StringComparison.Ordinal)
            || layer.Layer.LongName.StartsWith("lstm_3", StringComparison.Ordinal)
            || layer.Layer.LongName.StartsWith("conv1d", StringComparison.Ordinal)
            || layer.Layer.LongName.StartsWith("dense_1", StringComparison.Ordinal);
        AssertSame([.. gates.Where(layer => !InSecond(layer))], Analyze(Dtln + "model_1.onnx"), Converted);
        AssertSame([.. stacked.Where(InSecond)], Analyze(Dtln + "model_2.onnx"), Converted);
    }

    /// <summary>
    /// Caffe's converter and TensorFlow's multiply kernels by their batch norms, γ/√(σ² + ε), so that both differ from
    /// PyTorch's file and not from each other. One kernel does: it is dilated, which TensorFlow computes between two
    /// rearrangements, and behind those its converter folds nothing.
    /// </summary>
    [Fact]
    public void Batch_norms_are_folded_by_converters_but_behind_a_dilated_convolution()
    {
        var torch = Analyze(Face + "version-RFB-320.pth").Single(layer => layer.Name == "base_net.7.branch2.3.conv");
        var caffe = Analyze(Face + "RFB-320.caffemodel");
        var tflite = Analyze(Face + "version-RFB-320_without_postprocessing.tflite");
        var dilated = tflite.Single(layer => layer.Name.Contains("branch2.3", StringComparison.Ordinal));
        Close.Assert(torch.Metrics["alpha"], dilated.Metrics["alpha"], 1e-12, "alpha");
        Close.Assert(torch.Metrics["log_norm"], dilated.Metrics["log_norm"], 1e-12, "log_norm");
        AssertSame(
            [.. caffe.Where(layer => layer.Name != "306")], [.. tflite.Where(layer => layer != dilated)], Converted);
        Assert.NotInRange(caffe.Single(layer => layer.Name == "306").Metrics["alpha"]!.Value, 2.8, 3.5);
    }

    /// <summary>
    /// Eight bits move a weight by half a step; norms by less than 1 %, and alpha of a large layer by less than 0.02.
    /// </summary>
    [Theory]
    [InlineData(Dtln + "model_1.tflite", Dtln + "model_quant_1.tflite", 5)]
    [InlineData(Dtln + "model_2.tflite", Dtln + "model_quant_2.tflite", 7)]
    [InlineData(
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet.tflite",
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet_quant.tflite", 10)]
    [InlineData("mlperf-tiny-ad-autoencoder/ad01_fp32.tflite", "mlperf-tiny-ad-autoencoder/ad01_int8.tflite", 8)]
    public void Eight_bits(string floats, string integers, int layers)
    {
        var first = Analyze(floats);
        var second = Analyze(integers);
        Assert.Equal(layers, first.Count);
        Assert.Equal(first.Select(layer => layer.Name), second.Select(layer => layer.Name));
        Assert.All(second, layer => Assert.True(layer.Layer.Tensor.IsQuantized));
        foreach (var (before, after) in first.Zip(second))
        {
            Assert.InRange(Math.Abs(before.Metrics["log_norm"]!.Value - after.Metrics["log_norm"]!.Value), 0, 0.004);
            Assert.InRange(
                Math.Abs(before.Metrics["alpha"]!.Value - after.Metrics["alpha"]!.Value), 0,
                before.Metrics["alpha"] < 3 ? 0.02 : 0.2);
        }
    }

    private static IReadOnlyList<LayerAnalysis> Analyze(string model, AnalysisOptions? options = null)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{model}"));
        var analysis = Analyzer.Analyze(checkpoint, options, cancellation: TestContext.Current.CancellationToken);
        Assert.False(analysis.HasErrors);
        return analysis.Layers;
    }

    /// <summary>Names differ, so layers are paired by their sides, and among equal ones by their norms.</summary>
    private static void AssertSame(
        IReadOnlyList<LayerAnalysis> first, IReadOnlyList<LayerAnalysis> second, double tolerance)
    {
        Assert.Equal(first.Count, second.Count);
        foreach (var (one, other) in Ordered(first).Zip(Ordered(second)))
        {
            Assert.Equal((one.Layer.N, one.Layer.M, one.Layer.Rf), (other.Layer.N, other.Layer.M, other.Layer.Rf));
            Close.Assert(one.Metrics["alpha"], other.Metrics["alpha"], tolerance, $"{one.Name}, {other.Name}: alpha");
        }
    }

    private static IEnumerable<LayerAnalysis> Ordered(IEnumerable<LayerAnalysis> layers) => layers
        .OrderBy(layer => layer.Layer.N).ThenBy(layer => layer.Layer.M).ThenBy(layer => layer.Layer.Rf).ThenBy(
            layer => layer.Metrics["log_norm"]);
}
