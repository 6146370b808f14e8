using Heavytail.Files.Compression;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Formats.TensorFlow.TinyTensorFlow;

namespace Heavytail.Tests.Formats.TensorFlow;

/// <summary>Indexes of checkpoints that lie, each test named after the lie.</summary>
public sealed class TensorFlowCheckpointHostileTests
{
    private static readonly byte[] s_one = BundleEntry(Float, [1], 0, 0, 4);

    [Fact]
    public void TableIsAFooterAlone() => Refuse(TableEnd(Block(), 0)[^48..], "leaves the table of 48 bytes");

    [Fact]
    public void TableIsEmpty() => Refuse(TableEnd(Block(), 0), "is a table without entries");

    [Fact]
    public void FooterSaysNothing()
    {
        byte[] table = Table(("", BundleHeader(1)));
        table.AsSpan(table.Length - 48, 40).Fill(0xff);
        Refuse(table, "the footer of the table does not say where its index is");
    }

    [Fact]
    public void BlockIsDamaged()
    {
        byte[] table = Table(("", BundleHeader(1)), ("a", s_one));
        table[5] ^= 1;
        Refuse(table, "the block at byte 0 of the table does not have its checksum", "damaged");
    }

    [Fact]
    public void BlockLeavesTheFile() => Refuse(
        TableEnd(Block(("k", [.. Varint(0), .. Varint(1_000_000)])), 0),
        "a block of 1,000,000 bytes at byte 0 leaves the table");

    [Fact]
    public void BlockIsOfTheLargestNumber() => Refuse(
        TableEnd(Block(("k", [.. Varint(long.MaxValue), .. Varint(long.MaxValue)])), 0), "leaves the table");

    [Fact]
    public void BlockComesAgainAndAgain()
    {
        byte[] block = Block(("", BundleHeader(1)), ("a", s_one));
        byte[] handle = [0, .. Varint((ulong)block.Length)];
        byte[] index = Block([.. Enumerable.Range(0, 1000).Select(i => ($"k{i:D4}", handle))]);
        Refuse([.. block, .. Trailer(block, 0), .. TableEnd(index, block.Length + 5)], "inside the one before");
    }

    [Fact]
    public void IndexNamesItself()
    {
        byte[] meta = Block();
        long self = meta.Length + 5;
        byte[] index = Block(("k", [.. Varint((ulong)self), .. Varint(17)]));
        Refuse(TableEnd(index, 0));
    }

