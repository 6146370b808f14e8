using Heavytail.Formats.TensorFlow;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyPartitions;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Variables that are stored in slices.</summary>
public sealed class PartitionedVariableTests
{
    [Theory]
    [InlineData("w", new long[] { 0, 5, -1, 3 }, "00770001010280857F83")]
    [InlineData("a\0b", new long[] { 63, 64, 8191, 8192 }, "006100FF6200010102BFC040DFFFE02000")]
    [InlineData("", new long[] { long.MaxValue, 1 }, "000001010" + "1FFC07FFFFFFFFFFFFFFF81")]
    public void Keys_of_slices_are_in_ordered_code(string name, long[] extents, string expected)
    {
        var slice = new BundleSlice([.. extents.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        Assert.Equal(expected, Convert.ToHexString(slice.Key(name)));
    }

    [Theory]
    [InlineData(0, new long[] { 3, 2, 2 })]
    [InlineData(1, new long[] { 4, 1 })]
    [InlineData(2, new long[] { 70, 2, 30 })]
    public void Slices_along_one_dimension_are_joined(int axis, long[] lengths)
    {
        long[] shape = [7, 5, 102];
        shape[axis] = lengths.Sum();
        var slices = new List<(long, long)[]>();
        long at = 0;
        foreach (long length in lengths)
        {
            slices.Add([.. shape.Select((_, dimension) => dimension == axis ? (at, length) : All)]);
            at += length;
        }

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(Write(folder, "dense/kernel", shape, [.. slices]));
        Check(checkpoint, "dense/kernel", shape);
    }

    [Fact]
    public void Slices_of_a_grid_are_joined_whatever_their_order()
    {
        (long, long)[][] grid = [[(0, 2), (0, 3)], [(0, 2), (3, 1)], [(2, 5), (0, 1)], [(2, 5), (1, 3)]];
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(Write(folder, "w", [7, 4], [.. grid.Reverse()]));
        Check(checkpoint, "w", [7, 4]);
    }

    [Fact]
    public void Slices_lie_in_several_shards_and_big_endian()
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00002", [0x3f, 0x80, 0, 0, 0x40, 0, 0, 0]);
        folder.Write("m.data-00001-of-00002", [0x40, 0x40, 0, 0, 0x40, 0x80, 0, 0]);
        (long, long)[] left = [All, (0, 1)];
        (long, long)[] right = [All, (1, 1)];
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Index(
            [
                (Key("w", left), BundleEntry(Float, [2, 1], 1, 0, 8)),
                (Key("w", right), BundleEntry(Float, [2, 1], 0, 0, 8)),
            ],
            [("w", Whole(Float, [2, 2], left, right))], shards: 2, endianness: 1)));
        Assert.Equal([3, 1, 4, 2], checkpoint.Read("w"));
        Assert.Equal(3, checkpoint.Files.Count);
    }

    [Fact]
    public void A_graph_that_joins_the_parts_gives_the_role_of_the_whole()
    {
        using var folder = new TempFolder();
        string path = Write(folder, "w", [4, 3], [[(0, 2), All], [(2, 2), All]]);
        folder.Write("m.meta", MetaGraph(Graph(
            Node("w/part_0", "VariableV2", []), Node("w/part_1", "VariableV2", []), ConstInts("axis", 0),
            Node("w", "ConcatV2", ["w/part_0", "w/part_1", "axis"]),
            Node("y", "MatMul", ["x", "w"], Flag("transpose_b")))));
        using var checkpoint = Checkpoint.Open(path);
        Assert.Equal("oi", checkpoint.Tensor("w").Role!.Axes);
        Check(checkpoint, "w", [4, 3]);
    }

    /// <summary>A mask or a scale between the parts and the layer is of the whole.</summary>
    [Theory]
    [InlineData("Mul", "s")]
    [InlineData("Neg")]
    public void What_the_graph_makes_of_the_joined_parts_is_computed(string op, params string[] others)
    {
        using var folder = new TempFolder();
        string path = Write(folder, "w", [4, 3], [[(0, 2), All], [(2, 2), All]]);
        folder.Write("m.meta", MetaGraph(Graph(
            Node("w/part_0", "VariableV2", []), Node("w/part_1", "VariableV2", []),
            Node("w/part_0/read", "Identity", ["w/part_0"]), Node("w/part_1/read", "Identity", ["w/part_1"]),
            ConstInts("axis", 0), Node("w", "ConcatV2", ["w/part_0/read", "w/part_1/read", "axis"]),
            Const("s", Tensor(Float, [], Field(4, Floats(-1)))), Node("v", op, ["w", .. others]),
            Node("y", "MatMul", ["x", "v"]))));
        using var checkpoint = Checkpoint.Open(path);
        Assert.Equal("io", checkpoint.Tensor("w").Role!.Axes);
        Assert.Equal(Enumerable.Range(0, 12).Select(at => -(double)at), checkpoint.Read("w"));
    }

    [Fact]
    public void Slots_of_partitioned_variables_are_no_weights()
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[24]);
        (long, long)[] all = [(0, 2), All];
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Index(
            [(Key("w", all), BundleEntry(Float, [2, 3], 0, 0, 24))],
            [("w", Whole(Float, [2, 3], all)), ("w/Adam", Whole(Float, [2, 3], all))])));
        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("state of the optimizer: 1 tensor", checkpoint.Metadata["ignored"]);
    }

    private static string Write(TempFolder folder, string name, long[] shape, (long Start, long Length)[][] slices)
    {
        var data = new List<byte>();
        var entries = new List<(byte[], byte[])>();
        foreach (var slice in slices)
        {
            (long Start, long Length)[] full =
                [.. slice.Select((extent, axis) => extent.Length < 0 ? (0, shape[axis]) : extent)];
            byte[] bytes = Floats([.. Places(full).Select(place => (float)Flat(place, shape))]);
            entries.Add((Key(name, slice), BundleEntry(
                Float, [.. full.Select(extent => extent.Length)], 0, data.Count, bytes.Length)));
            data.AddRange(bytes);
        }

        folder.Write("m.data-00000-of-00001", [.. data]);
        return folder.Write("m.index", Index([.. entries], [(name, Whole(Float, shape, slices))]));
    }

    /// <summary>The elements count from 0 in the whole tensor.</summary>
    private static void Check(Checkpoint checkpoint, string name, long[] shape)
    {
        var tensor = checkpoint.Tensor(name);
        Assert.Equal(shape, tensor.Shape.Dimensions);
        Assert.Equal(Enumerable.Range(0, (int)tensor.Shape.ElementCount).Select(i => (double)i), checkpoint.Read(name));
        Assert.Empty(checkpoint.Unread);
    }

    private static IEnumerable<long[]> Places((long Start, long Length)[] block) => block.Aggregate(
        (IEnumerable<long[]>)[[]],
        (places, extent) => places.SelectMany(place => Enumerable.Range((int)extent.Start, (int)extent.Length)
            .Select(index => (long[])[.. place, index])));

    private static long Flat(long[] place, long[] shape) =>
        place.Zip(shape).Aggregate(0L, (flat, pair) => (flat * pair.Second) + pair.First);
}
