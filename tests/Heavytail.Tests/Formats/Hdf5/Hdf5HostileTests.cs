using System.IO.Compression;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>HDF5 files that lie, each test named after the lie.</summary>
public sealed class Hdf5HostileTests
{
    private static readonly byte[] s_honest = new TinyHdf5().Floats("g/a", 2, 3).Floats("g/b", 2).Text(
        "g", "note", "some").ToArray();

    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    public void FileEndsInItsSuperblock(int length) => Refuse(s_honest[..length], "the superblock ends");

    [Fact]
    public void FileIsShorterThanItsSuperblockSays() =>
        Refuse(s_honest[..^8], "the superblock says that the file has", "truncated");

    [Theory]
    [InlineData(8, 4, "the superblock has version 4")]
    [InlineData(13, 3, "addresses or lengths 3 bytes")]
    [InlineData(14, 0, "addresses or lengths 0 bytes")]
    public void SuperblockIsOfNoKnownKind(int at, byte value, string fact)
    {
        byte[] file = [.. s_honest];
        file[at] = value;
        Refuse(file, fact);
    }

    [Theory]
    [InlineData(-1L, "the superblock has an undefined address")]
    [InlineData(-2L, "beyond 2^63")]
    [InlineData(1L << 40, "an object header needs 4 bytes at address 1,099,511,627,776")]
    [InlineData(0L, "an object header has version 137")]
    public void RootIsNowhere(long address, string fact) =>
        Refuse(Patch(s_honest, [0x89], 64, TinyHdf5.Bytes(8, address)), fact);

    [Fact]
    public void GroupsTreeIsItsOwnChild()
    {
        // The tree of the root is the last one; a node of level 1 points at itself.
        int tree = Last(s_honest, "TREE"u8);
        byte[] file = PatchAt(PatchAt(s_honest, tree + 5, 1), tree + 32, TinyHdf5.Bytes(8, tree));
        Refuse(file, "a group's B-tree at address", "is reached twice");
    }

    [Fact]
    public void GroupsTreeIsOfTheWrongKind() =>
        Refuse(PatchAt(s_honest, Last(s_honest, "TREE"u8) + 4, 1), "a node of kind 1");

    [Fact]
    public void GroupClaimsMoreSymbolsThanThereAre() =>
        Refuse(PatchAt(s_honest, Last(s_honest, "SNOD"u8) + 6, 0xff, 0xff), "a symbol table node needs");

    [Fact]
    public void NameBeginsBehindItsHeap() =>
        Refuse(PatchAt(s_honest, Last(s_honest, "SNOD"u8) + 8, 0xff, 0xff), "a name begins at 65,535 of a local heap");

    [Fact]
    public void HeapIsLargerThanTheFile() =>
        Refuse(
            PatchAt(s_honest, Last(s_honest, "HEAP"u8) + 8, TinyHdf5.Bytes(8, 1L << 40)),
            "a local heap needs 1,099,511,627,776 bytes");