    [Fact]
    public void CompressionIsUnknown() =>
        Refuse(Table(Block(("", BundleHeader(1))), type: 9), "compressed in an unknown way (9)");

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 10, 0, 1 })]
    [InlineData(new byte[] { 10, 0xfc, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 10, 0, 1, 0xfe, 2, 0 })]
    [InlineData(new byte[] { 10, 0, 1, 0x26, 0, 0 })]
    [InlineData(new byte[] { 10, 0, 1, 0x22 })]
    [InlineData(new byte[] { 60, 0, 1, 0xfe, 1, 0 })]
    public void SnappyBlockIsDamaged(byte[] block) => Refuse(Table(block, type: 1), "is not a Snappy block");

    [Fact]
    public void SnappyBlockIsABomb()
    {
        byte[] bomb =
            [.. Varint(1 << 26), 0, 0, .. Enumerable.Repeat(new byte[] { 0xfe, 1, 0 }, 1000).SelectMany(copy => copy)];
        Refuse(Table(bomb, type: 1), "is not a Snappy block");
    }

    [Theory]
    [InlineData(new byte[] { 0, 0xff, 1, 0 })]
    [InlineData(new byte[] { 5, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0x7f })]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0 })]
    public void EntryLeavesItsBlock(byte[] entry) =>
        Refuse(Table([.. entry, 0, 0, 0, 0, 1, 0, 0, 0]), "an entry of the table leaves its block");

    [Fact]
    public void RestartsDoNotFit() => Refuse(Table([0xff, 0xff, 0xff, 0xff]), "claims 4,294,967,295 restarts");

    [Fact]
    public void BlockHasNoEnd() => Refuse(Table([1, 2]), "too few for its end");

    [Fact]
    public void KeysAreNotInOrder() =>
        Refuse(Table(("", BundleHeader(1)), ("b", s_one), ("a", s_one)), "keys of the table are not in order");

    [Fact]
    public void KeysOfOneName() =>
        Refuse(Table(("", BundleHeader(1)), ("a", s_one), ("a", s_one)), "keys of the table are not in order");

    [Fact]
    public void KeysGrowOutOfAFewBytes()
    {
        string start = new('a', 15_000);
        Refuse(
            Table([("", BundleHeader(1)), .. Enumerable.Range(0, 3000).Select(i => ($"{start}{i:D5}", s_one))]),
            "the keys of the table have more than 16,777,216 bytes");
    }

    [Fact]
    public void TableIsOfAnotherKind() => Refuse(Table(("a", s_one)), "its first key is not empty");

    [Fact]
    public void CheckpointIsOfTheFirstFormat() =>
        Refuse(Table(("", Field(1, Field(1, "w")))), "first format of TensorFlow (V1)", "save it again");

    [Theory]
    [InlineData(4097)]
    [InlineData(-1)]
    public void ShardsAreTooMany(long shards) => Refuse(Table(("", BundleHeader(shards))), "at most 4,096 are opened");

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void ShardIsBeyondTheLast(long shard) =>
        Refuse(
            Table(("", BundleHeader(1)), ("a", BundleEntry(Float, [1], shard, 0, 4))),
            $"is in shard {shard} of a checkpoint of 1");

    [Fact]
    public void ShardIsMissing()
    {
        using var folder = new TempFolder();
        Refused.Path(
            folder.Write("m.index", Table(("", BundleHeader(1)), ("a", s_one))),
            "its shard `m.data-00000-of-00001` is not beside it", "into one folder");
    }

    [Fact]
    public void IndexIsMissing()
    {
        using var folder = new TempFolder();
        Refused.Path(
            folder.Write("m.data-00000-of-00001", new byte[4]),
            "its tensors are named in `m.index`, which is not beside it", "put `m.index` into the same folder");
    }

    [Fact]
    public void IndexIsNone()
    {
        using var folder = new TempFolder();
        folder.Write("m.index", [1, 2, 3]);
        Refused.Path(folder.Write("m.data-00000-of-00001", new byte[4]), "it is not a TensorFlow checkpoint");
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(-1, 4)]
    [InlineData(long.MaxValue, 4)]
    public void TensorIsBeyondItsShard(long offset, long size) =>
        Refuse(
            Table(("", BundleHeader(1)), ("a", BundleEntry(Float, [1], 0, offset, size))),
            "tensor `a`: its 4 bytes at offset");

    [Theory]
    [InlineData(new long[] { 2 }, "needs 8 bytes, the index of the checkpoint gives it 4")]
    [InlineData(new long[] { 1L << 62 }, "needs 18,446,744,073,709,551,616 bytes")]
    [InlineData(new long[] { 1L << 40, 1L << 40 }, "more elements than fit in 63 bits")]
    [InlineData(new long[] { -1 }, "negative dimension")]
    public void ShapeIsNotThatOfTheData(long[] shape, string fact) =>
        Refuse(Table(("", BundleHeader(1)), ("a", BundleEntry(Float, shape, 0, 0, 4))), "tensor `a`", fact);

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0x12, 0x7f })]
    [InlineData(new byte[] { 0x12, 2, 0x12, 0x7f })]
    [InlineData(new byte[] { 0x0b })]
    [InlineData(new byte[] { 0x0d, 1 })]
    [InlineData(new byte[] { 0x09, 1 })]
    [InlineData(new byte[] { 0x00, 1 })]
    public void EntryIsNoMessage(byte[] entry) =>
        Refuse(Table(("", BundleHeader(1)), ("a", entry)), "tensor `a`");

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 100, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0x0a, 0x7f })]
    public void ObjectsAreDamaged(byte[] objects)
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", objects);
        Refused.Path(folder.Write("m.index", Table(
            ("", BundleHeader(1)), ("_CHECKPOINTABLE_OBJECT_GRAPH", BundleEntry(Text, [], 0, 0, objects.Length)))));
    }

    [Fact]
    public void NameIsNotUtf8()
    {
        byte[] block = [0, 0, 2, 8, 1, 0, 1, 0, 0xff, 0, 0, 0, 0, 1, 0, 0, 0];
        Refuse(Table(block), "a name in the index is not UTF-8");
    }

    [Fact]
    public void SnappyIsCheckedBeforeItIsMade() =>
        Assert.Null(SnappyBlock.Decompress([.. Varint(1 << 20), 0, 0], 1 << 26));

    private static void Refuse(byte[] index, params string[] facts)
    {
        using var folder = new TempFolder();
        folder.Write("m.data-00000-of-00001", new byte[4]);
        Refused.Path(folder.Write("m.index", index), facts);
    }
}
