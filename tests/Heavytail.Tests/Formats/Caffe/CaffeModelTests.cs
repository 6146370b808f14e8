using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Caffe;

/// <summary>Real networks, held against the checkpoints that they were converted from.</summary>
public sealed class CaffeModelTests
{
    private const string Folder = "models/ultralight-face/";

    [Theory]
    [InlineData("RFB-320", "245", 52)]
    [InlineData("slim-320", "185", 42)]
    public void LayersOfARealNetwork(string model, string first, int weights)
    {
        using var checkpoint = Checkpoint.Open(SharedData.Path($"{Folder}{model}.caffemodel"));
        Assert.Equal("Caffe", checkpoint.Format);
        Assert.Equal($"{first} F32 [16, 3, 3, 3] Convolution oikk Convolution", TensorText.Line(checkpoint.Tensors[0]));
        Assert.Equal($"{first}.1 F32 [16]", TensorText.Line(checkpoint.Tensors[1]));
        Assert.Equal(2 * weights, checkpoint.Tensors.Count);
        Assert.Equal(weights, checkpoint.Tensors.Count(tensor => tensor.Role is not null));
        ReferenceNames.AreListed($"ultralight-{model}-caffe", checkpoint);
    }

    /// <summary>
    /// The converter folded each norm into the convolution before it: every kernel is the checkpoint's, times
    /// γ ⁄ √(variance + ε) of its output.
    /// </summary>
    [Theory]
    [InlineData("RFB-320")]
    [InlineData("slim-320")]
    public void KernelsAreThoseOfTheCheckpointWithItsNormsFoldedIn(string model)
    {
        using var caffe = Checkpoint.Open(SharedData.Path($"{Folder}{model}.caffemodel"));
        using var torch = Checkpoint.Open(SharedData.Path($"{Folder}version-{model}.pth"));
        var folded = FoldedKernels.Of(torch);
        int matched = 0;
        foreach (var tensor in caffe.Tensors.Where(tensor => tensor.Shape.Rank == 4))
        {
            double[] kernel = FoldedKernels.Read(caffe, tensor);
            Assert.True(
                folded.Exists(
                    other => other.Shape.Equals(tensor.Shape) && FoldedKernels.AreClose(kernel, other.Kernel)),
                $"{tensor.Name} {tensor.Shape} is no kernel of the checkpoint");
            matched++;
        }

        Assert.Equal(folded.Count, matched);
    }
}
