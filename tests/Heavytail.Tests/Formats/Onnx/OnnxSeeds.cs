using Heavytail.Tests.Files.Protobuf;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Hostile;

namespace Heavytail.Tests.Formats.Onnx;

/// <summary>Honest ONNX models to be damaged.</summary>
internal static class OnnxSeeds
{
    private const string Format = "ONNX";

    /// <summary>Weights of every kind; the graph alone may be damaged, or a part of it.</summary>
    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        Whole(Plain()),
        Parts(Plain()),
        Parts(Quantized()),
        Parts(Nested()),
        Parts(Sparse()),
        Parts(Chains()),
        Whole(Chains()),
        Parts(External()) with { Companions = [("w.bin", TinyTorch.Counting(8))] },
    ];

    private static TinyOnnx Plain() => new TinyOnnx()
        .Counting("conv", 4, 1, 2, 2).Counting("lstm", 8, 2).Counting("dense", 2, 3).Counting("table", 4, 2)
        .Tensor(TinyOnnx.Proto("half", TinyOnnx.F16, 2, 2).Packed(5, 0x3C00, 0, 1, 2))
        .Tensor(TinyOnnx.Proto("single", TinyOnnx.F32, 2).Single(4, 1).Single(4, 2))
        .Integers("0", 0).Integers("2", 2).Integers("6", 6).Integers("8", 8).Integers("to", 1, 0, -1)
        .Node("Conv x conv -> a", TinyOnnx.Int("group", 4))
        .Node("Slice lstm 0 2 0 -> i").Node("Slice lstm 6 8 0 -> o").Node("Slice lstm 2 6 0 -> fg")
        .Node("Concat i o fg -> joined", TinyOnnx.Int("axis", 0)).Node("Unsqueeze joined 0 -> u")
        .Node("LSTM x u u -> b")
        .Node("Transpose dense -> t", TinyOnnx.Ints("perm", 1, 0)).Node("Reshape t to -> r").Node("MatMul x r -> c")
        .Node("Gather table x -> d").Node("Einsum x half -> e", TinyOnnx.Text("equation", "ab,bc->ac"))
        .Node("Constant -> k", TinyOnnx.Value(TinyOnnx.Proto("", TinyOnnx.F32, 1, 2).Single(4, 1).Single(4, 2)))
        .Node("Constant -> f", new TinyProto().Text(1, "value_floats").Single(7, 1).Single(7, 2)).Node("Add x k -> m");

    private static TinyOnnx Chains() => new TinyOnnx()
        .Counting("w", 4, 6).Counting("m", 4, 6).Counting("b", 4, 2).Counting("a", 2, 6).Counting("row", 6)
        .Raw("q", TinyOnnx.I8, [2, 3], 1, 2, 3, 4, 5, 6).Floats("s", [], 2).Raw("c", 9, [4, 6], new byte[24])
        .Integers("to", 2, 2, 6).Integers("0", 0).Integers("2", 2).Integers("pick", 3, 0, -1).Integers("big", 4, 4, 6)
        .Node("Mul w m -> mw").Node("Where c mw row -> ww").Node("Reshape ww to -> r").Node("Conv x r -> y0")
        .Node("MatMul b a -> ba").Node("Add m ba -> wl").Node("Transpose wl -> t").Node("MatMul x t -> y1")
        .Node("ReduceL2 w -> n", TinyOnnx.Ints("axes", 0)).Node("Div w n -> d").Node("MatMul x d -> y2")
        .Node("QuantizeLinear b s -> bq").Node("DequantizeLinear bq s -> bd").Node("MatMul x bd -> y3")
        .Node("Transpose q -> qt").Node("DequantizeLinear qt s -> qd").Node("Gemm x qd -> y4")
        .Node("Slice w 0 2 0 -> sl").Node("MatMul x sl -> y5").Node("Gather w pick -> ga").Node("MatMul x ga -> y6")
        .Node("Split m -> p0 p1", TinyOnnx.Int("axis", 1)).Node("MatMul x p0 -> y7").Node("MatMul x p1 -> y8")
        .Node("Concat w m -> j", TinyOnnx.Int("axis", 1)).Node("MatMul x j -> y9")
        .Node("Expand row big -> e").Node("MatMul x e -> y10").Node("Softmax a -> so").Node("MatMul x so -> y11")
        .Node("Flatten e -> fl").Node("MatMul x fl -> y12").Node("ConstantOfShape to -> cs").Node("MatMul x cs -> y13");

    private static TinyOnnx Sparse()
    {
        var model = new TinyOnnx().Node("MatMul x w -> y");
        foreach (var indices in new[] { TinyOnnx.Proto("", TinyOnnx.I64, 2).Packed(7, 1, 4),
            TinyOnnx.Proto("", TinyOnnx.I32, 2, 2).Packed(5, 0, 1, 1, 1) })
        {
            model.Graph.Message(
                15,
                new TinyProto().Message(1, TinyOnnx.Proto($"w{model.Graph.ToArray().Length}", TinyOnnx.F32, 2)
                    .Single(4, 1).Single(4, 2)).Message(2, indices).Packed(3, 2, 3));
        }

        return model;
    }

    private static TinyOnnx Quantized() => new TinyOnnx()
        .Raw("q", TinyOnnx.I8, [2, 3], 1, 2, 3, 4, 5, 6).Floats("s", [2], 1, 2).Raw("z", TinyOnnx.I8, [2], 0, 1)
        .Node("DequantizeLinear q s z -> w", TinyOnnx.Int("axis", 0)).Node("Gemm x w -> y", TinyOnnx.Int("transB", 1))
        .Raw("b", TinyOnnx.I4, [3, 2], 0x21, 0xF3, 0x7F).Floats("bs", [2, 2], 1, 2, 3, 4)
        .Node("DequantizeLinear b bs -> bw", TinyOnnx.Int("axis", 0), TinyOnnx.Int("block_size", 2)).Node(
            "MatMul x bw -> by")
        .Raw("n", TinyOnnx.U8, [2, 2, 8], new byte[32]).Floats("ns", [4], 1, 2, 3, 4).Raw(
            "nz", TinyOnnx.U8, [2], 0x21, 0x43)
        .Node("com.microsoft:MatMulNBits x n ns nz -> ny",
            TinyOnnx.Int("N", 2), TinyOnnx.Int("K", 20), TinyOnnx.Int("bits", 4), TinyOnnx.Int("block_size", 16))
        .Raw("g", TinyOnnx.U8, [2, 2], 1, 2, 3, 4).Floats("gs", [2, 1], 1, 2)
        .Node("com.microsoft:GatherBlockQuantized g x gs -> gy", TinyOnnx.Int("block_size", 16))
        .Raw("i", TinyOnnx.U8, [2, 3], 1, 2, 3, 4, 5, 6).Floats("is", [3], 1, 2, 3)
        .Node("MatMulInteger x i -> ip").Node("Cast ip -> ic").Node("Mul xs is -> iss").Node("Mul ic iss -> iy")
        .Raw("l", TinyOnnx.I8, [2, 1, 4], new byte[8]).Floats("ls", [2, 4], new float[8])
        .Node("com.microsoft:DynamicQuantizeLSTM x l l _ _ _ _ _ ls _ ls _ -> ly")
        .Node("QLinearConv x a b q s z c d -> qy");

    private static TinyOnnx Nested()
    {
        var body = new TinyOnnx().Counting("w", 3, 2).Node("Gemm x w -> y").Node("MatMul x outer -> z");
        var branch = new TinyOnnx().Node("Loop n c -> y", TinyOnnx.Graphs("body", body.Graph));
        return new TinyOnnx().Counting("outer", 5, 2)
            .Node("If c -> y", TinyOnnx.Graphs("then_branch", body.Graph), TinyOnnx.Graphs("else_branch", branch.Graph))
            .Node("local:f x outer -> z")
            .After(25, TinyOnnx.Function("local", "f", new TinyOnnx().Node("local:g v m -> h"), "v", "m"))
            .After(25, TinyOnnx.Function("local", "g", new TinyOnnx().Node("MatMul a b -> h"), "a", "b"))
            .After(14, new TinyProto().Text(1, "author").Text(2, "somebody"));
    }

    private static TinyOnnx External() => new TinyOnnx()
        .Tensor(Elsewhere("a", "0", "16")).Tensor(Elsewhere("b", "16", "16")).Tensor(Elsewhere("tied", "0", "16"))
        .Node("MatMul x a -> y").Node("Gather b x -> z");

    private static TinyProto Elsewhere(string name, string offset, string length)
    {
        var tensor = TinyOnnx.Proto(name, TinyOnnx.F32, 2, 2).Number(14, 1);
        foreach (var (key, value) in new[] { ("location", "w.bin"), ("offset", offset), ("length", length) })
        {
            tensor.Message(13, new TinyProto().Text(1, key).Text(2, value));
        }

        return tensor;
    }

    private static FuzzSeed Whole(TinyOnnx model) => new(Format, "x.onnx", [model.ToArray()], parts => parts[0]);

    /// <summary>Each node and tensor on its own, so that damage stays within it.</summary>
    private static FuzzSeed Parts(TinyOnnx model)
    {
        var fields = model.Fields().ToArray();
        byte[] after = model.AfterGraph;
        return new FuzzSeed(Format, "x.onnx", [.. fields.Select(field => field.Bytes), after], parts =>
        {
            var graph = new TinyProto();
            foreach (var (index, (number, _)) in fields.Index())
            {
                graph.Bytes(number, parts[index]);
            }

            return TinyOnnx.Model(graph).Raw(parts[^1]).ToArray();
        });
    }
}
