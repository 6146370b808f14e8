using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Gguf;

/// <summary>GGUF files that lie, each test named after the lie.</summary>
public sealed class GgufHostileTests
{
    private const uint Array = 9;
    private const uint Text = 8;

    private static readonly byte[] s_honest =
        new TinyGguf().Text("general.name", "x").Floats("a", [2], 1, 2).Floats("b", [1], 3).ToArray();

    [Fact]
    public void FileIsTheMagicAlone() =>
        Refused.Bytes("m.gguf", "GGUF"u8.ToArray(), "does not start with `GGUF` and a version");

    [Theory]
    [InlineData(0u, "is GGUF version 0, expected 2 or 3")]
    [InlineData(1u, "is GGUF version 1, expected 2 or 3", "convert the model again")]
    [InlineData(4u, "is GGUF version 4, expected 2 or 3")]
    [InlineData(0x0400_0000u, "is GGUF version 4, expected 2 or 3")]
    public void VersionIsAnother(uint version, params string[] facts) =>
        Refused.Bytes("m.gguf", new TinyGguf(version: version).Floats("a", [1], 1).ToArray(), facts);

    [Fact]
    public void FileEndsInTheHeader()
    {
        int header = new TinyGguf().Text("general.name", "x").Floats("a", [2], 1, 2).Floats("b", [1], 3)
            .Header().Length;
        for (int length = 0; length < header; length++)
        {
            Refused.Bytes("m.gguf", s_honest[..length]);
        }
    }

    [Fact]
    public void FileEndsInTheData() => Refused.Bytes(
        "m.gguf", s_honest[..^32], "tensor `b`: needs 4 bytes at offset", "the file looks truncated");

    [Theory]
    [InlineData(ulong.MaxValue, "claims 18,446,744,073,709,551,615 tensors")]
    [InlineData(1_000_000UL, "claims 1,000,000 tensors, it has")]
    public void TensorsAreMoreThanTheFileCanHold(ulong count, string fact) =>
        Refused.Bytes("m.gguf", new TinyGguf { TensorCount = count }.Floats("a", [1], 1).ToArray(), fact);

    [Fact]
    public void TensorsAreMoreThanAnyModelHas() => Refused.Bytes(
        "m.gguf",
        [.. new TinyGguf { TensorCount = 300_000 }.ToArray(), .. new byte[8_000_000]],
        "claims 300,000 tensors, at most 262,144 are read");

    [Fact]
    public void PairsAreMoreThanTheFileCanHold() => Refused.Bytes(
        "m.gguf", new TinyGguf { PairCount = 1UL << 40 }.ToArray(), "claims 1,099,511,627,776 metadata pairs");

    [Fact]
    public void PairsAreMoreThanAnyModelHas() => Refused.Bytes(
        "m.gguf", [.. new TinyGguf { PairCount = 70_000 }.ToArray(), .. new byte[1_000_000]],
        "claims 70,000 metadata pairs, at most 65,536 are read");

    [Theory]
    [InlineData(13)]
    [InlineData(0xffff_ffff)]
    public void ValueIsOfNoType(uint type) =>
        Refuse(new TinyGguf().Pair("k", type, new byte[8]), $"metadata key `k` is of unknown type {type}");

    [Fact]
    public void BoolIsTwo() => Refuse(new TinyGguf().Pair("k", 7, [2]), "metadata key `k` is a bool of value 2");

    [Fact]
    public void KeyComesTwice() =>
        Refuse(new TinyGguf().Number("k", 1).Text("k", "x"), "metadata key `k` occurs twice");

    [Fact]
    public void KeyIsNotUtf8()
    {
        byte[] file = new TinyGguf().Number("?", 1).ToArray();
        file[System.Array.IndexOf(file, (byte)'?')] = 0xff;
        Refused.Bytes("m.gguf", file, "a metadata key is not UTF-8");
    }

