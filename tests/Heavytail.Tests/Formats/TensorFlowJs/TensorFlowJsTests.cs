using System.Text;
using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Formats.TensorFlow;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.TensorFlowJs;

/// <summary>Models of TensorFlow.js: manifests, graphs, layers.</summary>
public sealed class TensorFlowJsTests
{
    [Fact]
    public void A_manifest_of_one_file_has_every_type()
    {
        using var folder = new TempFolder();
        byte[] data =
        [
            .. TinyTensorFlow.Floats(1.5f, -2), .. TinyTensorFlow.Ints(-7), 5, 1, .. TinyTensorFlow.Floats(1, 2),
            0x00, 0x3e, 0x00, 0xc0,
        ];
        folder.Write("m.bin", data);
        using var checkpoint = Open(folder, "m-weights_manifest.json", Manifest("m.bin",
            Weight("f", "[2]", "float32"), Weight("i", "[1]", "int32"), Weight("u", "[]", "uint8"),
            Weight("b", "[1]", "bool"),
            Weight("c", "[1]", "complex64"), Weight("h", "[2]", "float32", """{"dtype":"float16"}""")));
        Assert.Equal("TensorFlow.js", checkpoint.Format);
        Assert.Equal([1.5, -2], checkpoint.Read("f"));
        Assert.Equal([-7], checkpoint.Read("i"));
        Assert.Equal([5], checkpoint.Read("u"));
        Assert.Equal([1], checkpoint.Read("b"));
        Assert.Equal(ElementType.C64, checkpoint.Tensor("c").Type);
        Assert.Equal([1.5, -2], checkpoint.Read("h"));
        Assert.Equal((ElementType.F16, false), (checkpoint.Tensor("h").Type, checkpoint.Tensor("h").IsQuantized));
        Assert.True(checkpoint.AccessTo(checkpoint.Tensor("f")).CanSeek);
    }

    [Fact]
    public void Every_step_of_dequantising_is_rounded_to_F32()
    {
        const double Scale = 0.0057930146946626555;
        const double Minimum = -0.7125408074435067;
        using var folder = new TempFolder();
        folder.Write("m.bin", [.. Enumerable.Range(0, 256).Select(value => (byte)value), 0xff, 0xff, 0, 1]);
        using var checkpoint = Open(folder, "weights_manifest.json", Manifest("m.bin",
            Weight("w", "[16,16]", "float32", $$"""{"dtype":"uint8","scale":{{Scale:R}},"min":{{Minimum:R}}}"""),
            Weight("wide", "[2]", "float32", """{"dtype":"uint16","scale":2,"min":1}""")));
        double[] expected =
        [
            .. Enumerable.Range(0, 256).Select(value =>
            {
                float product = value * (float)Scale;
                float sum = product + (float)Minimum;
                return (double)sum;
            }),
        ];
        Assert.Equal(expected, checkpoint.Read("w"));
        Assert.Equal([131071, 513], checkpoint.Read("wide"));
        var tensor = checkpoint.Tensor("w");
        Assert.Equal(("U8 scale + min", true, ElementType.F32), (tensor.Encoding, tensor.IsQuantized, tensor.Type));
        Assert.Equal(256, tensor.StoredByteCount);
        Assert.Equal("U16 scale + min", checkpoint.Tensor("wide").Encoding);
    }

