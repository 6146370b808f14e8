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

    /// <summary>The blocks [[1, 2], [3, 4]] and [[5, 6], [7, 8]] at rows 0 and 1, columns 2 and 0 of blocks.</summary>
    [Fact]
    public void Blocks_by_row() => Reads(
        Parts("sparse_bsr", [4, 6], ("s", [3]), ("i", [2]), ("v", [2, 2, 2])),
        [0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 5, 6, 0, 0, 0, 0, 7, 8, 0, 0, 0, 0],
        ("s", Longs(0, 1, 2)), ("i", Longs(2, 0)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4, 5, 6, 7, 8])));

    /// <summary>Blocks of one row and three columns.</summary>
    [Fact]
    public void Blocks_by_column() => Reads(
        Parts("sparse_bsc", [2, 6], ("s", [3]), ("i", [3]), ("v", [3, 1, 3])),
        [1, 2, 3, 0, 0, 0, 4, 5, 6, 7, 8, 9],
        ("s", Longs(0, 2, 3)), ("i", Longs(0, 1, 1)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4, 5, 6, 7, 8, 9])));

    /// <summary>Rows 2 and 0 of three, each of two elements; row 2 comes twice.</summary>
    [Fact]
    public void Rows_that_are_dense() => Reads(
        Parts("sparse_coo", [3, 2], ("i", [1, 3]), ("v", [3, 2])), [3, 4, 0, 0, 6, 8],
        ("i", Longs(2, 0, 2)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4, 5, 6])));

    [Fact]
    public void Matrices_that_are_dense_and_blocks_of_vectors()
    {
        Reads(
            Parts("sparse_coo", [2, 2, 2], ("i", [1, 1]), ("v", [1, 2, 2])), [0, 0, 0, 0, 1, 2, 3, 4],
            ("i", Longs(1)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4])));
        Reads(
            Parts("sparse_csr", [2, 2, 2], ("s", [3]), ("i", [2]), ("v", [2, 2])), [0, 0, 1, 2, 3, 4, 0, 0],
            ("s", Longs(0, 1, 2)), ("i", Longs(1, 0)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4])));
        Reads(
            Parts("sparse_bsr", [2, 2, 2], ("s", [2]), ("i", [1]), ("v", [1, 2, 2, 2])), [1, 2, 3, 4, 5, 6, 7, 8],
            ("s", Longs(0, 1)), ("i", Longs(0)), ("v", TinySafeTensors.Bytes([1f, 2, 3, 4, 5, 6, 7, 8])));
    }

    [Fact]
    public void Blocks_do_not_fit() => Refuse(
        Parts("sparse_bsr", [3, 6], ("s", [3]), ("i", [2]), ("v", [2, 2, 2])), "does not fall into blocks of 2 × 2",
        ("s", Longs(0, 1, 2)), ("i", Longs(2, 0)), ("v", new byte[32]));

    [Fact]
    public void Blocks_are_empty() => Refuse(
        Parts("sparse_bsr", [4, 6], ("s", [3]), ("i", [2]), ("v", [2, 0, 2])), "does not fall into blocks of 0 × 2",
        ("s", Longs(0, 1, 2)), ("i", Longs(2, 0)), ("v", []));

    [Fact]
    public void Block_leaves_the_tensor() => Refuse(
        Parts("sparse_bsr", [4, 6], ("s", [3]), ("i", [2]), ("v", [2, 2, 2])), "damaged",
        ("s", Longs(0, 1, 2)), ("i", Longs(3, 0)), ("v", new byte[32]));

    [Fact]
    public void Dense_dimensions_are_not_those_of_the_tensor() => Refuse(
        Parts("sparse_coo", [3, 3], ("i", [1, 3]), ("v", [3, 2])), "which do not end alike",
        ("i", Longs(2, 0, 2)), ("v", new byte[24]));

    [Fact]
    public void More_dense_dimensions_than_there_are() => Refuse(
        Parts("sparse_coo", [2], ("i", [1, 3]), ("v", [3, 2, 2])), "which do not end alike",
        ("i", Longs(2, 0, 2)), ("v", new byte[48]));

    [Theory]
    [InlineData("sparse_of_next_year", "a layout that is not read")]
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

    private static TinyPickle Parts(string layout, long[] size, params (string Key, long[] Shape)[] parts)
    {
        var pickle = new TinyPickle().Op("}").Text("a").Global("torch._utils", "_rebuild_sparse_tensor").Op("(");
        Layout(pickle, layout, byCall: true);
        pickle.Op("(");
        foreach (var (key, shape) in parts)
        {
            pickle.Tensor(key == "v" ? "FloatStorage" : "LongStorage", key, shape);
        }

        return pickle.Numbers(size).Op("ttRs");
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
