using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>What lies between a constant or a variable and the operation that multiplies by it.</summary>
public sealed class GraphChainTests
{
    private static readonly byte[] s_kernel = Floats("k", [3, 2], 3, 4, 0, 2, 4, 1);

    /// <summary>g·v/√(Σv²), the norm of each column; columns have the squares 9 + 0 + 16 and 16 + 4 + 1.</summary>
    [Theory]
    [InlineData("Sum", "Square", "Rsqrt")]
    [InlineData("Sum", "Mul", "Sqrt")]
    public void Weight_norm_is_computed(string sum, string square, string root)
    {
        bool divides = root == "Sqrt";
        byte[] graph = Graph(
            s_kernel, Floats("g", [2], 5, 2), ConstInts("axes", 0), Node("read", "Identity", ["k"]),
            Node("sq", square, square == "Mul" ? ["read", "read"] : ["read"]),
            Node("s", sum, ["sq", "axes"], Flag("keep_dims")), Node("r", root, ["s"]),
            Node("n", divides ? "RealDiv" : "Mul", ["read", "r"]), Node("w", "Mul", ["n", "g"]),
            Node("y", "MatMul", ["x", "w"]));
        using var opened = Open(graph);
        var tensor = opened.Checkpoint.Tensor("k");
        Assert.Equal((TensorPurpose.Dense, "io", "F32, computed by the graph"), (
            tensor.Role!.Purpose, tensor.Role.Axes, tensor.Encoding));
        double a = 5 / Math.Sqrt(25);
        double b = 2 / Math.Sqrt(21);
        AssertNear([3 * a, 4 * b, 0, 2 * b, 4 * a, b], opened.Checkpoint.Read("k"));
    }

    [Fact]
    public void A_vector_scales_the_outputs()
    {
        using var opened = Open(Graph(
            s_kernel, Floats("g", [1, 2], 10, 100), Node("w", "Mul", ["k", "g"]), Node("y", "MatMul", ["x", "w"])));
        Assert.Equal([30, 400, 0, 200, 40, 100], opened.Checkpoint.Read("k"));
        var g = opened.Checkpoint.Tensor("g");
        Assert.Equal("an operand of what the graph computes `k` from", g.Role!.Operator);
    }

    [Theory]
    [InlineData("Mul", "MatMul", new long[] { 3, 2 }, new double[] { 3, 0, 0, 2, 4, 0 })]
    [InlineData("Mul", "Conv2D", new long[] { 1, 1, 3, 2 }, new double[] { 3, 0, 0, 2, 4, 0 })]
    public void A_mask_is_multiplied(string op, string user, long[] shape, double[] expected)
    {
        using var opened = Open(Graph(
            Floats("m", shape, 1, 0, 1, 1, 1, 0), Floats("k", shape, 3, 4, 0, 2, 4, 1),
            Node("w", op, ["m", "k"]), Node("y", user, ["x", "w"])));
        Assert.Equal(expected, opened.Checkpoint.Read("k"));
        Assert.Equal(user, opened.Checkpoint.Tensor("k").Role!.Operator);
        var mask = opened.Checkpoint.Tensor("m");
        Assert.Equal("an operand of what the graph computes `k` from", mask.Role!.Operator);
    }

    /// <summary>tf.quantization.fake_quant_with_min_max_vars of eight bits between −1 and 1, by numpy in F32.</summary>
    [Fact]
    public void Rounded_weights_are_what_the_network_multiplies_by()
    {
        byte[] weight = Floats("k", [2, 2], 0.1f, -0.5f, 2f, 0.003f);
        double step = (float)(2 / 255.0);
        double[] expected = [13 * step, -64 * step, 128 * step, 0];
        foreach (byte[] node in new[]
        {
            Node("w", "FakeQuantWithMinMaxVars", ["k", "least", "most"], Number("num_bits", 8)),
            Node("w", "FakeQuantWithMinMaxVarsPerChannel", ["k", "leasts", "mosts"], Number("num_bits", 8)),
            Node("w", "FakeQuantWithMinMaxArgs", ["k"], Single("min", -1), Single("max", 1)),
        })
        {
            using var opened = Open(Graph(
                weight, Floats("least", [], -1), Floats("most", [], 1), Floats("leasts", [2], -1, -1),
                Floats("mosts", [2], 1, 1), node, Node("y", "MatMul", ["x", "w"])));
            AssertNear(expected, opened.Checkpoint.Read("k"));
            Assert.Equal("io", opened.Checkpoint.Tensor("k").Role!.Axes);
        }
    }

    [Fact]
    public void A_range_without_extent_gives_zeros()
    {
        using var opened = Open(Graph(
            s_kernel, Floats("zero", [], 0), Node("w", "FakeQuantWithMinMaxVars", ["k", "zero", "zero"]),
            Node("y", "MatMul", ["x", "w"])));
        Assert.Equal([0, 0, 0, 0, 0, 0], opened.Checkpoint.Read("k"));
    }

