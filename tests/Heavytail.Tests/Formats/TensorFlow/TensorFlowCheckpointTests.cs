using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Checkpoints by their index, and SavedModels.</summary>
public sealed class TensorFlowCheckpointTests
{
    private const string Value = "/.ATTRIBUTES/VARIABLE_VALUE";

    private static readonly byte[] s_objects = ObjectGraph(
        ("a/kernel" + Value, "dense/kernel"), ("a/state/0" + Value, "Variable"), ("a/state/1" + Value, "Variable"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Variables_come_in_the_order_of_their_bytes_under_their_full_names(bool snappy)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(WriteObjects(folder, snappy));
        Assert.Equal("TensorFlow checkpoint", checkpoint.Format);
        Assert.Equal(["dense/kernel", "a/state/1", "a/state/0"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("dense/kernel"));
        Assert.Equal([6, 7], checkpoint.Read("a/state/0"));
        Assert.Equal("io", checkpoint.Tensor("dense/kernel").Role!.Axes);
        Assert.Equal("state of the optimizer: 2 tensors", checkpoint.Metadata["ignored"]);
        Assert.Equal(
            ["m.index", "m.data-00000-of-00002", "m.data-00001-of-00002"],
            checkpoint.Files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal(checkpoint.Files[2].Path, checkpoint.Tensor("dense/kernel").File);
    }

    [Fact]
    public void Slots_of_TensorFlow_1_are_no_weights_and_averages_have_the_role_of_what_they_average()
    {
        using var folder = new TempFolder();
        folder.Write("m.ckpt-1.data-00000-of-00001", new byte[4 * 24]);
        using var checkpoint = Checkpoint.Open(folder.Write("m.ckpt-1.index", Table(
            ("", BundleHeader(1)),
            ("fc/kernel", BundleEntry(Float, [2, 3], 0, 0, 24)),
            ("fc/kernel/Adam", BundleEntry(Float, [2, 3], 0, 24, 24)),
            ("fc/kernel/Adam_1", BundleEntry(Float, [2, 3], 0, 48, 24)),
            ("fc/kernel/ExponentialMovingAverage", BundleEntry(Float, [2, 3], 0, 72, 24)))));
        Assert.Equal(
            ["fc/kernel", "fc/kernel/ExponentialMovingAverage"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.All(checkpoint.Tensors, tensor => Assert.Equal("io", tensor.Role!.Axes));
        Assert.Equal("state of the optimizer: 2 tensors", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void A_graph_beside_the_checkpoint_gives_roles()
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[24]);
        folder.Write("m.meta", MetaGraph(Graph(
            Node("w", "VariableV2", []), Node("w/read", "Identity", ["w"]),
            Node("y", "MatMul", ["x", "w/read"], Flag("transpose_b")))));
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.index", Table(("", BundleHeader(1)), ("w", BundleEntry(Float, [2, 3], 0, 0, 24)))));
        Assert.Equal("oi", checkpoint.Tensor("w").Role!.Axes);
        Assert.Equal([checkpoint.Path], CheckpointFinder.Find(folder.Path));
    }

    [Theory]
    [InlineData(14, new byte[] { 0x3f, 0xc0 }, 1.5)]
    [InlineData(2, new byte[] { 0x3f, 0xf8, 0, 0, 0, 0, 0, 0 }, 1.5)]
    [InlineData(4, new byte[] { 7 }, 7)]
    public void Big_endian_numbers_are_turned(long type, byte[] bytes, double expected)
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", bytes);
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Table(
            ("", BundleHeader(1, endianness: 1)), ("w", BundleEntry(type, [], 0, 0, bytes.Length)))));
        Assert.Equal([expected], checkpoint.Read("w"));
    }

    [Fact]
    public void Strings_and_slices_without_bytes_are_named_and_left_out()
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[8]);
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Table(
            ("", BundleHeader(1)),
            ("\0slice", BundleEntry(Float, [1, 2], 0, 0, 8)),
            ("labels", BundleEntry(Text, [1], 0, 0, 8)),
            ("parts", [.. BundleEntry(Float, [2, 2], 0, 0, 0), .. Field(7, "")]))));
        Assert.Empty(checkpoint.Tensors);
        Assert.Equal(
            "labels: elements of DT_STRING; "
            + "parts: a part of a partitioned variable: its slice [] is not a block of [2, 2]",
            checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void Tables_of_several_blocks_and_snappy_copies()
    {
        // "w" and 20 copies of "ab" by one literal and a copy that overlaps itself.
        byte[] block = Block(("w" + string.Concat(Enumerable.Repeat("ab", 21)), BundleEntry(Float, [1], 0, 0, 4)));
        int at = 4 + 2;
        byte[] packed =
        [
            .. Varint((ulong)block.Length),
            .. Literal(block[..at]), (byte)((40 - 1) << 2 | 2), 2, 0, .. Literal(block[(at + 40)..]),
        ];
        byte[] header = Block(("", BundleHeader(1)));
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", Floats(3));
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Table([Snappy(header), packed], type: 1)));
        Assert.Equal([3], checkpoint.Read("w" + string.Concat(Enumerable.Repeat("ab", 21))));

        static byte[] Literal(byte[] bytes) => [(byte)((bytes.Length - 1) << 2), .. bytes];
    }

    [Fact]
    public void A_shard_opens_through_its_index()
    {
        using var folder = new TempFolder();
        WriteObjects(folder, snappy: false);
        using var checkpoint = Checkpoint.Open(Path.Combine(folder.Path, "m.data-00001-of-00002"));
        Assert.Equal("TensorFlow checkpoint", checkpoint.Format);
        Assert.Equal(3, checkpoint.Tensors.Count);
    }

    [Fact]
    public void A_SavedModel_is_opened_by_its_folder()
    {
        using var folder = new TempFolder();
        WriteSavedModel(folder);
        using var checkpoint = Checkpoint.Open(folder.Path);
        Assert.Equal("TensorFlow SavedModel", checkpoint.Format);
        Assert.Equal(["dense/kernel", "a/state/1", "a/state/0", "basis", "window"], checkpoint.Tensors.Select(
            tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3, 4], checkpoint.Tensors.Select(tensor => tensor.Index));
        Assert.Equal("oi", checkpoint.Tensor("dense/kernel").Role!.Axes);
        Assert.Equal([0, 1, 2, 3], checkpoint.Read("basis"));
    }

    [Fact]
    public void The_folder_of_a_SavedModel_is_one_model()
    {
        using var folder = new TempFolder();
        string path = WriteSavedModel(folder);
        folder.Write("fingerprint.pb", [8, 1]);
        folder.Write("keras_metadata.pb", []);
        Assert.Equal([path], CheckpointFinder.Find(folder.Path));
    }

    [Fact]
    public void Keras_names_the_classes_of_the_layers_beside_it()
    {
        using var folder = new TempFolder();
        folder.Write("variables/variables.data-00000-of-00001", new byte[4 * 24]);
        folder.Write("variables/variables.index", Table(
            ("", BundleHeader(1)), ("up/kernel", BundleEntry(Float, [1, 1, 4, 6], 0, 0, 96))));
        folder.Write("keras_metadata.pb", Field(1, Field(5, """{"class_name":"Conv2DTranspose","name":"up"}""")));
        using var checkpoint = Checkpoint.Open(
            folder.Write("saved_model.pb", SavedModel(Graph(Variable("up/kernel")))));
        Assert.Equal("kkoi", checkpoint.Tensor("up/kernel").Role!.Axes);
    }

    [Fact]
    public void A_SavedModel_of_constants_needs_no_variables()
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write(
            "saved_model.pb", SavedModel(Graph(Const("w", 2, 3), Node("y", "MatMul", ["x", "w"])))));
        Assert.Equal("io", checkpoint.Tensor("w").Role!.Axes);
    }

    private static string WriteSavedModel(TempFolder folder)
    {
        WriteObjects(folder, snappy: false, "variables/variables");
        return folder.Write("saved_model.pb", SavedModel(Graph(
            Variable("dense/kernel"), Node("x", "Placeholder", []),
            Node("y", "StatefulPartitionedCall", ["x", "dense/kernel"], Call("f", "fn")),
            Const("basis", 2, 2), Const("window", 3),
            Library(Function(
                "fn", ["x", "resource"],
                NodeBody("read", "ReadVariableOp", ["resource"]),
                NodeBody("y", "MatMul", ["x", "read:value:0"], Flag("transpose_b")))))));
    }

    private static string WriteObjects(TempFolder folder, bool snappy, string prefix = "m")
    {
        folder.Write($"{prefix}.data-00000-of-00002", s_objects);
        folder.Write(
            $"{prefix}.data-00001-of-00002",
            [.. TinyTorch.Counting(6), .. Floats(8, 9), .. Floats(6, 7), .. new byte[48]]);
        byte[] block = Block(
            ("", BundleHeader(2)),
            ("_CHECKPOINTABLE_OBJECT_GRAPH", BundleEntry(Text, [], 0, 0, s_objects.Length)),
            ("a/kernel" + Value, BundleEntry(Float, [2, 3], 1, 0, 24)),
            ("a/kernel/.OPTIMIZER_SLOT/optimizer/m" + Value, BundleEntry(Float, [2, 3], 1, 40, 24)),
            ("a/kernel/.OPTIMIZER_SLOT/optimizer/v" + Value, BundleEntry(Float, [2, 3], 1, 64, 24)),
            ("a/state/0" + Value, BundleEntry(Float, [2], 1, 32, 8)),
            ("a/state/1" + Value, BundleEntry(Float, [2], 1, 24, 8)));
        return folder.Write($"{prefix}.index", snappy ? Table(Snappy(block), type: 1) : Table(block));
    }
}
