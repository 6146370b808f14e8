using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.TFLite;

/// <summary>Published TFLite models, held against the layers that WeightWatcher was given.</summary>
public sealed class TFLiteRealModelTests
{
    [Theory]
    [InlineData("dtln/model_1.tflite", "dtln1-tflite", 5)]
    [InlineData("dtln/model_2.tflite", "dtln2-tflite", 7)]
    [InlineData("mlperf-tiny-resnet8-cifar10/pretrainedResnet.tflite", "mlperf-resnet8-tflite", 10)]
    [InlineData("mlperf-tiny-resnet8-cifar10/pretrainedResnet_quant.tflite", "mlperf-resnet8-tflite-int8", 10)]
    [InlineData("mlperf-tiny-resnet8-cifar10/pretrainedResnet_large_float.tflite", "mlperf-resnet-large-tflite", 10)]
    [InlineData(
        "ultralight-face/version-slim-320_without_postprocessing.tflite",
        "ultralight-face-version-slim-320_without_postprocessing-tflite",
        42)]
    [InlineData(
        "ultralight-face/version-RFB-320_without_postprocessing.tflite",
        "ultralight-face-version-RFB-320_without_postprocessing-tflite",
        52)]
    public void WeightsAreThoseOfTheReference(string path, string reference, int weights)
    {
        var rows = CsvFile.Read(SharedData.Path($"reference/weightwatcher/{reference}_default.csv")).Rows;
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{path}"));
        Assert.Equal(weights, WeightsOf(checkpoint).Length);
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var tensor = Assert.Single(checkpoint.Tensors, tensor => LongName(tensor.Name) == row["longname"]);
            double norm = checkpoint.Read(tensor).Sum(weight => weight * weight);

            // WeightWatcher divides the kernels of a convolution by √2.
            double expected = double.Parse(row["norm"], CultureInfo.InvariantCulture)
                * (row["layer_type"] == "conv2d" ? 2 : 1);
            Assert.InRange(norm, expected * (1 - 1e-6), expected * (1 + 1e-6));
        }
    }

    [Theory]
    [InlineData("dtln/model_quant_1.tflite", "dtln/model_1.tflite", 5, "I8 per tensor")]
    [InlineData("dtln/model_quant_2.tflite", "dtln/model_2.tflite", 7, "I8 per tensor")]
    [InlineData(
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet_quant.tflite",
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet.tflite",
        10,
        "I8 per channel")]
    [InlineData(
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet_large_int8.tflite",
        "mlperf-tiny-resnet8-cifar10/pretrainedResnet_large_float.tflite",
        10,
        "I8 per channel")]
    [InlineData(
        "mlperf-tiny-ad-autoencoder/ad01_int8.tflite", "mlperf-tiny-ad-autoencoder/ad01_fp32.tflite", 10,
        "I8 per tensor")]
    public void QuantizedWeightsAreCloseToThoseBefore(string quantized, string before, int weights, string encoding)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"models/{quantized}"));
        using var reference = Checkpoint.Open(SharedData.Path($"models/{before}"));

        var pairs = WeightsOf(checkpoint).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .Zip(WeightsOf(reference).OrderBy(tensor => tensor.Name, StringComparer.Ordinal)).ToArray();
        Assert.Equal(weights, pairs.Length);
        Assert.Contains(pairs, pair => pair.First.Encoding == encoding);
        foreach (var (tensor, original) in pairs)
        {
            Assert.Equal(original.Shape, tensor.Shape);
            Assert.Equal(original.Role, tensor.Role);
            double[] expected = reference.Read(original);

            // 127 steps reach to the largest weight, and rounding is off by half a step.
            double most = expected.Max(Math.Abs) / 127 / 2 * (1 + 1e-5);
            Assert.All(
                checkpoint.Read(tensor).Zip(expected), pair => Assert.InRange(pair.First - pair.Second, -most, most));
        }
    }

    private static TensorInfo[] WeightsOf(Checkpoint checkpoint) =>
        [.. checkpoint.Tensors.Where(tensor => tensor.Role is { Purpose: not TensorPurpose.NotAWeight })];

    private static string LongName(string name) => name.Replace(".", "__").Replace("/", "__").Replace(":", "_");
}
