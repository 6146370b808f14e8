using System.Globalization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>What the nodes of a graph say of the tensors they take.</summary>
public sealed class OnnxRoleTests
{
    public static TheoryData<string, string, long[], string> Users => new()
    {
        { "Conv x w -> y", "", [4, 3, 2, 2], "Convolution oikk Conv" },
        { "Conv x w -> y", "", [4, 3, 2], "Convolution oik Conv" },
        { "Conv x w -> y", "", [4, 3, 1, 1, 1], "Convolution oikkk Conv" },
        { "Conv x w -> y", "group 2", [4, 3, 2, 2], "Convolution oikk Conv groups 2" },
        { "Conv x w -> y", "group 3", [4, 3, 2, 2], "Convolution oikk Conv" },
        { "Conv x w -> y", "group 3", [6, 1, 2, 2], "DepthwiseConvolution c1kk Conv" },
        { "Conv x w -> y", "", [6, 1, 2, 2], "Convolution oikk Conv" },
        { "Conv x k w -> y", "", [1, 6], "NotAWeight Conv" },
        { "ConvTranspose x w -> y", "group 2", [4, 3, 2, 2], "TransposedConvolution iokk ConvTranspose groups 2" },
        { "ConvTranspose x w -> y", "group 4", [4, 1, 2, 2], "DepthwiseConvolution c1kk ConvTranspose" },
        { "ConvTranspose x w -> y", "group 2", [4, 1, 2, 2], "TransposedConvolution iokk ConvTranspose groups 2" },
        { "DeformConv x w o b -> y", "", [4, 3, 2, 2], "Convolution oikk DeformConv" },
        { "Gemm x w b -> y", "", [4, 3], "Dense io Gemm" },
        { "Gemm x w b -> y", "transB 1", [4, 3], "Dense oi Gemm" },
        { "Gemm w x b -> y", "", [4, 3], "Dense oi Gemm" },
        { "Gemm w x b -> y", "transA 1", [4, 3], "Dense io Gemm" },
        { "Gemm x k w -> y", "", [1, 3], "NotAWeight Gemm" },
        { "MatMul x w -> y", "", [4, 3], "Dense io MatMul" },
        { "MatMul w x -> y", "", [4, 3], "Dense oi MatMul" },
        { "MatMul x w -> y", "", [2, 4, 3], "Dense sio MatMul" },
        { "MatMul x w -> y", "", [1, 2, 4, 3], "Dense 1sio MatMul" },
        { "Gather w x -> y", "", [4, 3], "Embedding oi Gather" },
        { "Gather w x -> y", "axis 1", [4, 3], "" },
        { "Gather x w -> y", "", [4, 3], "" },
        { "LSTM x w r b -> y", "", [1, 8, 3], "Lstm 1oi LSTM i,o,f,c" },
        { "LSTM x w r b -> y", "", [2, 8, 3], "Lstm soi LSTM i,o,f,c of direction" },
        { "LSTM x k w -> y", "", [1, 8, 2], "Lstm 1oi LSTM i,o,f,c" },
        { "LSTM x k k w -> y", "", [1, 16], "NotAWeight LSTM" },
        { "GRU x w r b -> y", "", [2, 6, 3], "Gru soi GRU z,r,h of direction" },
        { "RNN x w r b -> y", "", [1, 2, 3], "Rnn 1oi RNN" },
        { "com.microsoft:Attention x w b -> y", "", [4, 6], "Dense io Attention q,k,v" },
        { "com.microsoft:MoE x p w b -> y", "", [2, 4, 3], "Dense soi MoE of expert" },
        { "com.microsoft:FusedConv x w b -> y", "", [4, 3, 2, 2], "Convolution oikk FusedConv" },
        { "com.microsoft:FusedMatMul x w -> y", "transB 1", [4, 3], "Dense oi FusedMatMul" },
        { "com.microsoft:FusedMatMul w x -> y", "transA 1", [4, 3], "Dense io FusedMatMul" },
        { "com.microsoft:EmbedLayerNormalization x x w -> y", "", [4, 3], "Embedding oi EmbedLayerNormalization" },
        { "com.microsoft:RotaryEmbedding x p w -> y", "", [4, 3], "NotAWeight RotaryEmbedding" },
        { "com.microsoft:Unheard x w -> y", "", [4, 3], "" },
        { "org.example:Conv x w -> y", "", [4, 3, 2, 2], "" },
        { "Add x w -> y", "", [4, 3], "NotAWeight Add" },
        { "Mul w k -> y", "", [4, 3], "" },
        { "Slice w s e -> y", "", [4, 3], "" },
        { "Relu x -> y", "", [4, 3], "" },
    };

