using System.Text;
using Heavytail.Formats.Unrecognized;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Unrecognized;

/// <summary>
/// Files that are no weights: the error says what they are, and what to do. One test for each row of the table.
/// </summary>
public sealed class UnknownFileTests
{
    public static TheoryData<int> Signatures => [.. Enumerable.Range(0, UnknownKinds.Signatures.Count)];

    public static TheoryData<int> Texts => [.. Enumerable.Range(0, UnknownKinds.Texts.Count)];

    public static TheoryData<int> Names => [.. Enumerable.Range(0, UnknownKinds.Names.Count)];

    [Theory]
    [MemberData(nameof(Signatures))]
    public void BytesTell(int row)
    {
        var kind = UnknownKinds.Signatures[row];
        byte[] file =
            [.. Enumerable.Repeat((byte)0xee, kind.Offset), .. Encoding.Latin1.GetBytes(kind.Bytes), .. new byte[600]];
        AssertUnknown("x", file, $"is {kind.What}", kind.Hint);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void TextsTell(int row)
    {
        var kind = UnknownKinds.Texts[row];
        AssertUnknown("x", Encoding.UTF8.GetBytes(kind.Bytes + " and more"), $"is {kind.What}", kind.Hint);
        AssertUnknown(
            "x", Encoding.UTF8.GetBytes("\ufeff \r\n" + kind.Bytes.ToUpperInvariant()), $"is {kind.What}", kind.Hint);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesTell(int row)
    {
        var name = UnknownKinds.Names[row];
        AssertUnknown(
            "x" + name.Suffix, [0xee, 1, 2, 3], "is of an unknown format (it starts with ee 01 02 03 \"....\")",
            name.Hint);
    }

    [Fact]
    public void RowsAreWithoutTwins()
    {
        foreach (var rows in new[] { UnknownKinds.Signatures, UnknownKinds.Texts })
        {
            Assert.All(rows.Index(), pair => Assert.DoesNotContain(
                rows.Take(pair.Index), earlier => earlier.Offset == pair.Item.Offset
                    && pair.Item.Bytes.StartsWith(earlier.Bytes, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Empty() => AssertUnknown("x.safetensors", [], "is empty", "the download or copy may have failed");

    [Fact]
    public void AllZeros()
    {
        AssertUnknown("x.safetensors", new byte[100], "is all zeros", "may be incomplete");
        AssertUnknown("x.pt", new byte[10_000], "is all zeros, at least its first 4,096 bytes", "may be incomplete");
    }

    [Fact]
    public void ZipWithoutItsDirectory() => AssertUnknown(
        "x.zip",
        new TinyZip().Add("a.txt", new byte[100]).ToArray()[..100],
        "starts as a zip archive, but its directory at the end is missing",
        "the download may be incomplete");

    [Fact]
    public void PickleOfAnotherLibrary() => AssertUnknown(
        "x.pkl", [0x80, 4, (byte)'N', (byte)'.'], "is a Python pickle that torch.save did not write",
        "does not execute pickles");

    [Fact]
    public void MessagePack() => AssertUnknown(
        "x.msgpack", [0x82, 0xa3, (byte)'a', (byte)'b', (byte)'c', 1], "is apparently MessagePack", "safetensors");

    [Fact]
    public void NothingIsKnown() =>
        AssertUnknown("x", [0xee], "is of an unknown format (it starts with ee \".\")", "safetensors");

    private static void AssertUnknown(string name, byte[] bytes, string problem, string hint)
    {
        using var folder = new TempFolder();
        var exception = Assert.Throws<UnknownFormatException>(() => Checkpoint.Open(folder.Write(name, bytes)));
        Assert.Contains(problem, exception.Problem, StringComparison.Ordinal);
        Assert.Contains(hint, exception.Hint, StringComparison.Ordinal);
    }
}
