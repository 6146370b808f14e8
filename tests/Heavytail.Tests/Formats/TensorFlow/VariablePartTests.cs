using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Partitioned variables whose parts are stored as variables: <c>w/part_0</c>, <c>w/part_1</c>.</summary>
public sealed class VariablePartTests
{
    [Fact]
    public void Parts_that_differ_in_one_dimension_are_joined_along_it()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, [], ("w/part_0", [2, 2]), ("w/part_1", [2, 1]));
        Assert.Equal([0, 1, 4, 2, 3, 5], checkpoint.Read("w"));
        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
    }

    [Fact]
    public void Equal_parts_follow_their_bias_or_are_tables_of_embeddings()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, [], ("a/bias", [2]), ("a/kernel/part_0", [1, 2]), ("a/kernel/part_1", [1, 2]),
            ("b/bias/part_0", [1]), ("b/bias/part_1", [1]), ("b/kernel/part_0", [2, 1]), ("b/kernel/part_1", [2, 1]),
            ("embedding_weights/part_0", [1, 1]), ("embedding_weights/part_1", [1, 1]));
        Assert.Equal(
            ["a/bias", "a/kernel", "b/bias", "b/kernel", "embedding_weights"],
            checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([2, 3, 4, 5], checkpoint.Read("a/kernel"));
        Assert.Equal([6, 7], checkpoint.Read("b/bias"));
        Assert.Equal([8, 10, 9, 11], checkpoint.Read("b/kernel"));
        Assert.Equal([2, 1], checkpoint.Tensor("embedding_weights").Shape.Dimensions);
    }

    [Fact]
    public void What_the_graph_says_of_the_slices_decides()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder,
            Field(
                4, Field(1, "variables"),
                Field(
                    2,
                    Field(
                        2,
                        Variable("w/part_0:0", [2, 2], [0, 1], [2, 1]),
                        Variable("w/part_1:0", [2, 2], [0, 0], [2, 1])))),
            ("w/part_0", [2, 1]), ("w/part_1", [2, 1]));
        Assert.Equal([2, 0, 3, 1], checkpoint.Read("w"));
    }

    [Fact]
    public void Averages_of_parts_are_joined_too()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, [], ("w/part_0", [2, 2]), ("w/part_0/ExponentialMovingAverage", [2, 2]), ("w/part_1", [1, 2]),
            ("w/part_1/ExponentialMovingAverage", [1, 2]));
        Assert.Equal(["w", "w/ExponentialMovingAverage"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([0, 1, 2, 3, 8, 9], checkpoint.Read("w"));
    }

    [Fact]
    public void Parts_that_cannot_be_joined_are_named_with_the_reason()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, [], ("a/part_0", [2, 2]), ("a/part_2", [2, 2]), ("b/part_0", [2, 2]), ("b/part_1", [2, 2]),
            ("c/part_0", [1, 2]), ("c/part_1", [2]), ("d/part_3", [2, 2]), ("e/part_0", [1, 2]), ("e/part_1", [2, 1]));
        Assert.Empty(checkpoint.Tensors);
        Assert.Equal(
            [
                "a/part_0: part 1 is not in the checkpoint", "a/part_2: part 1 is not in the checkpoint",
                "b/part_0: nothing says along which dimension it was cut",
                "b/part_1: nothing says along which dimension it was cut",
                "c/part_0: its parts differ in type or in dimensions",
                "c/part_1: its parts differ in type or in dimensions",
                "d/part_3: part 0 is not in the checkpoint",
                "e/part_0: nothing says along which dimension it was cut",
                "e/part_1: nothing says along which dimension it was cut",
            ],
            checkpoint.Unread.Select(tensor => $"{tensor.Name}: {tensor.Unread!.Split(": ", 2)[1]}"));
    }

    [Fact]
    public void A_part_alone_and_a_scope_of_that_name_are_variables()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, [], ("net/part_1/kernel", [2, 2]), ("net/part_2/kernel", [2, 2]), ("w/part_0", [2, 2]));
        Assert.Equal(
            ["net/part_1/kernel", "net/part_2/kernel", "w/part_0"], checkpoint.Tensors.Select(tensor => tensor.Name));
    }

    [Theory]
    [InlineData(new long[] { 0, 1 }, new long[] { 2, 2 })]
    [InlineData(new long[] { -1, 0 }, new long[] { 2, 1 })]
    [InlineData(new long[] { 0 }, new long[] { 2, 1 })]
    [InlineData(new long[] { 0, long.MaxValue }, new long[] { 2, 1 })]
    public void A_graph_that_lies_about_slices_is_not_believed(long[] offset, long[] lengths)
    {
        using var folder = new TempFolder();
        byte[][] both =
            [Variable("w/part_0:0", [2, 2], offset, lengths), Variable("w/part_1:0", [2, 2], [0, 1], [2, 1])];
        using var checkpoint = Open(
            folder,
            Field(4, Field(1, "variables"), Field(2, Field(2, both))),
            ("w/part_0", [2, 1]),
            ("w/part_1", [2, 1]));
        Assert.Empty(checkpoint.Tensors);
        Assert.Equal(2, checkpoint.Unread.Count);
    }

    /// <summary>A VariableDef as a value of a BytesList.</summary>
    private static byte[] Variable(string name, long[] whole, long[] offset, long[] lengths) => Field(
        1,
        Field(1, name),
        Field(
            4,
            [
                Field(1, "w"), Field(2, [.. whole.Select(side => Varint((ulong)side))]),
                .. offset.Select(start => Field(3, start)), .. lengths.Select(length => Field(4, length)),
            ]));

    /// <summary>Variables of F32 that count on, in the order of the names.</summary>
    private static Checkpoint Open(TempFolder folder, byte[] meta, params (string Name, long[] Shape)[] variables)
    {
        var entries = new List<(string, byte[])> { ("", BundleHeader(1)) };
        var data = new List<byte>();
        foreach (var (name, shape) in variables)
        {
            int count = (int)shape.Aggregate(1L, (product, side) => product * side);
            int first = data.Count / sizeof(float);
            entries.Add((name, BundleEntry(Float, shape, 0, data.Count, count * sizeof(float))));
            data.AddRange(Floats([.. Enumerable.Range(first, count).Select(value => (float)value)]));
        }

        folder.Write("m.data-00000-of-00001", [.. data]);
        if (meta.Length > 0)
        {
            folder.Write("m.meta", [.. MetaGraph([]), .. meta]);
        }

        return Checkpoint.Open(folder.Write("m.index", Table([.. entries])));
    }
}