    [Theory]
    [MemberData(nameof(Users))]
    public void NodesSayWhatAWeightDoes(string node, string attribute, long[] sides, string expected)
    {
        var model = new TinyOnnx().Counting("w", sides).Counting("k", 1, 1, 1)
            .Node(node, attribute.Split(' ') is [var name, var value] ? [TinyOnnx.Int(name, long.Parse(value, CultureInfo.InvariantCulture))] : []);
        Assert.Equal($"F32 [{string.Join(", ", sides)}] {expected}".TrimEnd(), Line(model));
    }

    [Fact]
    public void SizesOfQueryKeyAndValue()
    {
        var model = new TinyOnnx().Counting("w", 4, 8)
            .Node("com.microsoft:Attention x w -> y", TinyOnnx.Ints("qkv_hidden_sizes", 2, 2, 4));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal([("q", 2), ("k", 2), ("v", 4)], file["w"].Role!.Parts.Select(part => (part.Name, part.Outputs)));
    }

    [Theory]
    [InlineData("abi,io->abo", new long[] { 4, 3 }, " Dense io Einsum")]
    [InlineData("abi, oi -> abo", new long[] { 4, 3 }, " Dense oi Einsum")]
    [InlineData("bsi,sio->bso", new long[] { 2, 4, 3 }, " Dense sio Einsum")]
    [InlineData("bij,ijo->bo", new long[] { 2, 4, 3 }, " Dense iio Einsum")]
    [InlineData("bsi,ihd->bshd", new long[] { 4, 2, 3 }, " Dense ioo Einsum")]
    [InlineData("bi,ij->b", new long[] { 4, 3 }, "")]
    [InlineData("ai,io", new long[] { 4, 3 }, "")]
    [InlineData("", new long[] { 4, 3 }, "")]
    public void Einsum(string equation, long[] sides, string expected)
    {
        var model = new TinyOnnx().Counting("w", sides).Node("Einsum x w -> y", TinyOnnx.Text("equation", equation));
        Assert.Equal($"F32 [{string.Join(", ", sides)}]{expected}", Line(model));
    }

    /// <summary>
    /// What Where puts in place of what the network computes is a mask; of two stored ones either may be a weight.
    /// </summary>
    [Theory]
    [InlineData("Where c x w -> h", "MatMul h v -> y", "F32 [4, 4] NotAWeight Where")]
    [InlineData("Where c w x -> h", "Gemm h v -> y", "F32 [4, 4] NotAWeight Where")]
    [InlineData("Where c w w -> h", "MatMul x h -> y", "F32 [4, 4]")]
    public void ConstantsOfWhere(string where, string use, string expected)
    {
        var model = new TinyOnnx().Counting("w", 4, 4).Counting("v", 4, 2).Node(where).Node(use);
        Assert.Equal(expected, Line(model));
    }

    [Fact]
    public void TransposedBeforeItIsUsed()
    {
        Assert.Equal("F32 [2, 2, 3, 4] Convolution kkio Conv", Line(new TinyOnnx().Counting("w", 2, 2, 3, 4)
            .Node("Transpose w -> t", TinyOnnx.Ints("perm", 3, 2, 0, 1)).Node("Conv x t -> y")));
        Assert.Equal("F32 [4, 3] Dense oi MatMul", Line(new TinyOnnx().Counting("w", 4, 3)
            .Node("Cast w -> c").Node("Transpose c -> t").Node("Identity t -> u").Node("MatMul x u -> y")));
        Assert.Equal("it reaches MatMul through `Transpose`, which is not computed", Reason(
            new TinyOnnx().Counting("w", 4, 3)
                .Node("Transpose w -> t", TinyOnnx.Ints("perm", 0, 0)).Node("MatMul x t -> y")));
    }

