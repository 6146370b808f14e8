using Heavytail.Tests.Formats.PyTorch;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyPartitions;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Partitioned variables that are not whole, or lie: each costs itself, not the file.</summary>
public sealed class PartitionedVariableHostileTests
{
    private static readonly (long, long)[] s_top = [(0, 1), All];
    private static readonly (long, long)[] s_bottom = [(1, 1), All];

    [Fact]
    public void SliceIsMissing() =>
        Part([(Key("w", s_top), Row(0))], [s_top, s_bottom], "its slice [1:2, :] is not in the checkpoint");

    [Fact]
    public void SlicesLeaveAGap() =>
        Part([(Key("w", s_top), Row(0))], [s_top], "its slices have 2 of 4 elements");

    [Fact]
    public void SlicesOverlap() => Part(
        [(Key("w", s_top), Row(0)), (Key("w", All, All), BundleEntry(Float, [2, 2], 0, 0, 16))],
        [s_top, [All, All]],
        "its slices overlap: they have 6 elements, the variable 4");

    [Fact]
    public void SliceComesTwice() =>
        Part([(Key("w", s_top), Row(0))], [s_top, s_top], "its slices overlap, or are not cut along straight lines");

    [Fact]
    public void SliceIsOfAnotherShape() => Part(
        [(Key("w", s_top), BundleEntry(Float, [1, 1], 0, 0, 4)), (Key("w", s_bottom), Row(8))],
        [s_top, s_bottom],
        "its slice [0:1, :] is stored as DT_FLOAT of [1, 1]");

    [Fact]
    public void SliceIsOfAnotherType() => Part(
        [(Key("w", s_top), BundleEntry(Integer, [1, 2], 0, 0, 8)), (Key("w", s_bottom), Row(8))],
        [s_top, s_bottom],
        "its slice [0:1, :] is stored as DT_INT32");

    [Theory]
    [InlineData(2, 1)]
    [InlineData(0, 3)]
    [InlineData(-1, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void SliceLeavesTheVariable(long start, long length) =>
        Part([], [[(start, length), All]], "is not a block of [2, 2]");

    [Fact]
    public void SliceHasNoDimensions() => Part([], [[]], "its slice [] is not a block of [2, 2]");

    [Fact]
    public void SliceIsInAShardThatIsNotThere() => Part(
        [(Key("w", s_top), Row(0)), (Key("w", s_bottom), BundleEntry(Float, [1, 2], 1, 0, 8))],
        [s_top, s_bottom],
        "its slice [1:2, :] is in `m.data-00001-of-00002`, which is not beside the index",
        shards: 2);

    [Fact]
    public void SliceIsInAShardBeyondTheLast() => Part(
        [(Key("w", s_top), BundleEntry(Float, [1, 2], long.MaxValue, 0, 8))],
        [s_top, s_bottom],
        "in shard 9223372036854775807 of a checkpoint of 1");

    [Fact]
    public void SlicesAreTheSameBytesAgainAndAgain()
    {
        const int Count = 100;
        var slices = Enumerable.Range(0, Count).Select(row => new (long, long)[] { (row, 1), All }).ToArray();
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[16]);
        using var checkpoint = Checkpoint.Open(folder.Write("m.index", Index(
            [.. slices.Select(slice => (Key("w", slice), Row(0)))], [("w", Whole(Float, [Count, 2], slices))])));
        Assert.Contains("claim 800 bytes", Assert.Single(checkpoint.Unread).Unread, StringComparison.Ordinal);
    }

    [Fact]
    public void SliceIsBeyondItsShard()
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[4]);
        Refused.Path(
            folder.Write("m.index", Index([(Key("w", s_top), Row(0))], [("w", Whole(Float, [1, 2], s_top))])),
            "tensor `w`: its 8 bytes at offset");
    }

    [Theory]
    [InlineData(new byte[] { 0x3a, 1, 0xff })]
    [InlineData(new byte[] { 0x3a, 2, 0x0a, 0x7f })]
    [InlineData(new byte[] { 0x3a, 3, 0x0a, 1, 0xff })]
    [InlineData(new byte[] { 0x38, 1 })]
    public void SliceIsNoMessage(byte[] slice)
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[4]);
        Refused.Path(folder.Write("m.index", Table(("", BundleHeader(1)), ("w", slice))), "tensor `w`");
    }

    private static byte[] Row(long offset) => BundleEntry(Float, [1, 2], 0, offset, 8);

    private static void Part(
        (byte[] Key, byte[] Value)[] entries, (long, long)[][] slices, string reason, long shards = 1)
    {
        using var folder = new TempFolder();
        folder.Write($"m.data-00000-of-0000{shards}", TinyTorch.Counting(4));
        using var checkpoint = Checkpoint.Open(folder.Write(
            "m.index", Index(entries, [("v", Row(0)), ("w", Whole(Float, [2, 2], slices))], shards)));
        Assert.Equal("v", Assert.Single(checkpoint.Tensors).Name);
        var skipped = Assert.Single(LayerInventory.From(checkpoint, new AnalysisOptions()).Skipped, skip =>
            skip.Tensor.Name == "w");
        Assert.Equal(SkipReason.Piece, skipped.Reason);
        Assert.StartsWith("a part of a partitioned variable: ", skipped.Explanation, StringComparison.Ordinal);
        Assert.Contains(reason, skipped.Explanation, StringComparison.Ordinal);
    }
}
