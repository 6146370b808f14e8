using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyGraphs;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Weights that a graph computes from variables, whose dimensions the checkpoint alone has.</summary>
public sealed class GraphVariableTests
{
    private static readonly float[] s_kernel = [3, 4, 0, 2, 4, 1];
    private static readonly float[] s_scales = [10, 100];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_vector_of_variables_scales_a_matrix_of_variables(bool isSaved)
    {
        using var opened = Open(
            isSaved, [("k", [3, 2], s_kernel), ("s", [2], s_scales)], Node("w", "Mul", ["k", "s"]), Multiplied("w"));
        Assert.Equal(s_kernel.Select((value, at) => (double)value * s_scales[at % 2]), opened.Checkpoint.Read("k"));
        Assert.Equal(
            ("io", "F32, computed by the graph"),
            (opened.Checkpoint.Tensor("k").Role!.Axes, opened.Checkpoint.Tensor("k").Encoding));
    }

    /// <summary>Eight bits between −6 and 6: the scale is 12/255, zero is level 128, and what lies outside is cut off.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rounded_variables(bool isSaved)
    {
        using var opened = Open(
            isSaved, [("k", [2, 2], [-7, 0.1f, 3, 9])], Node("w", "FakeQuantWithMinMaxArgs", ["k"]), Multiplied("w"));
        double scale = 12.0 / 255;
        double[] expected = [-128 * scale, 2 * scale, 64 * scale, 127 * scale];
        Assert.All(
            expected.Zip(opened.Checkpoint.Read("k")), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Masks_and_dimensions_of_variables(bool isSaved)
    {
        using var opened = Open(
            isSaved, [("k", [6], s_kernel), ("k/mask", [3, 2], [1, 0, 1, 1, 0, 1])], ConstInts("sides", 3, 2),
            Node("r", "Reshape", ["k", "sides"]), Node("w", "Mul", ["r", "k/mask"]), Multiplied("w"));
        var weight = Assert.Single(
            opened.Checkpoint.Tensors, tensor => tensor.Role is { Purpose: TensorPurpose.Dense });
        Assert.Equal("[3, 2]", weight.Shape.ToString());
        Assert.Equal([3, 0, 0, 2, 0, 1], opened.Checkpoint.Read(weight.Name));
    }

    [Fact]
    public void A_variable_that_is_not_stored_is_the_reason()
    {
        using var opened = Saved(
            [("k", [3, 2], s_kernel)], TinyGraphs.Variable("h", "gone"), Node("g", "ReadVariableOp", ["h"]),
            Node("w", "Mul", ["k", "g"]), Multiplied("w"));
        Assert.Equal(
            "it reaches MatMul through `gone`, which cannot be read", opened.Checkpoint.Tensor("k").Unread);
    }

    /// <summary>Functions that are saved beside the network, and that nobody calls, pass nothing.</summary>
    [Fact]
    public void Functions_that_nobody_calls_say_nothing()
    {
        byte[] inner = Function(
            "inner", ["x", "k"], NodeBody("r", "ReadVariableOp", ["k"]), NodeBody("w", "Neg", ["r:value:0"]),
            NodeBody("y", "MatMul", ["x", "w:y:0"]));
        byte[] outer = Function(
            "outer", ["x", "k"], NodeBody("y", "PartitionedCall", ["x", "k"], Call("f", "inner")));
        using var opened = Saved(
            [("k", [3, 2], s_kernel)], Node("y", "PartitionedCall", ["x", "k/handle"], Call("f", "inner")),
            Library(inner, outer));
        Assert.Equal(s_kernel.Select(value => -(double)value), opened.Checkpoint.Read("k"));
    }

    private static TinyGraphs Open(
        bool isSaved, (string Name, long[] Shape, float[] Values)[] variables, params byte[][] nodes) =>
        isSaved ? Saved(variables, nodes) : Version1(variables, nodes);
}
