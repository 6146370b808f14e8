using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyGraphs;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Weights that come out of functions: what a function returns is what its caller multiplies by.</summary>
public sealed class GraphReturnTests
{
    private static readonly float[] s_kernel = [3, 4, 0, 2, 4, 1];

    [Theory]
    [InlineData("PartitionedCall")]
    [InlineData("StatefulPartitionedCall")]
    [InlineData("negated")]
    public void What_a_function_computes_is_the_weight(string op)
    {
        byte[] function = Function(
            "negated", ["k"], ["w:y:0"], NodeBody("r", "ReadVariableOp", ["k"]), NodeBody("w", "Neg", ["r:value:0"]));
        byte[][] attributes = op == "negated" ? [] : [Call("f", "negated")];
        using var opened = Saved(
            [("k", [3, 2], s_kernel)], Node("c", op, ["k/handle"], attributes), Multiplied("c"), Library(function));
        Assert.Equal(s_kernel.Select(value => -(double)value), opened.Checkpoint.Read("k"));
        Assert.Equal(
            ("io", "F32, computed by the graph"),
            (opened.Checkpoint.Tensor("k").Role!.Axes, opened.Checkpoint.Tensor("k").Encoding));
    }

    [Fact]
    public void What_a_function_only_reads_has_the_role_of_its_caller()
    {
        byte[] inner = Function("inner", ["k"], ["r:value:0"], NodeBody("r", "ReadVariableOp", ["k"]));
        byte[] outer = Function(
            "outer", ["k"], ["c:output:0"], NodeBody("c", "PartitionedCall", ["k"], Call("f", "inner")));
        using var opened = Saved(
            [("table", [3, 2], s_kernel)],
            Node("c", "StatefulPartitionedCall", ["table/handle"], Call("f", "outer")), Multiplied("c"),
            Library(inner, outer));
        var tensor = Assert.Single(opened.Checkpoint.Tensors);
        Assert.Equal(("io", "F32"), (tensor.Role!.Axes, tensor.Encoding));
        Assert.Equal(s_kernel.Select(value => (double)value), opened.Checkpoint.Read("table"));
    }

    [Fact]
    public void Each_output_is_its_own()
    {
        byte[] function = Function(
            "two", ["a", "b"], ["a", "n:y:0", "a"], NodeBody("r", "ReadVariableOp", ["b"]),
            NodeBody("n", "Neg", ["r:value:0"]));
        using var opened = Saved(
            [("a", [3, 2], s_kernel), ("b", [2, 3], s_kernel)],
            Node("c", "PartitionedCall", ["a", "b/handle"], Call("f", "two")), Node("y", "MatMul", ["x", "c"]),
            Node("z", "MatMul", ["y", "c:1"]), Library(function));
        Assert.Equal(s_kernel.Select(value => (double)value), opened.Checkpoint.Read("a"));
        Assert.Equal(s_kernel.Select(value => -(double)value), opened.Checkpoint.Read("b"));
    }

    /// <summary>Nothing that a function says of itself is believed.</summary>
    [Theory]
    [InlineData("c:output:0")]
    [InlineData("gone:y:0")]
    [InlineData("")]
    [InlineData("k")]
    public void Functions_that_return_nothing_or_themselves(string returned)
    {
        byte[] function = Function(
            "f", ["k"], [returned], NodeBody("c", "PartitionedCall", ["k"], Call("f", "f")));
        using var opened = Saved(
            [("k", [3, 2], s_kernel)], Node("c", "PartitionedCall", ["k"], Call("f", "f")), Multiplied("c"),
            Node("z", "MatMul", ["x", "c:7"]), Library(function));
        Assert.Equal(s_kernel.Select(value => (double)value), opened.Checkpoint.Read("k"));
    }
}
