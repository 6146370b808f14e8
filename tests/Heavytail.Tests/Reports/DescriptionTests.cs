using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class DescriptionTests
{
    [Fact]
    public void Every_tensor_is_decided_upon()
    {
        using var folder = new TempFolder();
        string path = folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("dense.weight", [20, 12], new float[240]),
            ("dense.bias", [20], new float[20]),
            ("small.weight", [4, 3], new float[12])));
        using var checkpoint = Checkpoint.Open(path);
        var description = Description.From(checkpoint, new AnalysisOptions());

        Assert.Equal([null, SkipReason.NotAMatrix, SkipReason.TooFewEigenvalues],
            description.Tensors.Select(tensor => tensor.Skipped?.Reason));
        Assert.Equal([12, null, 3], description.Tensors.Select(tensor => tensor.Layer?.M));
        Assert.Equal(272, description.Parameters);
        Assert.Equal(checkpoint.Files, description.Files);
        Assert.Equal(path, description.Path);
    }
}
