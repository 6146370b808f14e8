using System.Text;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Hostile;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;
using static Heavytail.Tests.Formats.TensorFlowJs.TensorFlowJsTests;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Honest files of TensorFlow and TensorFlow.js.</summary>
internal static class TensorFlowSeeds
{
    private const string Value = "/.ATTRIBUTES/VARIABLE_VALUE";

    private static readonly byte[] s_objects = ObjectGraph(("a/kernel" + Value, "dense/kernel"), ("b" + Value, "bias"));

    public static IReadOnlyList<FuzzSeed> All { get; } =
    [
        new("TensorFlow graph", "x.pb", [GraphBytes()], parts => parts[0]),
        new(
            "TensorFlow graph",
            "x.pb",
            [Tensor(Float, [2, 3], Field(5, Floats(1, 2))), Tensor(Integer, [3], Field(7, 5)), NodeBody(
                "y", "MatMul", ["x", "w"], Flag("transpose_b"))],
            parts => Graph(Const("w", parts[0]), Const("n", parts[1]), Field(1, parts[2]))),
        new(
            "TensorFlow SavedModel",
            "saved_model.pb",
            [GraphBytes()],
            parts => SavedModel(parts[0]))
        {
            Companions =
            [
                ("variables/variables.index", Table(IndexBlock())), ("variables/variables.data-00000-of-00001", Data()),
                ("keras_metadata.pb", Field(1, Field(5, """{"class_name":"Dense","name":"dense"}"""))),
            ],
        },
        Index(parts => Table(parts[0])),
        Index(parts => Table(Snappy(parts[0]), type: 1)),
        Index(parts => Table(parts[0], type: 1), Snappy(IndexBlock())),
        Index(parts => Table(parts[0]), Partitioned()),
        Json("weights_manifest.json", Manifest("m.bin", Weights())),
        Json("model.json", $$$"""
            {"format":"graph-model","modelTopology":{"node":[{"name":"x","op":"Placeholder"},{"name":"q","op":"Const"},
            {"name":"n","op":"Const"},{"name":"t","op":"Transpose","input":["q","n"]},
            {"name":"y","op":"MatMul","input":["x","t"],"attr":{"transpose_b":{"b":true},"equation":{"s":"YWI="},"f":{"func":{"name":"g"} } } }],
            "library":{"function":[{"signature":{"name":"g","inputArg":[{"name":"a"}]},"nodeDef":[{"name":"b","op":"Identity","input":["a"]}]}]},
            "model_config":{"class_name":"Model","config":{"name":"m","layers":[{"class_name":"Dense","config":{"name":"q"}}]} } },
            "weightsManifest":[{"paths":["m.bin"],"weights":[{{{string.Join(',', Weights())}}}]}]}
            """),
        new("TensorFlow shard", "x.data-00000-of-00001", [Data()], parts => parts[0])
        {
            Companions = [("x.index", Table(IndexBlock()))],
        },
        new("TensorFlow shard", "m.bin", [JsonData()], parts => parts[0])
        {
            Companions = [("weights_manifest.json", Encoding.UTF8.GetBytes(Manifest("m.bin", Weights())))],
        },
    ];

    private static FuzzSeed Index(Func<byte[][], byte[]> join, byte[]? block = null) =>
        new("TensorFlow checkpoint", "x.index", [block ?? IndexBlock()], join)
        {
            Companions = [("x.data-00000-of-00001", Data()), ("x.meta", MetaGraph(GraphBytes()))],
        };

    private static FuzzSeed Json(string name, string json) =>
        new("TensorFlow.js", name, [Encoding.UTF8.GetBytes(json)], parts => parts[0]) { Companions = [("m.bin", JsonData())] };

    private static byte[] IndexBlock() => Block(
        ("", BundleHeader(1)),
        ("_CHECKPOINTABLE_OBJECT_GRAPH", BundleEntry(Text, [], 0, 40, s_objects.Length)),
        ("a/kernel" + Value, BundleEntry(Float, [2, 3], 0, 0, 24)),
        ("a/kernel/.OPTIMIZER_SLOT/m" + Value, BundleEntry(Float, [2], 0, 24, 8)),
        ("b" + Value, BundleEntry(9, [1], 0, 32, 8)),
        ("parts", [.. BundleEntry(Float, [2, 2], 0, 0, 0), .. Field(7, "")]));

    /// <summary>A partitioned variable, and one whose parts are variables.</summary>
    private static byte[] Partitioned()
    {
        (long, long)[][] slices = [[TinyPartitions.All, (0, 1)], [TinyPartitions.All, (1, 2)]];
        return Block(
        [
            ([], BundleHeader(1)),
            (TinyPartitions.Key("w", slices[0]), BundleEntry(Float, [2, 1], 0, 0, 8)),
            (TinyPartitions.Key("w", slices[1]), BundleEntry(Float, [2, 2], 0, 8, 16)),
            ("v/part_0"u8.ToArray(), BundleEntry(Float, [2, 2], 0, 0, 16)),
            ("v/part_1"u8.ToArray(), BundleEntry(Float, [1, 2], 0, 16, 8)),
            ("w"u8.ToArray(), TinyPartitions.Whole(Float, [2, 3], slices)),
        ]);
    }

    private static byte[] Data() => [.. TinyTorch.Counting(10), .. s_objects];

    private static string[] Weights() =>
    [
        Weight("q", "[2,3]", "float32", """{"dtype":"uint8","scale":0.5,"min":-1}"""), Weight("n", "[2]", "int32"),
        Weight("s", "[1]", "string"), Weight("h", "[1]", "float32", """{"dtype":"float16"}"""),
        Weight("i", "[1]", "int32", """{"dtype":"uint16","scale":2,"min":1}"""),
    ];

    private static byte[] JsonData() => [.. new byte[6], .. Ints(1, 0), 1, 0, 0, 0, 65, 0, 60, 7, 0];

    private static byte[] GraphBytes() => Graph(
        Const("w", 2, 3), ConstInts("order", 1, 0), Const("k", 1, 2, 2, 3), ConstInts("axis", 0), Const("v", 3, 2),
        Const("g", 1, 2),
        Variable("dense/kernel"), Const("h", Tensor(19, [3], Field(13, 0x3c00), Field(13, 0x3e00))),
        Const("rnn/lstm_cell/kernel", 3, 4), Const("text", Tensor(Text, [1], Field(8, "a"))),
        Node("x", "Placeholder", []), Node("t", "Transpose", ["w", "order"]),
        Node("y", "MatMul", ["x", "t:0"], Flag("transpose_b")),
        Node("e", "ExpandDims", ["k", "axis"]), Node("c", "Conv3D", ["x", "e"]), Node("s", "Mul", ["v", "g"]),
        Node("z", "MatMul", ["s", "x"]), Node("r", "MatMul", ["x", "rnn/lstm_cell/kernel"]),
        Node("p", "StatefulPartitionedCall", ["x", "dense/kernel"], Call("f", "fn")),
        Node("b", "Case", ["x", "x", "v"], Attribute("branches", Field(1, Field(9, Field(1, "fn"))))),
        Library(Function(
            "fn", ["a", "b"], NodeBody("read", "ReadVariableOp", ["b"]),
            NodeBody("m", "Einsum", ["a", "read:value:0"], Attribute("equation", Field(2, "ab,bc->ac"))))));
}
