using Heavytail.Formats;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

public sealed class OnnxModelTests
{
    [Theory]
    [InlineData("dtln/model_1.onnx")]
    [InlineData("dtln/model_2.onnx")]
    [InlineData("silero-vad/silero_vad.onnx")]
    [InlineData("silero-vad/silero_vad_16k_op15.onnx")]
    [InlineData("silero-vad/silero_vad_half.onnx")]
    [InlineData("ultralight-face/version-slim-320.onnx")]
    [InlineData("ultralight-face/slim-320.caffemodel")]
    [InlineData("ultralight-face/RFB-320.caffemodel")]
    public void Dump(string model)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/" + model));
        string dump = $"{model} {watch.ElapsedMilliseconds} ms {checkpoint.Format}\n" + string.Join("\n", checkpoint.Metadata) + "\n" + string.Join("\n", TensorText.Lines(checkpoint));
        File.WriteAllText("/tmp/onx/" + Path.GetFileName(model) + ".txt", dump);
    }
}
