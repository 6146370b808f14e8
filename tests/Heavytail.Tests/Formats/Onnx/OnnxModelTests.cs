using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Real models.</summary>
public sealed class OnnxModelTests
{
    public static TheoryData<string, string[]> Weights => new()
    {
        {
            "dtln/model_1.onnx",
            [
                "lstm_4_W F32 [1, 512, 257] Lstm 1oi LSTM i,o,f,c",
                "lstm_4_R F32 [1, 512, 128] Lstm 1oi LSTM i,o,f,c",
                "lstm_4_B F32 [1, 1024] NotAWeight LSTM",
                "lstm_5_W F32 [1, 512, 128] Lstm 1oi LSTM i,o,f,c",
                "lstm_5_R F32 [1, 512, 128] Lstm 1oi LSTM i,o,f,c",
                "lstm_5_B F32 [1, 1024] NotAWeight LSTM",
                "dense_2/kernel:0 F32 [128, 257] Dense io MatMul",
            ]
        },
        {
            "dtln/model_2.onnx",
            [
                "conv1d_2/kernel:0 F32 [256, 512, 1] Convolution oik Conv",
                "model_2/lstm_6/MatMul_1/ReadVariableOp/resource:0 F32 [128, 512] Dense io MatMul",
                "model_2/lstm_7/MatMul_1/ReadVariableOp/resource:0 F32 [128, 512] Dense io MatMul",
                "model_2/lstm_6/MatMul/ReadVariableOp/resource:0 F32 [256, 512] Dense io MatMul",
                "model_2/lstm_7/MatMul/ReadVariableOp/resource:0 F32 [128, 512] Dense io MatMul",
                "model_2/dense_3/Tensordot/Reshape_1:0 F32 [128, 256] Dense io MatMul",
                "conv1d_3/kernel:0 F32 [512, 256, 1] Convolution oik Conv",
            ]
        },
        {
            "silero-vad/silero_vad_16k_op15.onnx",
            Silero("model.", 258, 256)
        },
        {
            "silero-vad/silero_vad_half.onnx",
            Silero("", 258, 256)
        },
        {
            // All of its weights are Constants in the branches of an If.
            "silero-vad/silero_vad.onnx",
            [.. Silero("If_0_else_branch__Inline_0__", 130, 128), .. Silero("If_0_then_branch__Inline_0__", 258, 256)]
        },
    };

    [Theory]
    [MemberData(nameof(Weights))]
    public void TensorsOfTwoSidesAndMore(string model, string[] expected)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/" + model));
        Assert.Equal("ONNX", checkpoint.Format);
        Assert.Equal(
            expected, checkpoint.Tensors.Where(tensor => tensor.Shape.Rank > 1).Select(TensorText.Line));
    }

    [Theory]
    [InlineData("dtln1-onnx", "dtln/model_1.onnx", 5)]
    [InlineData("dtln2-onnx", "dtln/model_2.onnx", 7)]
    [InlineData("ultralight-face-version-RFB-320-onnx", "ultralight-face/version-RFB-320.onnx", 0)]
    [InlineData("ultralight-face-version-slim-320-onnx", "ultralight-face/version-slim-320.onnx", 0)]
    [InlineData("silero-vad-silero_vad_16k_op15-onnx", "silero-vad/silero_vad_16k_op15.onnx", 0)]
    [InlineData("silero-vad-silero_vad_half-onnx", "silero-vad/silero_vad_half.onnx", 0)]
    public void NamesAreThoseOfTheReference(string reference, string model, int most)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path("models/" + model));
        int count = ReferenceNames.AreListed(reference, checkpoint);
        Assert.InRange(count, 1, most == 0 ? 100 : most);
    }

    [Theory]
    [InlineData("RFB-320")]
    [InlineData("slim-320")]
    public void KernelsAreThoseOfThePyTorchCheckpoint(string model)
    {
        using var onnx = Checkpoint.Open(SharedData.Path($"models/ultralight-face/version-{model}.onnx"));
        using var torch = Checkpoint.Open(SharedData.Path($"models/ultralight-face/version-{model}.pth"));
        foreach (var tensor in torch.Tensors)
        {
            var same = Assert.Single(onnx.Tensors, other => other.Name == tensor.Name);
            Assert.Equal((tensor.Type, tensor.Shape), (same.Type, same.Shape));
            Assert.Equal(FoldedKernels.Read(torch, tensor), FoldedKernels.Read(onnx, same));
            Assert.Equal(tensor.Shape.Rank == 4, same.Role is not null);
        }
    }

    /// <summary>A branch of the If holds the model that another export has as initializers.</summary>
    [Fact]
    public void ConstantsInABranchAreTheInitializersOfTheOtherExport()
    {
        using var onnx = Checkpoint.Open(SharedData.Path("models/silero-vad/silero_vad_16k_op15.onnx"));
        using var whole = Checkpoint.Open(SharedData.Path("models/silero-vad/silero_vad.onnx"));
        foreach (var tensor in onnx.Tensors)
        {
            string name = "If_0_then_branch__Inline_0__" + tensor.Name["model.".Length..];
            var same = Assert.Single(whole.Tensors, other => other.Name == name);
            Assert.Equal(tensor.Shape, same.Shape);
            Assert.Equal(FoldedKernels.Read(onnx, tensor), FoldedKernels.Read(whole, same));
        }
    }

    private static string[] Silero(string prefix, int basis, int window) =>
    [
        $"{prefix}stft.forward_basis_buffer F32 [{basis}, 1, {window}] Convolution oik Conv",
        $"{prefix}encoder.0.reparam_conv.weight F32 [128, {basis / 2}, 3] Convolution oik Conv",
        $"{prefix}encoder.1.reparam_conv.weight F32 [64, 128, 3] Convolution oik Conv",
        $"{prefix}encoder.2.reparam_conv.weight F32 [64, 64, 3] Convolution oik Conv",
        $"{prefix}encoder.3.reparam_conv.weight F32 [128, 64, 3] Convolution oik Conv",
        $"{prefix}decoder.rnn.weight_ih F32 [512, 128] Lstm oi LSTM i,f,c,o",
        $"{prefix}decoder.rnn.weight_hh F32 [512, 128] Lstm oi LSTM i,f,c,o",
        $"{prefix}decoder.decoder.2.weight F32 [1, 128, 1] Convolution oik Conv",
    ];
}