    [Fact]
    public void GroupHoldsItself()
    {
        // The first table of symbols is that of g: its `a` becomes g itself, whose header is what the last table points
        // at.
        int table = First(s_honest, "SNOD"u8);
        byte[] group = s_honest[(Last(s_honest, "SNOD"u8) + 16)..(Last(s_honest, "SNOD"u8) + 24)];
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.h5", PatchAt(s_honest, table + 16, group)));
        Assert.Equal("g/b", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("g/a: the second name of a group", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void TwoObjectsHaveOneName()
    {
        int table = First(s_honest, "SNOD"u8);
        Refuse(
            PatchAt(s_honest, table + 48, s_honest[(table + 8)..(table + 16)]),
            "tensor `g/a`: two objects have this name");
    }

    [Fact]
    public void GroupsAreDeep() =>
        Refuse(
            new TinyHdf5().Floats(string.Join('/', Enumerable.Repeat("g", 80)), 1).ToArray(), "nest more than 64 deep");

    [Fact]
    public void HeaderIsLargerThanTheFile() =>
        Refuse(
            PatchAt(s_honest, Root(s_honest) + 8, 0xff, 0xff, 0xff, 0xff),
            "an object header needs 4,294,967,295 bytes");

    [Fact]
    public void HeaderIsContinuedByItself()
    {
        byte[] file = TinyHdf5Dense.File(9);
        int root = Last(file, "OHDR"u8);
        int part = Last(file, "OCHK"u8);

        // The continued part's only message becomes a continuation, back to the part.
        byte[] message = [16, 16, 0, 0, .. TinyHdf5.Bytes(8, part), .. TinyHdf5.Bytes(8, root - part)];
        Refuse(
            PatchAt(PatchAt(file, part + 4, message), part + 4 + message.Length, 0, 0), "is continued at address",
            "twice");
    }

    [Fact]
    public void DataLeaveTheFile() => Refuse(
        new TinyHdf5().Add("w", new TinyHdf5.Content(TinyHdf5.F32, [1 << 20], new byte[8])).ToArray(),
        "tensor `w`: shape [1048576] of F32 needs 4,194,304 bytes");

    [Theory]
    [InlineData(1L << 62, 1L << 62, "more elements than fit in 63 bits")]
    [InlineData(1L << 31, 1L << 31, "has more bytes than fit in 63 bits")]
    [InlineData(-1L, 1, "beyond 2^63")]
    public void ShapeIsTooLarge(long first, long second, string fact) =>
        Refuse(
            new TinyHdf5().Add("w", new TinyHdf5.Content(TinyHdf5.F32, [first, second], new byte[8])).ToArray(), fact);

    [Fact]
    public void SidesAreMany() => Refuse(
        new TinyHdf5().Add(
            "w", new TinyHdf5.Content(TinyHdf5.F32, [.. Enumerable.Repeat(1L, 33)], new byte[8])).ToArray(),
        "a dataspace has 33 dimensions");

    [Fact]
    public void CompactDataAreShort() => Refuse(
        new TinyHdf5().Add("w", new TinyHdf5.Content(TinyHdf5.F32, [3], new byte[8]) { IsCompact = true }).ToArray(),
        "tensor `w`: shape [3] of F32 needs 12 bytes, its header holds 8");

    [Theory]
    [InlineData(0, 5, "a data layout has version 5")]
    [InlineData(1, 4, "layout class 4")]
    public void LayoutIsOfNoKnownKind(int at, byte value, string fact) => Refuse(
        new TinyHdf5()
            .Add(
                "w",
                new TinyHdf5.Content(TinyHdf5.F32, [2], new byte[8]) { Layout = layout => PatchAt(layout, at, value) })
            .ToArray(),
        fact);

    [Theory]
    [InlineData(0, 4, "has chunks of [0, 4]: they are empty")]
    [InlineData(2, 8, "has chunks of [2, 8] for 1 dimensions of 4-byte elements")]
    [InlineData(uint.MaxValue, 4, "have more than 2,147,483,591 bytes")]
    public void ChunksHaveOtherSides(uint side, uint element, string fact) =>
        Refuse(Chunked([4], [side, element], ([0], new byte[8])), "tensor `w`", fact);

    [Fact]
    public void ChunksAreMoreThanTheFileCanHold() =>
        Refuse(Chunked([1L << 40], [1, 4], ([0], new byte[4])), "tensor `w`", "which the file cannot hold");

    [Fact]
    public void ChunkedDatasetIsABomb() =>
        Refuse(
            Chunked([1 << 29], [1 << 28, 4], ([0], Deflated(1 << 20))), "unpacks to 2,147,483,648 bytes in a file of",
            "a bomb");

    [Fact]
    public void ChunkIsABomb() =>
        Refuse(
            Chunked([1 << 22], [1 << 22, 4], ([0], Deflated(1 << 10))),
            "tensor `w`: a chunk of 16,777,216 bytes is packed in", "a bomb");

    [Fact]
    public void ChunkIsThereTwice() =>
        Refuse(Chunked([4], [2, 4], ([0], Deflated(8)), ([0], Deflated(8))), "an index has chunk 0 twice");

    [Fact]
    public void ChunkHasNoBytes() => Refuse(Chunked([2], [2, 4], ([0], [])), "a chunk of 0 bytes");

    [Theory]
    [InlineData(9)]
    [InlineData(7)]
    public void ChunkInflatesToAnotherLength(int length) =>
        Refuse(Chunked([2], [2, 4], ([0], Deflated(length))), "tensor `w`: its data is damaged or ends early");

    [Fact]
    public void ChunksAreNoData()
    {
        foreach (int filter in (int[])[1, 3, 32000, 32015])
        {
            var content = new TinyHdf5.Content(TinyHdf5.F32, [2], [])
            {
                Chunked = ([2, 4], [([0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0)]),
                Filters = TinyHdf5.Pipeline((filter, [])),
            };
            Refuse(new TinyHdf5().Add("w", content).ToArray(), "tensor `w`: its data is damaged or ends early");
        }
    }

    [Fact]
    public void FiltersAreMany() => Refuse(
        new TinyHdf5().Add("w", new TinyHdf5.Content(TinyHdf5.F32, [2], [])
        {
            Chunked = ([2, 4], [([0], new byte[8], 0)]),
            Filters = TinyHdf5.Pipeline([.. Enumerable.Repeat((1, new uint[] { 1 }), 33)]),
        }).ToArray(),
        "has 33 filters");

    [Fact]
    public void HeapOfTextIsNowhere() => Refuse(
        Patch(new TinyHdf5().Text("", "model_config", "{}").ToArray(), "GCOL"u8.ToArray(), 0, "COLG"u8.ToArray()),
        "does not begin with `GCOL`");

    [Fact]
    public void TextIsNotInItsHeap() => Refuse(
        Patch(new TinyHdf5().Text("", "model_config", "{}").ToArray(), "GCOL"u8.ToArray(), 16, [9]),
        "which has no such entry");

    [Theory]
    [InlineData("FRHP", 110, 0, "a fractal heap has blocks from")]
    [InlineData("BTHD", 6, 0, "has nodes of")]
    [InlineData("BTHD", 10, 0, "records of 0")]
    [InlineData("BTHD", 5, 7, "records of type 7")]
    public void HeapOrTreeIsImpossible(string signature, int at, byte value, string fact)
    {
        byte[] file = TinyHdf5Dense.File(9);
        int start = First(file, System.Text.Encoding.ASCII.GetBytes(signature));
        byte[] patch = signature == "FRHP" ? [0, 0] : at == 6 ? [value, 0, 0, 0] : at == 10 ? [value, 0] : [value];
        Refuse(PatchAt(file, start + at, patch), fact);
    }

    [Fact]
    public void InnerNodeIsItsOwnChild()
    {
        byte[] file = TinyHdf5Dense.File(30, indirect: true, twoLevels: true);
        int node = First(file, "BTIN"u8);
        Refuse(PatchAt(file, node + 6 + 11, TinyHdf5.Bytes(8, node)), "a version 2 B-tree");
    }

    [Fact]
    public void NamedTypeIsItself()
    {
        // A type that lies in another object's header, which is the dataset's own.
        byte[] file = new TinyHdf5().Floats("w", 2).ToArray();
        int type = First(file, TinyHdf5.F32);
        file[type - 4] = 2;
        byte[] shared = [3, 2, .. TinyHdf5.Bytes(8, type - 8 - 24 - 16)];
        Refuse(PatchAt(file, type, shared), "a shared message points at an object without a");
    }

    private static byte[] Chunked(long[] sides, uint[] chunk, params (long[] Place, byte[] Stored)[] chunks) =>
        new TinyHdf5().Add("w", new TinyHdf5.Content(TinyHdf5.F32, sides, [])
        {
            Chunked = (chunk, [.. chunks.Select(found => (found.Place, found.Stored, 0u))]),
            Filters = TinyHdf5.Pipeline((1, [])),
        }).ToArray();

    private static byte[] Deflated(int zeros)
    {
        var bytes = new MemoryStream();
        using (var stream = new ZLibStream(bytes, CompressionLevel.Optimal))
        {
            stream.Write(new byte[zeros]);
        }

        return bytes.ToArray();
    }

    private static int Root(byte[] file) => BitConverter.ToInt32(file, 64);

    private static int First(byte[] file, ReadOnlySpan<byte> signature) => file.AsSpan().IndexOf(signature);

    private static int Last(byte[] file, ReadOnlySpan<byte> signature) => file.AsSpan().LastIndexOf(signature);

    private static byte[] Patch(byte[] file, byte[] signature, int at, byte[] value) =>
        PatchAt(file, First(file, signature) + at, value);

    private static byte[] PatchAt(byte[] file, int at, params byte[] value)
    {
        byte[] patched = [.. file];
        value.CopyTo(patched, at);
        return patched;
    }

    private static void Refuse(byte[] file, params string[] facts) => Refused.Bytes("m.h5", file, facts);
}
