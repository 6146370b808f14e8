using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Formats.TensorFlow;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Graphs and SavedModels that lie, each test named after the lie.</summary>
public sealed class GraphDefHostileTests
{
    [Fact]
    public void NodeLeavesTheFile() => Refuse(
        [.. Const("a", 2, 3), 0x0A, 0x7F, 0], "field 1 claims 127 bytes", "truncated");

    [Fact]
    public void FirstNodeLeavesTheFile() => Refuse(Const("a", 2, 3)[..^1], "an unknown format");

    [Fact]
    public void NameIsNoName() => Refuse(Node("a\n", "Const", []), "an unknown format");

    [Fact]
    public void OperationIsNoName() => Refuse(Node("a", "1 ", []), "an unknown format");

    [Fact]
    public void NodeHasNumbersWhereTextBelongs() =>
        Refuse([.. Field(1, Field(1, "a"), Field(2, 7))], "an unknown format");

    [Fact]
    public void OnnxIsNoSavedModel()
    {
        using var folder = new TempFolder();
        using var file = new DiskSource(folder.Write(
            "x.pb", [.. Field(1, 7), .. Field(2, "pytorch"), .. Field(7, Field(1, Field(1, "x")))]));
        Assert.Equal("ONNX", CheckpointFormats.Detect(file).Name);
    }

    [Fact]
    public void ContentIsShorterThanTheShape() => Refuse(
        Const("a", Tensor(Float, [2, 2], Field(4, Floats(1, 2, 3)))),
        "tensor `a`: shape [2, 2] of F32 needs 16 bytes, the constant holds 12");

    [Fact]
    public void ContentIsLongerThanTheShape() => Refuse(
        Const("a", Tensor(Float, [1], Field(4, Floats(1, 2, 3)))), "needs 4 bytes, the constant holds 12");

    [Fact]
    public void OneValueIsRepeatedBeyondMeasure() => Refuse(
        Const("a", Tensor(Float, [1 << 15, 1 << 15], Field(5, Floats(1)))),
        "repeats what", "at most 1,048,576 elements may come by repetition");

    [Fact]
    public void NoValueIsRepeatedBeyondMeasure() =>
        Refuse(Const("a", Tensor(Float, [1L << 40])), "at most 1,048,576 elements may come by repetition");

    [Theory]
    [InlineData(long.MaxValue, 3, "more elements than fit in 63 bits")]
    [InlineData(-1, 3, "whose shape has an open dimension")]
    [InlineData(long.MinValue, 1, "whose shape has an open dimension")]
    public void ShapeIsNone(long first, long second, string fact) =>
        Refuse(Const("a", Tensor(Float, [first, second], Field(5, Floats(1)))), fact);

    [Fact]
    public void RankIs65() => Refuse(
        Const("a", Tensor(Float, [.. Enumerable.Repeat(1L, 65)], Field(5, Floats(1)))), "more than 64 dimensions");

    [Fact]
    public void ListedValueHasNoEnd() => Refuse(
        Const("a", Tensor(Integer, [3], Field(7, new byte[] { 0xff, 0xff }))), "its data is damaged or ends early");

    [Fact]
    public void PackedValuesEndInsideOfOne() => Refuse(
        Const("a", Tensor(Float, [3], Field(5, new byte[] { 1, 2, 3 }))), "its data is damaged or ends early");

    [Fact]
    public void TwoConstantsOfOneName() =>
        Refuse(Graph(Const("a", 2), Const("a", 2)), "tensor `a`: two constants of the graph have this name");

    [Fact]
    public void NameIsNotUtf8() => Refuse(
        [.. Const("a", 2), .. Field(1, Field(1, [0xff]), Field(2, "Const"))], "field 1 is not UTF-8");

    [Fact]
    public void ReferencesGoRoundInCircles() => Opens(Graph(
        Const("w", 2, 3), Node("a", "Identity", ["b"]), Node("b", "Identity", ["a"]),
        Node("self", "Identity", ["self"]),
        Node("y", "MatMul", ["a", "b"]), Node("z", "MatMul", ["self", "self"]), Node("m", "Mul", ["m", "m"]),
        Node("n", "MatMul", ["n", "m"])));

    [Fact]
    public void FunctionsCallThemselves() => Opens(Graph(
        Const("w", 2, 3), Node("y", "f", ["w"]),
        Library(
            Function("f", ["a"], NodeBody("g", "g", ["a"]), NodeBody("m", "MatMul", ["x", "a"])),
            Function("g", ["a"], NodeBody("f", "f", ["a"]), NodeBody("i", "Identity", ["i"])),
            Function("", []), Function("", ["a"]))));

