using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Sparse tensors are read as the dense ones that they stand for; those that lie are refused.</summary>
public sealed class TorchSparseTests
{
    private static readonly byte[] s_values = TinyTorch.Counting(3);

    /// <summary>PyTorch saves the layout by a call, older versions by the bare name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Coordinates(bool byCall) => Reads(
        Coo(byCall, [2, 3], 3), [0, 1, 0, 0, 0, 2], ("i", Longs(1, 0, 1, 0, 1, 2)), ("v", s_values));

    /// <summary>Uncoalesced tensors store an element more than once: its value is the sum.</summary>
    [Fact]
    public void Elements_that_are_stored_twice_are_added_up() => Reads(
        Coo(true, [2, 3], 3), [0, 3, 0, 0, 0, 0], ("i", Longs(0, 0, 0, 1, 1, 1)), ("v", s_values));

    [Fact]
    public void Compressed_rows() => Reads(
        Compressed("sparse_csr", [2, 3], 3), [0, 0, 0, 1, 0, 2], ("s", Longs(0, 1, 3)), ("i", Longs(2, 0, 2)),
        ("v", s_values));

    [Fact]
    public void Compressed_columns() => Reads(
        Compressed("sparse_csc", [3, 2], 3), [0, 1, 0, 0, 0, 2], ("s", Longs(0, 1, 3)), ("i", Longs(2, 0, 2)),
        ("v", s_values));

    [Fact]
    public void A_vector_and_an_empty_tensor()
    {
        Reads(Coo(true, [5], 3), [0, 0, 2, 1, 0], ("i", Longs(0, 3, 2)), ("v", s_values));
        Reads(Coo(true, [2, 2], 0), [0, 0, 0, 0], ("i", []), ("v", []));
    }

    [Fact]
    public void Half_precision_stays_half_precision()
    {
        var pickle = Coo(true, [2, 3], 3, "HalfStorage");
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, pickle, ("i", Longs(1, 0, 1, 0, 1, 2)), ("v", [0, 0x3c, 0, 0x40, 0, 0x44]));

        Assert.Equal(ElementType.F16, checkpoint.Tensor("a").Type);
        Assert.Equal("F16, sparse COO", checkpoint.Tensor("a").Encoding);
        Assert.Equal([0, 2, 0, 1, 0, 4], checkpoint.Read("a"));
    }

    [Fact]
    public void More_chunks_than_one()
    {
        const int columns = 40_000;
        long[] indexes = [0, 1, 1, 39_999, 0, 39_999];
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Coo(true, [2, columns], 3), ("i", Longs(indexes)), ("v", TinySafeTensors.Bytes([1f, 2f, 3f])));

        double[] dense = checkpoint.Read("a");

        Assert.Equal((1, 2, 3, 6), (dense[columns - 1], dense[columns], dense[^1], dense.Sum()));
    }

    [Theory]
    [InlineData("sparse_bsr", "a layout that is not read")]
    [InlineData("sparse_csr", "a stack of compressed matrices")]
    public void Other_layouts_are_listed(string layout, string reason)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Compressed(layout, [2, 2, 3], 3), ("s", Longs(0, 1, 3)), ("i", Longs(2, 0, 2)), ("v", s_values));

        Assert.Contains(reason, Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
        Assert.Equal(new TensorShape(2, 2, 3), checkpoint.Unread[0].Shape);
    }

    /// <summary>A graph of a million nodes is no weight matrix, and would be four terabytes.</summary>
    [Fact]
    public void A_graph_is_listed()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Coo(true, [1_000_000, 1_000_000], 3), ("i", Longs(1, 0, 1, 0, 1, 2)), ("v", s_values));

        Assert.Contains("too few for weights", Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    [Fact]
    public void Index_leaves_the_tensor()
    {
        Refuse(Coo(true, [2, 3], 3), "damaged", ("i", Longs(1, 0, 2, 0, 1, 2)), ("v", s_values));
        Refuse(Coo(true, [2, 3], 3), "damaged", ("i", Longs(1, 0, -1, 0, 1, 2)), ("v", s_values));
        Refuse(
            Compressed("sparse_csr", [2, 3], 3), "damaged", ("s", Longs(0, 1, 3)), ("i", Longs(2, 0, 3)),
            ("v", s_values));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 1, 4)]
    [InlineData(1, 2, 3)]
    [InlineData(0, -1, 3)]
    public void Rows_do_not_hold_the_elements(long first, long second, long third) => Refuse(
        Compressed("sparse_csr", [2, 3], 3), "damaged", ("s", Longs(first, second, third)), ("i", Longs(2, 0, 2)),
        ("v", s_values));

    [Fact]
    public void Indexes_are_of_another_shape() => Refuse(
        Coo(true, [2, 3, 4], 3), "has indexes of shape [2, 3], expected [3, 3]", ("i", Longs(1, 0, 1, 0, 1, 2)),
        ("v", s_values));

    [Fact]
    public void A_dimension_overflows()
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(
            folder, Compressed("sparse_csr", [long.MaxValue, 0], 3), ("s", Longs(0, 1, 3)), ("i", Longs(2, 0, 2)),
            ("v", s_values));

        Assert.Contains("too large", Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    private static TinyPickle Coo(bool byCall, long[] size, long count, string storage = "FloatStorage")
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("torch._utils", "_rebuild_sparse_tensor").Op("(");
        Layout(pickle, "sparse_coo", byCall);
        long rank = Math.Min(2, size.Length);
        return pickle.Op("(").Tensor("LongStorage", "i", rank, count).Tensor(storage, "v", count).Numbers(size)
            .Raw(0x88).Op("ttRs");
    }

    private static TinyPickle Compressed(string layout, long[] size, long count)
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("torch._utils", "_rebuild_sparse_tensor").Op("(");
        Layout(pickle, layout, byCall: true);
        return pickle.Op("(").Tensor("LongStorage", "s", 3).Tensor("LongStorage", "i", count)
            .Tensor("FloatStorage", "v", count).Numbers(size).Op("ttRs");
    }

    private static void Layout(TinyPickle pickle, string layout, bool byCall)
    {
        if (byCall)
        {
            pickle.Global("torch.serialization", "_get_layout").Op("(").Text($"torch.{layout}").Op("tR");
        }
        else
        {
            pickle.Global("torch", layout);
        }
    }

    private static byte[] Longs(params long[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static void Reads(TinyPickle pickle, double[] expected, params (string Key, byte[] Data)[] storages)
    {
        using var folder = new TempFolder();
        using var checkpoint = Open(folder, pickle, storages);
        Assert.Equal(expected, checkpoint.Read("a"));
    }

    private static Checkpoint Open(TempFolder folder, TinyPickle pickle, params (string Key, byte[] Data)[] storages) =>
        Checkpoint.Open(folder.Write("m.pt", TinyTorch.Zip(pickle.Stop(), storages)));

    private static void Refuse(TinyPickle pickle, string fact, params (string Key, byte[] Data)[] storages) =>
        Refused.Bytes("m.pt", TinyTorch.Zip(pickle.Stop(), storages), "`a`", fact);
}