    [Fact]
    public void SidesOfOnePutInAndTakenOut()
    {
        Assert.Equal("F32 [8, 3] Lstm oi LSTM i,o,f,c", Line(new TinyOnnx().Counting("w", 8, 3).Integers("axes", 0)
            .Node("Unsqueeze w axes -> u").Node("LSTM x u r -> y")));
        Assert.Equal("F32 [1, 4, 3] Dense 1io MatMul", Line(new TinyOnnx().Counting("w", 1, 4, 3)
            .Node("Squeeze w -> u", TinyOnnx.Ints("axes", 0)).Node("MatMul x u -> y")));
        Assert.Equal("F32 [4, 3, 1] Dense oi1 Gemm", Line(new TinyOnnx().Counting("w", 4, 3, 1).Integers("to", 0, -1)
            .Node("Reshape w to -> u").Node("Gemm x u -> y", TinyOnnx.Int("transB", 1))));
        Assert.Equal("F32 [4, 3, 1] Convolution oik Conv", Line(new TinyOnnx().Counting("w", 4, 3)
            .Integers("to", 4, 3, 1)
            .Node("Reshape w to -> u").Node("Conv x u -> y")));
        Assert.Equal("F32 [2, 6] Dense io MatMul", Line(new TinyOnnx().Counting("w", 4, 3).Integers("to", 2, 6)
            .Node("Reshape w to -> u").Node("MatMul x u -> y")));
    }

    /// <summary>
    /// CNTK's and Keras' exporters flatten the kernel that follows a convolution on its way to MatMul.
    /// </summary>
    [Fact]
    public void SidesThatAReshapeJoins()
    {
        Assert.Equal("F32 [4, 2, 3, 5] Dense iiio MatMul", Line(new TinyOnnx().Counting("w", 4, 2, 3, 5)
            .Integers("to", 24, 5).Node("Reshape w to -> u").Node("MatMul x u -> y")));
        Assert.Equal("F32 [4, 2, 3, 5] Dense iiio MatMul", Line(new TinyOnnx().Counting("w", 4, 2, 3, 5)
            .Integers("to", -1, 5).Node("Reshape w to -> u").Node("MatMul x u -> y")));
        Assert.Equal("F32 [6, 2, 3] Dense oii Gemm", Line(new TinyOnnx().Counting("w", 6, 2, 3)
            .Integers("to", 0, -1).Node("Reshape w to -> u").Node("Gemm x u -> y", TinyOnnx.Int("transB", 1))));
        Assert.Equal("F32 [5, 2, 3] Dense oii MatMul", Line(new TinyOnnx().Counting("w", 5, 2, 3)
            .Integers("to", 5, 6).Node("Reshape w to -> u").Node("Transpose u -> t").Node("MatMul x t -> y")));
        Assert.Equal("F32 [6, 10] Dense io MatMul", Line(new TinyOnnx().Counting("w", 4, 3, 5)
            .Integers("to", 6, 10).Node("Reshape w to -> u").Node("MatMul x u -> y")));
        Assert.Equal("it reaches MatMul through `Reshape`, which is not computed", Reason(
            new TinyOnnx().Counting("w", 4, 3, 5)
                .Integers("to", -1, -1).Node("Reshape w to -> u").Node("MatMul x u -> y")));
    }