    [Fact]
    public void Whole_numbers_are_rounded_to_whole_numbers()
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", [0, 1, 3]);
        using var checkpoint = Open(folder, "weights_manifest.json", Manifest("m.bin",
            Weight("w", "[3]", "int32", """{"dtype":"uint8","scale":0.5,"min":-1}""")));
        Assert.Equal([-1, 0, 1], checkpoint.Read("w"));
    }

    [Fact]
    public void Weights_cross_files_and_groups_are_apart()
    {
        using var folder = new TempFolder();
        byte[] bytes = TinyTorch.Counting(6);
        folder.Write("g1-shard1of3", bytes.AsSpan(0, 5));
        folder.Write("g1-shard2of3", []);
        folder.Write("g1-shard3of3", bytes.AsSpan(5));
        folder.Write("sub/g2.bin", TinyTensorFlow.Floats(9));
        using var checkpoint = Open(folder, "model.json", $$"""
            {"format":"layers-model","weightsManifest":[
            {"paths":["g1-shard1of3","g1-shard2of3","g1-shard3of3"],"weights":[{{Weight("a", "[2]", "float32")}},{{Weight("b", "[4]", "float32")}}]},
            {"paths":["sub/g2.bin"],"weights":[{{Weight("c", "[1]", "float32")}}]}]}
            """);
        Assert.Equal([0, 1], checkpoint.Read("a"));
        Assert.Equal([2, 3, 4, 5], checkpoint.Read("b"));
        Assert.Equal([9], checkpoint.Read("c"));
        Assert.Equal(5, checkpoint.Files.Count);
        Assert.Equal([checkpoint.Path], CheckpointFinder.Find(folder.Path));
    }

    [Fact]
    public void Strings_are_walked_over()
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", [2, 0, 0, 0, (byte)'a', (byte)'b', 0, 0, 0, 0, .. TinyTensorFlow.Floats(3)]);
        using var checkpoint = Open(folder, "weights_manifest.json", Manifest("m.bin",
            Weight("s", "[2]", "string"), Weight("w", "[1]", "float32")));
        Assert.Equal([3], checkpoint.Read("w"));
        Assert.Equal("s: elements of string", checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void The_graph_gives_roles()
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", [.. new byte[24 + 24], .. TinyTensorFlow.Ints(1, 0), .. new byte[24]]);
        using var checkpoint = Open(folder, "model.json", $$$"""
            {"format":"graph-model","modelTopology":{"node":[
            {"name":"x","op":"Placeholder"},
            {"name":"w","op":"Const","attr":{"dtype":{"type":"DT_FLOAT"} } },
            {"name":"t","op":"Const"},{"name":"order","op":"Const"},{"name":"e","op":"Const"},
            {"name":"turned","op":"Transpose","input":["t","order"]},
            {"name":"y","op":"_FusedMatMul","input":["x","w"],"attr":{"transpose_b":{"b":true} } },
            {"name":"z","op":"MatMul","input":["x","turned"],"attr":{"transpose_b":{"b":false} } },
            {"name":"f","op":"PartitionedCall","input":["x","e"],"attr":{"f":{"func":{"name":"fn"} } } }],
            "library":{"function":[{"signature":{"name":"fn","inputArg":[{"name":"a"},{"name":"b"}]},
            "nodeDef":[{"name":"q","op":"Einsum","input":["a","b"],"attr":{"equation":{"s":"{{{Convert.ToBase64String("ab,bc->ac"u8)}}}"} } }]}]}},
            "weightsManifest":[{"paths":["m.bin"],"weights":[{{{Weight("w", "[2,3]", "float32")}}},
            {{{Weight("t", "[2,3]", "float32")}}},{{{Weight("order", "[2]", "int32")}}},{{{Weight("e", "[2,3]", "float32")}}}]}]}
            """);
        Assert.Equal("oi", checkpoint.Tensor("w").Role!.Axes);
        Assert.Equal("oi", checkpoint.Tensor("t").Role!.Axes);
        Assert.Equal(("io", "Einsum"), (checkpoint.Tensor("e").Role!.Axes, checkpoint.Tensor("e").Role!.Operator));
    }

    /// <summary>[[1, 2, 3], [4, 5, 6]] with the columns times (1, 10, 100), or the rows times (1, 10).</summary>
    [Theory]
    [InlineData("Mul", "[3]", new float[] { 1, 10, 100 }, new double[] { 1, 20, 300, 4, 50, 600 })]
    [InlineData("Mul", "[2,1]", new float[] { 1, 10 }, new double[] { 1, 2, 3, 40, 50, 60 })]
    [InlineData("Sub", "[3]", new float[] { 1, 2, 3 }, new double[] { 0, 0, 0, 3, 3, 3 })]
    public void The_graph_computes_weights(string op, string shape, float[] factors, double[] expected)
    {
        using var folder = new TempFolder();
        using var checkpoint = Computed(folder, op, shape, factors);
        Assert.Equal("io", checkpoint.Tensor("w").Role!.Axes);
        Assert.Equal(expected, checkpoint.Read("w"));
        Assert.True(checkpoint.Tensor("s").IsCompanion || checkpoint.Tensor("s").Shape.Rank < 2);
    }

    [Fact]
    public void What_the_graph_does_not_compute_is_the_reason()
    {
        using var folder = new TempFolder();
        using var checkpoint = Computed(folder, "Softmax", "[3]", [1, 2, 3]);
        Assert.Contains("`Softmax`, which is not computed", checkpoint.Tensor("w").Unread, StringComparison.Ordinal);
    }

    private static Checkpoint Computed(TempFolder folder, string op, string shape, float[] factors)
    {
        folder.Write("m.bin", [.. TinyTensorFlow.Floats(1, 2, 3, 4, 5, 6), .. TinyTensorFlow.Floats(factors)]);
        string inputs = op == "Softmax" ? "\"w\"" : "\"w\",\"s\"";
        return Open(folder, "model.json", $$$"""
            {"format":"graph-model","modelTopology":{"node":[
            {"name":"x","op":"Placeholder"},{"name":"w","op":"Const"},{"name":"s","op":"Const"},
            {"name":"scaled","op":"{{{op}}}","input":[{{{inputs}}}]},
            {"name":"y","op":"MatMul","input":["x","scaled"],"attr":{"transpose_b":{"b":false} } }]},
            "weightsManifest":[{"paths":["m.bin"],"weights":[{{{Weight("w", "[2,3]", "float32")}}},
            {{{Weight("s", shape, "float32")}}}]}]}
            """);
    }

    [Fact]
    public void Layers_give_roles()
    {
        using var folder = new TempFolder();
        folder.Write("m.bin", new byte[4 * 24]);
        using var checkpoint = Open(folder, "model.json", $$$"""
            {"format":"layers-model","modelTopology":{"keras_version":"2.4.0","model_config":{"class_name":"Functional","config":{
            "name":"m","layers":[{"class_name":"Conv2DTranspose","config":{"name":"up"}}]} } },
            "weightsManifest":[{"paths":["m.bin"],"weights":[{{{Weight("up/kernel", "[1,1,4,6]", "float32")}}}]}]}
            """);
        Assert.Equal("kkoi", checkpoint.Tensor("up/kernel").Role!.Axes);
    }

    [Theory]
    [InlineData("m.bin", "m-weights_manifest.json")]
    [InlineData("m-shard1", "m-weights_manifest.json")]
    [InlineData("group1-shard1of1.bin", "model.json")]
    [InlineData("model.weights.bin", "model.json")]
    public void A_file_of_weights_opens_through_the_manifest_that_names_it(string data, string manifest)
    {
        using var folder = new TempFolder();
        string path = folder.Write(data, TinyTensorFlow.Floats(3));
        string json = Manifest(data, Weight("w", "[1]", "float32"));
        folder.Write(manifest, Encoding.UTF8.GetBytes(
            manifest == "model.json" ? $$"""{"modelTopology":{},"weightsManifest":{{json}}}""" : json));
        using var checkpoint = Checkpoint.Open(path);
        Assert.Equal("TensorFlow.js", checkpoint.Format);
        Assert.Equal([3], checkpoint.Read("w"));
    }

    internal static string Weight(string name, string shape, string dtype, string? quantization = null) =>
        $$"""{"name":"{{name}}","shape":{{shape}},"dtype":"{{dtype}}"{{(quantization is null ? "" : $",\"quantization\":{quantization}")}}}""";

    internal static string Manifest(string path, params string[] weights) =>
        $$"""[{"paths":["{{path}}"],"weights":[{{string.Join(',', weights)}}]}]""";

    private static Checkpoint Open(TempFolder folder, string name, string json) =>
        Checkpoint.Open(folder.Write(name, Encoding.UTF8.GetBytes(json)));
}
