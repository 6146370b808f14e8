using Heavytail.Files;
using Heavytail.Formats.Onnx;
using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.Onnx.OnnxHostileTests;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Graphs, nodes and calls that would take very long, or that contradict themselves.</summary>
public sealed class OnnxGraphHostileTests
{
    [Fact]
    public void GraphsAreNestedAThousandDeep()
    {
        var graph = new TinyOnnx().Counting("w", 1);
        for (int i = 0; i < 1000; i++)
        {
            graph = new TinyOnnx().Node("If c -> y", TinyOnnx.Graphs("then_branch", graph.Graph));
        }

        Refuse(graph, "graphs are nested more than 32 deep");
    }

    [Fact]
    public void NodesGoInCircles()
    {
        var model = new TinyOnnx().Counting("w", 2, 2).Node("Identity a -> a").Node("Transpose b -> c")
            .Node("Transpose c -> b")
            .Node("MatMul a b -> y").Node("Concat j j -> j").Node("Slice j w w w -> j").Node("Add j w -> z");
        AreRead(model);
    }

    /// <summary>Each function calls the next one twice: 2^40 nodes if all were visited.</summary>
    [Fact]
    public void FunctionsCallEachOtherExponentially()
    {
        var model = new TinyOnnx().Counting("w", 2, 2).Node("local:f0 w -> y");
        for (int i = 0; i < 40; i++)
        {
            var body = new TinyOnnx();
            for (int call = 0; call < 16; call++)
            {
                body.Node($"local:f{i + 1} a -> y{call}");
            }

            model.After(25, TinyOnnx.Function("local", $"f{i}", body, "a"));
        }

        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Contains("the graph is too deep to follow", file.Checkpoint.Metadata["roles"], StringComparison.Ordinal);
        using var bytes = new DiskSource(file.Checkpoint.Path);
        var roles = new OnnxRoles(OnnxModelReader.Read(bytes), new OnnxTracer(_ => null));
        roles.Assign();
        Assert.InRange(roles.Visits, 50_000, 51_000);
    }

    /// <summary>Any of them may be what scales an integer product.</summary>
    [Fact]
    public void ManyNodesTakeTheSumOfManyProducts()
    {
        var model = new TinyOnnx().Raw("w", TinyOnnx.U8, [2, 2], 1, 2, 3, 4).Raw("z", TinyOnnx.U8, [], 0);
        for (int i = 0; i < 30_000; i++)
        {
            model.Node("MatMulInteger x w _ z -> y").Node("Relu y -> t");
        }

        AreRead(model.Node("Mul " + string.Concat(Enumerable.Repeat("y ", 30_000)) + "-> s"));
    }

    /// <summary>A number for each of a name would be looked for from the first on.</summary>
    [Fact]
    public void ManyBranchesHaveTensorsOfOneName()
    {
        var model = new TinyOnnx();
        for (int i = 0; i < 20_000; i++)
        {
            model.Node("If c -> y", TinyOnnx.Graphs("then_branch", new TinyOnnx().Counting("w", 1).Graph));
        }

        var watch = ThreadClock.StartNew();
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(20_000, file.Checkpoint.Tensors.DistinctBy(tensor => tensor.Name).Count());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }

    [Fact]
    public void NodeOfManyAttributesIsTakenVeryOften() => AreRead(new TinyOnnx().Counting("w", 2, 2)
        .Node("Transpose w -> t", [.. Enumerable.Range(0, 30_000).Select(i => TinyOnnx.Int("a", i))])
        .Node("Add " + string.Concat(Enumerable.Repeat("t ", 30_000)) + "-> s"));

    /// <summary>
    /// The name is part of what each tensor in the branch would be called, were there two of its name.
    /// </summary>
    [Fact]
    public void BranchOfManyNodesHasALongName()
    {
        var branch = new TinyOnnx();
        for (int i = 0; i < 10_000; i++)
        {
            branch.Node("Relu x -> y");
        }

        AreRead(new TinyOnnx().Node(
            "If c -> y", new TinyProto().Text(1, new string('n', 1 << 20)).Message(6, branch.Graph)));
    }

    [Fact]
    public void FunctionCallsItself() => AreRead(new TinyOnnx().Counting("w", 2, 2).Node("local:f w -> y")
        .After(25, TinyOnnx.Function("local", "f", new TinyOnnx().Node("local:f a -> y"), "a")));

    /// <summary>One Concat of very many inputs, taken by very many nodes.</summary>
    [Fact]
    public void ManyNodesTakeOneOfManyInputs()
    {
        var model = new TinyOnnx().Counting("w", 2, 2)
            .Node("Concat " + string.Concat(Enumerable.Repeat("w ", 20_000)) + "-> j");
        for (int i = 0; i < 20_000; i++)
        {
            model.Node("Relu j -> y");
        }

        AreRead(model);
    }

    [Theory]
    [InlineData(new long[] { 0, 0 })]
    [InlineData(new long[] { 7 })]
    [InlineData(new long[] { -9, 1 })]
    [InlineData(new long[] { long.MinValue, long.MaxValue })]
    public void AxesAreImpossible(long[] axes)
    {
        foreach (string node in new[] { "Unsqueeze w axes -> u", "Squeeze w axes -> u", "Reshape w axes -> u", "Slice w axes axes axes axes -> u" })
        {
            AreRead(new TinyOnnx().Counting("w", 2, 2).Integers("axes", axes).Node(node).Node("Concat u u -> v").Node("MatMul x u -> y")
                .Node("Transpose w -> t", TinyOnnx.Ints("perm", axes)).Node("LSTM x t v -> z"));
        }
    }
}