    /// <summary>PyTorch's exporter cuts its gates i, f, g, o and joins them as i, o, f, c.</summary>
    [Fact]
    public void GatesThatTheGraphPutsIntoOrder()
    {
        var model = new TinyOnnx().Counting("w", 8, 3).Integers("0", 0).Integers("2", 2).Integers("6", 6)
            .Integers("8", 8)
            .Node("Slice w 0 2 0 -> i").Node("Slice w 6 8 0 -> o").Node("Slice w 2 6 0 -> fg")
            .Node("Concat i o fg -> joined", TinyOnnx.Int("axis", 0))
            .Node("Unsqueeze joined 0 -> u").Node("LSTM x u r -> y");
        Assert.Equal("F32 [8, 3] Lstm oi LSTM i,f,c,o", Line(model));

        var partial = new TinyOnnx().Counting("w", 8, 3).Integers("0", 0).Integers("2", 2).Integers("6", 6)
            .Node("Slice w 0 2 0 -> i").Node("Slice w 2 6 0 -> fg")
            .Node("Concat i fg -> joined", TinyOnnx.Int("axis", 0))
            .Node("Unsqueeze joined 0 -> u").Node("LSTM x u r -> y");
        Assert.Equal(
            "F32 [8, 3] NotAWeight an operand of what the graph computes `joined` from", Line(partial));
    }

    [Fact]
    public void TheFirstUserOfAWeightDecides()
    {
        var model = new TinyOnnx().Counting("w", 4, 3).Node("Add x w -> a")
            .Node("Gather w x -> e").Node("Transpose w -> t").Node("MatMul e t -> y");
        Assert.Equal("F32 [4, 3] Embedding oi Gather", Line(model));
    }

    [Fact]
    public void GraphsInsideOfNodes()
    {
        var then = new TinyOnnx().Counting("w", 2, 3).Counting("outer bias", 1, 3).Node("MatMul x w -> y").Node(
            "MatMul x outer -> z");
        var body = new TinyOnnx().Counting("w", 3, 2).Node("Gemm x w -> y", TinyOnnx.Int("transB", 1));
        var otherwise = new TinyOnnx().Node("Loop n c -> y", TinyOnnx.Graphs("body", body.Graph));
        var model = new TinyOnnx().Counting("outer", 5, 2)
            .Node("If c -> y", TinyOnnx.Graphs("then_branch", then.Graph), TinyOnnx.Graphs(
                "else_branch", otherwise.Graph))
            .Node("Scan s -> z", TinyOnnx.Graphs(
                "bodies", new TinyOnnx().Counting("w", 1, 1).Graph, new TinyOnnx().Counting("w", 1, 1).Graph));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(
            [
                "w F32 [2, 3] Dense io MatMul",
                "outer F32 [5, 2] Dense io MatMul",
                "If_0/else_branch/Loop_0/body/w F32 [3, 2] Dense oi Gemm",
                "outer bias F32 [1, 3]",
                "Scan_1/bodies[0]/w F32 [1, 1]",
                "Scan_1/bodies[1]/w F32 [1, 1]",
            ],
            TensorText.Lines(file.Checkpoint));
    }

    [Fact]
    public void FunctionsOfTheModel()
    {
        var inner = new TinyOnnx().Node("Gemm a b -> r", TinyOnnx.Int("transB", 1));
        var outer = new TinyOnnx()
            .Node("Constant -> k", TinyOnnx.Value(TinyOnnx.Proto("", TinyOnnx.F32, 1, 2).Single(4, 1).Single(4, 2)))
            .Node("local:Inner v weight -> h").Node("MatMul h k -> r").Node("MatMul h w -> q");
        var model = new TinyOnnx().Counting("w", 4, 3).Node("local:Outer x w -> y")
            .After(25, TinyOnnx.Function("local", "Outer", outer, "v", "weight"))
            .After(25, TinyOnnx.Function("local", "Inner", inner, "a", "b"));
        using var file = new TinyFile("m.onnx", model.ToArray());
        Assert.Equal(["w F32 [4, 3] Dense oi Gemm", "k F32 [1, 2] Dense io MatMul"], TensorText.Lines(file.Checkpoint));
    }

    private static string? Reason(TinyOnnx model)
    {
        using var file = new TinyFile("m.onnx", model.ToArray());
        return file.Checkpoint.Unread.Single(tensor => tensor.Name == "w").Unread;
    }

    private static string Line(TinyOnnx model)
    {
        using var file = new TinyFile("m.onnx", model.ToArray());
        return file.Line("w");
    }
}