    [Fact]
    public void KeyIsLong() =>
        Refuse(new TinyGguf().Number(new string('k', 65_536), 1), "a metadata key has 65,536 bytes, at most 65,535");

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1_000_000UL)]
    public void TextIsLongerThanTheFile(ulong length) =>
        Refuse(new TinyGguf().Pair("k", Text, BitConverter.GetBytes(length)), "bytes of text, it has");

    [Theory]
    [InlineData(0u)]
    [InlineData(8u)]
    [InlineData(9u)]
    [InlineData(12u)]
    public void ArrayIsLongerThanTheFile(uint type) => Refuse(
        new TinyGguf().Pair("k", Array, [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(1UL << 60)]),
        "claims 1,152,921,504,606,846,976 values of `k`");

    [Fact]
    public void ArrayIsOfNoType() => Refuse(
        new TinyGguf().Pair("k", Array, [.. BitConverter.GetBytes(13u), .. new byte[8]]),
        "`k` is an array of unknown type 13");

    [Fact]
    public void ArraysAreDeep()
    {
        var file = new TinyGguf();
        byte[] value = file.Array(0);
        for (int depth = 0; depth < 10_000; depth++)
        {
            value = [.. BitConverter.GetBytes(Array), .. BitConverter.GetBytes(1UL), .. value];
        }

        Refuse(file.Pair("k", Array, value), "`k` is an array of arrays, 4 deep");
    }

    [Fact]
    public void ArrayHasTenMillionEmptyTexts() => Refuse(
        new TinyGguf().Pair(
            "k", Array,
            [.. BitConverter.GetBytes(Text), .. BitConverter.GetBytes(10_000_000UL), .. new byte[80_000_000]])
            .Pair("k2", 77, []),
        "`k2` is of unknown type 77");

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(33)]
    public void AlignmentIsNoPowerOfTwo(uint alignment) => Refuse(
        new TinyGguf().Number("general.alignment", alignment),
        $"`general.alignment` is {alignment}, expected a power of two");

    [Fact]
    public void AlignmentIsAText() =>
        Refuse(new TinyGguf().Text("general.alignment", "32"), "`general.alignment` is 32, expected a power of two");

    [Fact]
    public void AlignmentIsAGigabyte() => Refuse(
        new TinyGguf().Number("general.alignment", 1 << 30).Floats("a", [1], 1), "tensor `a`: needs 4 bytes at offset");

    [Fact]
    public void TensorsOfOneName() =>
        Refuse(new TinyGguf().Floats("a", [1], 1).Floats("a", [1], 1), "tensor `a`: is in the header twice");

    [Fact]
    public void NameIsLong() =>
        Refuse(new TinyGguf().Floats(new string('n', 5000), [1], 1), "a tensor's name has 5,000 bytes, at most 4,096");

    [Fact]
    public void DimensionsAreFive() =>
        Refuse(new TinyGguf().Floats("a", [1, 1, 1, 1, 1], 1), "tensor `a`: has 5 dimensions, at most 4");

    [Theory]
    [InlineData(-1, "has a dimension of 18,446,744,073,709,551,615")]
    [InlineData(long.MaxValue, "shape [9223372036854775807] of F32 needs")]
    public void DimensionIsNone(long side, string fact) =>
        Refuse(new TinyGguf().Entry("a", 0, [side], 0), "tensor `a`", fact);

    [Fact]
    public void ElementsOverflow() => Refuse(
        new TinyGguf().Entry("a", 0, [1L << 32, 1L << 32], 0), "tensor `a`", "more elements than fit in 63 bits");

    [Fact]
    public void BlocksOverflow() => Refuse(
        new TinyGguf().Entry("a", 2, [1L << 57, 32], 0), "tensor `a`: shape [144115188075855872, 32] of Q4_0 needs");

    [Theory]
    [InlineData(2, 16, "rows of 16 elements are not a whole number of Q4_0 blocks of 32")]
    [InlineData(12, 128, "rows of 128 elements are not a whole number of Q4_K blocks of 256")]
    public void RowsEndInsideABlock(uint type, long side, string fact) => Refuse(
        new TinyGguf().Tensor("a", type, [64, side], new byte[10_000]), "tensor `a`", fact);

    [Theory]
    [InlineData(1UL, "its data offset 1 is not a multiple of the alignment 32")]
    [InlineData(1UL << 40, "needs 4 bytes at offset 1,099,511,627,")]
    [InlineData((1UL << 63) - 32, "needs 4 bytes at offset 9,223,372,036,854,775,")]
    [InlineData(1UL << 63, "its data offset 9,223,372,036,854,775,808 is beyond any file")]
    [InlineData(ulong.MaxValue, "is beyond any file")]
    public void OffsetIsNotThatOfData(ulong offset, string fact) =>
        Refuse(new TinyGguf().Floats("b", [1], 1).Entry("a", 0, [1], offset), "tensor `a`", fact);

    [Fact]
    public void TensorsOverlap() => Refuse(
        new TinyGguf().Floats("a", [16], new float[16]).Entry("b", 0, [4], 32),
        "tensor `b`: its data begin at",
        "inside those of `a`");

    [Fact]
    public void TensorsAreTheSameBytes() =>
        Refuse(new TinyGguf().Floats("a", [4], new float[4]).Entry("b", 0, [4], 0), "inside those of");

    [Fact]
    public void OneKilobyteClaims100Gigabytes() => Refuse(
        new TinyGguf().Entry("a", 0, [25_000_000_000], 0), "tensor `a`: needs 100,000,000,000 bytes");

    [Theory]
    [InlineData(16, "IQ2_XXS")]
    [InlineData(18, "IQ3_XXS")]
    [InlineData(29, "IQ1_M")]
    public void BlocksOfNoKnownByteOrder(uint type, string name) => Refuse(
        new TinyGguf(bigEndian: true).Tensor("a", type, [256], new byte[128]),
        $"tensor `a`: {name} in a big-endian file");

    [Fact]
    public void SplitFileIsMissing() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(0, 2).Floats("a", [1], 1), null,
        "its model is in 2 files, and `m-00002-of-00002.gguf` is missing");

    [Fact]
    public void SplitFileHasAnotherName() => RefuseSplit(
        "model.gguf", Part(0, 2).Floats("a", [1], 1), Part(1, 2).Floats("b", [1], 1),
        "its name does not end in `-00001-of-00002.gguf`", "restore the original names");

    [Fact]
    public void SplitFileIsNamedAsAnother() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(1, 2).Floats("a", [1], 1), Part(1, 2).Floats("b", [1], 1),
        "is file 2 of the 2", "its name does not end in `-00002-of-00002.gguf`");

    [Fact]
    public void OtherSplitFileIsOfAnotherModel() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(0, 2).Floats("a", [1], 1), Part(1, 3).Floats("b", [1], 1),
        "its metadata do not say that it is file 2 of 2");

    [Fact]
    public void OtherSplitFileIsWhole() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(0, 2).Floats("a", [1], 1), new TinyGguf().Floats("b", [1], 1),
        "its metadata do not say that it is file 2 of 2");

    [Fact]
    public void OtherSplitFileIsTruncated()
    {
        using var folder = new TempFolder();
        folder.Write("m-00002-of-00002.gguf", Part(1, 2).Floats("b", [1], 1).ToArray().AsSpan(..^32));
        Refused.Path(
            folder.Write("m-00001-of-00002.gguf", Part(0, 2).Floats("a", [1], 1).ToArray()),
            "m-00002-of-00002.gguf`: tensor `b`: needs 4 bytes");
    }

    [Fact]
    public void TensorIsInTwoSplitFiles() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(0, 2).Floats("a", [1], 1), Part(1, 2).Floats("a", [1], 1),
        "tensor `a`: is in an earlier file of the model too");

    [Fact]
    public void SplitFilesHaveNotAsManyTensors() => RefuseSplit(
        "m-00001-of-00002.gguf", Part(0, 2).Number("split.tensors.count", 3).Floats("a", [1], 1), Part(1, 2),
        "`split.tensors.count` is 3, the files have 1 tensors");

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 5000)]
    public void SplitNumbersContradict(ushort number, ushort count) =>
        Refuse(Part(number, count), $"says that it is file {number} (from 0) of {count:N0}");

    [Fact]
    public void SplitHasNoNumber() =>
        Refuse(new TinyGguf().Number16("split.count", 2), "says that it is file -1 (from 0) of 2");

    [Fact]
    public void SplitFilesThatAllNameEachOtherAreListedOnce()
    {
        using var folder = new TempFolder();
        folder.Write("m-00001-of-00002.gguf", [1, 2, 3]);
        string second = folder.Write("m-00002-of-00002.gguf", Part(1, 2).ToArray());
        Assert.Contains(second, CheckpointFinder.Find(folder.Path));
    }

    private static TinyGguf Part(ushort number, ushort count) =>
        new TinyGguf().Number16("split.no", number).Number16("split.count", count);

    private static void Refuse(TinyGguf file, params string[] facts) => Refused.Bytes("m.gguf", file.ToArray(), facts);

    private static void RefuseSplit(string name, TinyGguf file, TinyGguf? second, params string[] facts)
    {
        using var folder = new TempFolder();
        if (second is not null)
        {
            folder.Write("m-00002-of-00002.gguf", second.ToArray());
        }

        Refused.Path(folder.Write(name, file.ToArray()), facts);
    }
}
