using Heavytail.Tests.Formats.SafeTensors;
using Xunit;

namespace Heavytail.Tests.Formats.Pieces;

/// <summary>Slices of a variable in one file.</summary>
public sealed class PartitionedTensorsTests
{
    [Theory]
    [InlineData("emb/part_0", "emb/part_1")]
    [InlineData("scope/w/part_1:0", "scope/w/part_0:0")]
    [InlineData("a.part_0", "a.part_1")]
    public void Pieces(string first, string second)
    {
        using var checkpoint = Open((first, [3, 4]), (second, [2, 4]), ("whole", [3, 4]));
        Assert.Equal(
            [true, true, false], checkpoint.Tensors.Select(tensor => tensor.Role?.Purpose == TensorPurpose.Piece));
        Assert.StartsWith("one of 2 pieces of `", checkpoint.Tensors[0].Unread, StringComparison.Ordinal);
    }

    /// <summary>The only slice is the variable; those of other shapes, or without the first, are something else.
    /// </summary>
    [Theory]
    [InlineData("emb/part_0", "emb/other")]
    [InlineData("emb/part_1", "emb/part_2")]
    [InlineData("emb/part_0/w", "emb/part_1/w")]
    [InlineData("part_0", "part_1")]
    public void Others(string first, string second)
    {
        using var checkpoint = Open((first, [3, 4]), (second, [3, 4]));
        Assert.All(checkpoint.Tensors, tensor => Assert.Null(tensor.Unread));
    }

    [Fact]
    public void Of_two_shapes()
    {
        using var checkpoint = Open(("emb/part_0", [3, 4]), ("emb/part_1", [2, 5]));
        Assert.All(checkpoint.Tensors, tensor => Assert.Null(tensor.Unread));
    }

    private static Checkpoint Open(params (string Name, long[] Shape)[] tensors) => Checkpoint.Open(
        TinySafeTensors.Floats([.. tensors.Select(tensor => (
            tensor.Name, tensor.Shape,
            Enumerable.Range(0, (int)(tensor.Shape[0] * tensor.Shape[1])).Select(k => (float)k).ToArray()))]),
        "m.safetensors");
}