    [Fact]
    public void ChainOfAHundredThousandReads()
    {
        byte[][] nodes = [.. Enumerable.Range(1, 100_000).Select(i => Node($"n{i}", "Identity", [$"n{i - 1}"]))];
        Opens([.. Const("n0", 2, 3), .. Graph(nodes), .. Node("y", "MatMul", ["x", "n100000"])], "io");
    }

    [Fact]
    public void EveryFunctionIsCalledByEveryNode()
    {
        string[] arguments = [.. Enumerable.Range(0, 200).Select(i => $"a{i}")];
        byte[] functions = Library([.. Enumerable.Range(0, 200).Select(i => Function($"f{i}", arguments))]);
        byte[][] calls = [.. Enumerable.Range(0, 200).Select(i => Call("f", $"f{i}"))];
        string[] inputs = [.. Enumerable.Repeat("w", 200)];
        byte[][] nodes = [.. Enumerable.Range(0, 300).Select(i => Node($"n{i}", "Call", inputs, calls))];
        using var file = new TinyFile("m.pb", [.. Const("w", 2, 3), .. Graph(nodes), .. functions]);
        Assert.Contains("the graph is too deep to follow", file.Checkpoint.Metadata["roles"], StringComparison.Ordinal);
    }

    /// <summary>None of what they pass is there, so that nothing is passed, very often.</summary>
    [Fact]
    public void EveryFunctionIsCalledWithNothing()
    {
        string[] arguments = [.. Enumerable.Range(0, 200).Select(i => $"a{i}")];
        byte[] functions = Library([.. Enumerable.Range(0, 200).Select(i => Function($"f{i}", arguments))]);
        byte[][] calls = [.. Enumerable.Range(0, 200).Select(i => Call("f", $"f{i}"))];
        byte[][] nodes = [.. Enumerable.Range(0, 300).Select(i => Node($"n{i}", "Call", arguments, calls))];
        using var file = new TinyFile("m.pb", [.. Const("w", 2, 3), .. Graph(nodes), .. functions]);
        Assert.True(file.Checkpoint.Metadata.ContainsKey("roles"));
    }

    [Fact]
    public void PermutationIsNone()
    {
        foreach (int[] order in new int[][] { [0, 0], [5, 1], [-1, 0], [0], [1, 0, 2] })
        {
            Opens(Graph(Const("w", 2, 3), ConstInts("p", order), Node("t", "Transpose", ["w", "p"]), Node(
                "y", "MatMul", ["x", "t"])));
        }
    }

    [Fact]
    public void AxisIsNone()
    {
        foreach (int axis in new[] { 9, -9, int.MinValue, int.MaxValue })
        {
            Opens(Graph(Const("w", 2, 3, 4), ConstInts("p", axis), Node("t", "ExpandDims", ["w", "p"]), Node(
                "y", "Conv2D", ["x", "t"])));
        }
    }

    [Fact]
    public void GraphHoldsNoneOfItsVariables() => Refuse(
        Node("w", "VariableV2", []), "is a graph of 1 variables without their values", "open the checkpoint");

    [Fact]
    public void VariablesOfASavedModelAreMissing() => Refuse(
        SavedModel(Graph(Variable("w"))), "no `variables/variables.index` beside it",
        "keep `saved_model.pb` and `variables/` together");

    [Fact]
    public void ConstantHasTheNameOfAVariable()
    {
        using var folder = new TempFolder();
        folder.Write("variables/variables.data-00000-of-00001", new byte[4]);
        folder.Write(
            "variables/variables.index", Table(("", BundleHeader(1)), ("w", BundleEntry(Float, [1], 0, 0, 4))));
        Refused.Path(
            folder.Write("saved_model.pb", SavedModel(Graph(Const("w", 1)))),
            "tensor `w`: a constant of the graph and a variable have this name");
    }

    [Fact]
    public void LayersOfKerasAreNoJson()
    {
        using var folder = new TempFolder();
        folder.Write("variables/variables.data-00000-of-00001", new byte[4]);
        folder.Write(
            "variables/variables.index", Table(("", BundleHeader(1)), ("w", BundleEntry(Float, [1], 0, 0, 4))));
        folder.Write("keras_metadata.pb", Field(1, Field(5, new string('[', 100_000))));
        Refused.Path(
            folder.Write("saved_model.pb", SavedModel(Graph(Variable("w")))), "a layer's description is not JSON");
    }

    [Fact]
    public void NodesAreCapped() => Assert.InRange(GraphReader.MaxNodes, 1_000_000, 10_000_000);

    private static void Refuse(byte[] graph, params string[] facts) => Refused.Bytes("m.pb", graph, facts);

    /// <summary>Nothing is wrong with it for who only reads numbers.</summary>
    private static void Opens(byte[] graph, string? axes = null)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.pb", graph));
        Assert.NotEmpty(checkpoint.Tensors);
        if (axes is not null)
        {
            Assert.Equal(axes, checkpoint.Tensors[0].Role!.Axes);
        }
    }
}