    [Fact]
    public void Reshapes_turns_and_casts_give_the_shape_that_is_multiplied()
    {
        using var opened = Open(Graph(
            Floats("k", [1, 6], 3, 4, 0, 2, 4, 1), ConstInts("sides", 3, -1), ConstInts("order", 1, 0),
            Node("c", "Cast", ["k"], TypeOf("DstT", 1)), Node("r", "Reshape", ["c", "sides"]),
            Node("t", "Transpose", ["r", "order"]), Node("i", "Identity", ["t"]),
            Node("y", "MatMul", ["x", "i"], Flag("transpose_b"))));
        var tensor = opened.Checkpoint.Tensor("k");
        Assert.Equal(("[2, 3]", "oi"), (tensor.Shape.ToString(), tensor.Role!.Axes));
        Assert.Equal([3, 0, 4, 4, 2, 1], opened.Checkpoint.Read("k"));
    }

    [Theory]
    [InlineData("Erf")]
    [InlineData("QuantizeAndDequantizeV3")]
    public void What_is_not_computed_is_named(string op)
    {
        using var opened = Open(Graph(s_kernel, Node("w", op, ["k"]), Node("y", "MatMul", ["x", "w"])));
        Assert.Equal(
            $"it reaches MatMul through `{op}`, which is not computed", opened.Checkpoint.Tensor("k").Unread);
    }

    [Fact]
    public void A_weight_that_is_used_as_it_is_stored_too_stays_beside_what_is_computed()
    {
        using var opened = Open(Graph(
            s_kernel, Floats("two", [], 2), Node("twice", "Mul", ["k", "two"]), Node("y", "MatMul", ["x", "twice"]),
            Node("z", "MatMul", ["x", "k"])));
        Assert.Equal([3, 4, 0, 2, 4, 1], opened.Checkpoint.Read("k"));
        Assert.Equal([6, 8, 0, 4, 8, 2], opened.Checkpoint.Read("twice"));
    }

    [Fact]
    public void What_depends_on_the_input_leaves_the_kernel_a_kernel()
    {
        using var opened = Open(Graph(
            s_kernel, Node("x", "Placeholder", []), Node("w", "Mul", ["k", "x"]), Node("y", "MatMul", ["x", "w"])));
        var tensor = opened.Checkpoint.Tensor("k");
        Assert.Equal(("io", "F32"), (tensor.Role!.Axes, tensor.Encoding));
        Assert.Equal([3, 4, 0, 2, 4, 1], opened.Checkpoint.Read("k"));
    }

    [Fact]
    public void Variables_of_a_SavedModel_are_computed_with_through_calls()
    {
        using var folder = new TempFolder();
        folder.Write("m/variables/variables.data-00000-of-00001", TinyTensorFlow.Floats(10, 100, 3, 4, 0, 2, 4, 1));
        folder.Write("m/variables/variables.index", Table(
            ("", BundleHeader(1)),
            ("g", BundleEntry(Float, [2], 0, 0, 8)),
            ("k", BundleEntry(Float, [3, 2], 0, 8, 24))));
        byte[] graph = Graph(
            Variable("g", 2), Variable("k", 3, 2), Node("y", "PartitionedCall", ["x", "k", "g"], Call("f", "inner")),
            Library(Function(
                "inner", ["x", "k", "g"], NodeBody("r", "ReadVariableOp", ["k"]),
                NodeBody("s", "ReadVariableOp", ["g"]),
                NodeBody("w", "Mul", ["r:value:0", "s:value:0"]), NodeBody("y", "MatMul", ["x", "w:z:0"]))));
        using var checkpoint = Checkpoint.Open(folder.Write("m/saved_model.pb", SavedModel(graph)));
        Assert.Equal([30, 400, 0, 200, 40, 100], checkpoint.Read("k"));
        Assert.Equal("io", checkpoint.Tensor("k").Role!.Axes);
    }

    /// <summary>A value that is doubled again and again would be computed without end.</summary>
    [Fact]
    public void Chains_that_double_themselves_are_cut()
    {
        byte[][] nodes = [.. Enumerable.Range(1, 60).Select(
            step => Node($"n{step}", "Add", [$"n{step - 1}", $"n{step - 1}"]))];
        using var opened = Open(Graph(
            [Floats("n0", [3, 2], 3, 4, 0, 2, 4, 1), .. nodes, Node("y", "MatMul", ["x", "n60"])]));
        Assert.Equal([3, 4, 0, 2, 4, 1], opened.Checkpoint.Read("n0"));
    }

    private static void AssertNear(double[] expected, IReadOnlyList<double> found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));

    private static byte[] Floats(string name, long[] shape, params float[] values) =>
        Const(name, Tensor(Float, shape, Field(4, TinyTensorFlow.Floats(values))));

    private static byte[] Number(string key, long value) => Attribute(key, Field(3, value));

    private static byte[] TypeOf(string key, long type) => Attribute(key, Field(6, type));

    private static byte[] Single(string key, float value) =>
        Attribute(key, Fixed32(4, BitConverter.SingleToUInt32Bits(value)));

    private static byte[] Variable(string name, params long[] shape) => Node(
        name, "VarHandleOp", [], Attribute("shared_name", Field(2, name)), Attribute("shape", Field(7, Shape(shape))));

    private static Opened Open(byte[] graph)
    {
        var folder = new TempFolder();
        return new Opened(folder, Checkpoint.Open(folder.Write("x.pb", graph)));
    }

    private sealed record Opened(TempFolder Folder, Checkpoint Checkpoint) : IDisposable
    {
        public void Dispose()
        {
            Checkpoint.Dispose();
            Folder.Dispose();
        }
    }
}
