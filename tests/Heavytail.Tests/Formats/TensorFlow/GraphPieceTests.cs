using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyGraphs;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Operations that pick, repeat and join elements between a constant and its layer.</summary>
public sealed class GraphPieceTests
{
    private static readonly byte[] s_kernel = F("k", [3, 4], [.. Enumerable.Range(0, 12).Select(at => (float)at)]);

    public static TheoryData<string, double[]> Picks => new()
    {
        { "Slice", [5, 6, 9, 10] },
        { "StridedSlice", [1, 3, 5, 7] },
        { "StridedSlice shrink", [0, 0, 0, 1, 2, 3] },
        { "Split", [2, 3, 6, 7, 10, 11] },
        { "SplitV", [1, 2, 3, 5, 6, 7, 9, 10, 11] },
        { "Tile", [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11] },
        { "GatherV2", [8, 9, 10, 11, 0, 1, 2, 3] },
        { "Pad", [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "ReverseV2", [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3] },
        { "Concat", [.. Whole(), .. Whole()] },
    };

    [Theory]
    [MemberData(nameof(Picks))]
    public void Pieces(string op, double[] expected)
    {
        byte[][] nodes = op switch
        {
            "Slice" => [Two("a", 1, 1), Two("b", 2, 2), Node("w", op, ["k", "a", "b"])],
            "StridedSlice" =>
            [
                Two("a", 0, 1), Two("b", 2, 0), Two("c", 1, 2),
                Node("w", op, ["k", "a", "b", "c"], Number("begin_mask", 1), Number("end_mask", 2)),
            ],
            "StridedSlice shrink" =>
            [
                ConstInts("a", 0), ConstInts("b", 1), ConstInts("c", 1), ConstInts("sides", 1, 4),
                Node("s", "StridedSlice", ["k", "a", "b", "c"], Number("shrink_axis_mask", 1)),
                Node("r", "Reshape", ["s", "sides"]), Const("p", Tensor(Integer, [2, 2], Field(4, Ints(0, 0, 2, 0)))),
                Node("w", "Pad", ["r", "p"]),
            ],
            "Split" =>
                [Scalar("a", 1), Node("s", op, ["a", "k"], Number("num_split", 2)), Node("w", "Identity", ["s:1"])],
            "SplitV" =>
            [
                ConstInts("sizes", 1, -1), Scalar("a", 1), Node("s", op, ["k", "sizes", "a"], Number("num_split", 2)),
                Node("w", "Identity", ["s:1"]),
            ],
            "Tile" => [Two("a", 1, 2), Node("w", op, ["k", "a"])],
            "GatherV2" => [Two("a", 2, 0), Scalar("b", 0), Node("w", op, ["k", "a", "b"])],
            "Pad" => [Const("a", Tensor(Integer, [2, 2], Field(4, Ints(1, 0, 0, 0)))), Node("w", op, ["k", "a"])],
            "ReverseV2" => [ConstInts("a", 0), Node("w", op, ["k", "a"])],
            _ => [Scalar("a", 0), Node("w", "ConcatV2", ["k", "k", "a"])],
        };
        using var opened = Frozen([s_kernel, .. nodes, Multiplied("w")]);
        var weight = Assert.Single(
            opened.Checkpoint.Tensors, tensor => tensor.Role is { Purpose: TensorPurpose.Dense });
        Assert.Equal(expected, opened.Checkpoint.Read(weight.Name));
    }

    [Fact]
    public void Every_piece_of_a_split_is_a_weight()
    {
        using var opened = Frozen(
            s_kernel, Scalar("a", 1), Node("s", "Split", ["a", "k"], Number("num_split", 2)),
            Node("y", "MatMul", ["x", "s"]), Node("z", "MatMul", ["x", "s:1"]));
        Assert.Equal([0, 1, 4, 5, 8, 9], opened.Checkpoint.Read("s"));
        Assert.Equal([2, 3, 6, 7, 10, 11], opened.Checkpoint.Read("s:1"));
        Assert.Equal(TensorPurpose.NotAWeight, opened.Checkpoint.Tensor("k").Role!.Purpose);
    }

    /// <summary>Gates are known by the name of the kernel, and stay parts of it.</summary>
    [Fact]
    public void Gates_that_are_split_stay_in_their_kernel()
    {
        float[] values = [.. Enumerable.Range(0, 96).Select(at => (float)at)];
        using var opened = Saved(
            [("lstm/lstm_cell/kernel", [4, 8], values[..32]), ("lstm/lstm_cell/recurrent_kernel", [2, 8], values[..16]),
                ("lstm/lstm_cell/bias", [8], values[..8])],
            Scalar("a", 1), Node("s", "Split", ["a", "lstm/lstm_cell/kernel"], Number("num_split", 4)),
            Node("y", "MatMul", ["x", "s"]), Node("z", "MatMul", ["x", "s:1"]));
        Assert.Equal(TensorPurpose.Lstm, opened.Checkpoint.Tensor("lstm/lstm_cell/kernel").Role!.Purpose);
        Assert.DoesNotContain(opened.Checkpoint.Tensors, tensor => tensor.Name is "s" or "s:1");
    }

    [Theory]
    [InlineData("Einsum")]
    [InlineData("Fill")]
    [InlineData("GatherNd")]
    public void What_is_not_computed_is_named(string op)
    {
        using var opened = Frozen(
            s_kernel, F("s", [4], 1, 2, 3, 4), Node("w", op, ["k", "s"], Attribute("equation", Field(2, "ab,b->ab"))),
            Multiplied("w"));
        Assert.Equal($"it reaches MatMul through `{op}`, which is not computed", opened.Checkpoint.Tensor("k").Unread);
    }

    /// <summary>A kernel of one position has its two dimensions of 1, as the convolution takes it.</summary>
    [Fact]
    public void Dimensions_of_a_kernel_that_are_put_in()
    {
        using var opened = Frozen(
            s_kernel, Scalar("a", 0), Node("e", "ExpandDims", ["k", "a"]), Node("w", "ExpandDims", ["e", "a"]),
            Node("y", "Conv2D", ["x", "w"]));
        var tensor = opened.Checkpoint.Tensor("k");
        Assert.Equal(("[1, 1, 3, 4]", "kkio"), (tensor.Shape.ToString(), tensor.Role!.Axes));
    }

    private static double[] Whole() => [.. Enumerable.Range(0, 12).Select(at => (double)at)];

    private static byte[] Two(string name, int first, int second) => ConstInts(name, first, second);
}
