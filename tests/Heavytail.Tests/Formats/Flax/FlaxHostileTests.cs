using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Flax;

/// <summary>Flax files that lie, each test named after the lie.</summary>
public sealed class FlaxHostileTests
{
    private const string File = "m.msgpack";

    private static readonly byte[] s_honest = TinyFlax.Map(
        ("a", TinyFlax.Floats([2], 1, 2)), ("b", TinyFlax.Floats([1], 3)));

    [Fact]
    public void FileEndsInAnArray() => Refused.Bytes(File, s_honest[..^1], "does not end before byte", "truncated");

    [Fact]
    public void FileEndsBetweenArrays() =>
        Refused.Bytes(File, s_honest[..^(TinyFlax.Floats([1], 3).Length + 2)], "truncated");

    [Fact]
    public void FileHasTrailingBytes() => Refused.Bytes(File, [.. s_honest, 0], "ends its tree at byte");

    [Fact]
    public void ShapeNeedsMoreBytes() =>
        Refused.Bytes(File, TinyFlax.Map(("a", TinyFlax.Floats([3], 1, 2))), "tensor `a`", "needs 12 bytes, it has 8");

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void SideIsImpossible(long side) =>
        Refused.Bytes(File, TinyFlax.Map(("a", TinyFlax.Floats([side, 4]))), "tensor `a`");

    [Fact]
    public void ArrayHasTooManySides() =>
        Refused.Bytes(File, TinyFlax.Map(("a", TinyFlax.Floats(new long[100]))), "with at most 64 dimensions");

    [Fact]
    public void ArrayEndsBeforeItsExtension() => Refused.Bytes(
        File,
        TinyFlax.Map(("a", TinyFlax.Extension(1, [.. TinyFlax.Content([1], "float32", new byte[4]), 0]))),
        "its bytes do not end where it ends");

    [Fact]
    public void MapClaimsBillions() =>
        Refused.Bytes(
            File, TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("b", [0xDF, 0xFF, 0xFF, 0xFF, 0xFF])),
            "Map of 4,294,967,295");

    [Fact]
    public void TreeIsDeep()
    {
        byte[] deep = [.. Enumerable.Repeat(new byte[] { 0x81, 0xA1, 0x61 }, 100_000).SelectMany(level => level)];
        Refused.Bytes(
            File, [.. TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("b", [])), .. deep], "nests deeper than 64 levels");
    }

    [Fact]
    public void NameIsLong() => Refused.Bytes(
        File,
        TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), (new string('n', 200), TinyFlax.Map(
            (new string('n', 200), TinyFlax.Map((new string('n', 200), TinyFlax.Floats([1], 1))))))),
        "longer than 512 characters");

    [Fact]
    public void NameIsNoText() =>
        Refused.Bytes(
            File, TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("b", [0x81, 0xC0, 0xC0])), "where a name of at most");

    [Fact]
    public void NameIsNotUtf8() =>
        Refused.Bytes(File, TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("b", [0x81, 0xA1, 0xFF, 0xC0])), "not UTF-8");

    [Fact]
    public void ArrayIsThereTwice() =>
        Refused.Bytes(
            File, TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("a", TinyFlax.Floats([1], 1))),
            "two arrays have this name");

    [Fact]
    public void ByteBeginsNothing() =>
        Refused.Bytes(
            File, TinyFlax.Map(("a", TinyFlax.Floats([1], 1)), ("b", [0xC1])), "does not begin a MessagePack item");

    [Fact]
    public void ChunksHaveFewerElements() => Refused.Bytes(
        File, TinyFlax.Map(("a", TinyFlax.Chunked([3], TinyFlax.Floats([2], 1, 2))), ("b", TinyFlax.Floats([1], 1))),
        "has 3 elements, its chunks 2");

    [Fact]
    public void ChunksAreOfTwoTypes() => Refused.Bytes(
        File,
        TinyFlax.Map(
            ("a", TinyFlax.Chunked([3], TinyFlax.Floats([2], 1, 2), TinyFlax.Array([1], "int32", new byte[4])))),
        "without chunks of one type");

    [Fact]
    public void ThereAreNoChunks() => Refused.Bytes(
        File, TinyFlax.Map(("b", TinyFlax.Floats([1], 1)), ("a", TinyFlax.Chunked([0]))), "without chunks of one type");
}
