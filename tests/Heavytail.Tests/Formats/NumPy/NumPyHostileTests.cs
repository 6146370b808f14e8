using System.Buffers.Binary;
using System.IO.Compression;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.NumPy;

/// <summary>.npy and .npz files that lie, each test named after the lie.</summary>
public sealed class NumPyHostileTests
{
    [Theory]
    [InlineData("[1, 2]", "found `[1, 2]")]
    [InlineData("", "found the end at character")]
    [InlineData(
        "{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (1,)}", "found `__import__('`")]
    [InlineData("{'descr': '<f4', 'fortran_order': exit(), 'shape': (1,)}", "where True or False was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + x", "nothing after the dictionary")]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "must give `descr`, `fortran_order` and `shape`")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "unexpected key `x`")]
    [InlineData("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", "key `descr` occurs twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", "`,` (a tuple)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}", "found `.5,)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1e30,)}", "found `e30,)}")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "does not fit in 63 bits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (--1,)}", "a whole number")]
    [InlineData("{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1,)}", "a string without escapes")]
    [InlineData("{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}", "found `fortran_orde`")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,", "found the end")]
    [InlineData("{'descr': [('a', '<f4'), ('b', '<f4', 'fortran_order': False, 'shape': (1,)}", "the closing ]")]
    public void HeaderIsNotTheDictionary(string header, string fact) =>
        Refused.Bytes("x.npy", TinyNumPy.WithHeader(header, new byte[4]), "the .npy header is wrong", fact);

    [Theory]
    [InlineData("(-1, 4)", "shape [-1, 4] has a negative dimension")]
    [InlineData("(9223372036854775807, 2)", "more elements than fit in 63 bits")]
    [InlineData("(4294967296, 4294967296)", "more elements than fit in 63 bits")]
    [InlineData("(9223372036854775807,)", "needs 36,893,488,147,419,103,228 bytes")]
    [InlineData("(25000000000,)", "needs 100,000,000,000 bytes, 4 follow")]
    [InlineData("(2,)", "needs 8 bytes, 4 follow the header")]
    [InlineData("(0,)", "needs 0 bytes, 4 follow the header")]
    public void ShapeIsNotThatOfTheData(string shape, string fact) =>
        Refused.Bytes("x.npy", TinyNumPy.Array("<f4", shape, new byte[4]), "tensor `x`", fact);

    [Fact]
    public void RankIs65() =>
        Refused.Bytes(
            "x.npy",
            TinyNumPy.Array("<f4", "(" + string.Concat(Enumerable.Repeat("1, ", 65)) + ")", new byte[4]),
            "65 dimensions, at most 64");

    [Theory]
    [InlineData("|O", "contains Python objects (dtype `|O`), which are pickled; Heavytail does not execute pickles")]
    [InlineData("<U5", "contains text")]
    [InlineData("|S5", "contains text")]
    [InlineData("<M8[ns]", "contains dates")]
    [InlineData("<V2", "bfloat16")]
    [InlineData("|V2", "bfloat16")]
    [InlineData("<f16", "save it as float64")]
    [InlineData("<f3", "`<f3`")]
    [InlineData("|f4", "without a byte order")]
    [InlineData("=f4", "`=f4`")]
    [InlineData("bfloat16", "`bfloat16`")]
    [InlineData("", "which NumPy does not write")]
    public void TypeHasNoNumbers(string descr, string fact) =>
        Refused.Bytes("x.npy", TinyNumPy.Array(descr, "(1,)", new byte[4]), fact);

    [Fact]
    public void StructuredType() =>
        Refused.Bytes(
            "x.npy",
            TinyNumPy.WithHeader(
                "{'descr': [('a', '<f4'), ('b', [('c', '<i4', (2,))])], 'fortran_order': False, 'shape': (1,), }",
                new byte[12]),
            "structured array");

    [Fact]
    public void UnknownVersion() =>
        Refused.Bytes("x.npy", TinyNumPy.Array("<f4", "(1,)", new byte[4], version: 4), "version 4.0 is not known");

    [Fact]
    public void HeaderIsNotUtf8()
    {
        byte[] file = TinyNumPy.Array("<f4", "(1,)", new byte[4], version: 3);
        file[13] = 0xff;
        Refused.Bytes("x.npy", file, "the .npy header is wrong");
    }

    [Fact]
    public void HeaderClaims4Gigabytes()
    {
        byte[] file = TinyNumPy.Array("<f4", "(1,)", new byte[4], version: 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), uint.MaxValue);
        Refused.Bytes("x.npy", file, "header length 4,294,967,295 is over NumPy's limit of 10,000 bytes");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(50)]
    public void TruncatedInTheHeader(int length) =>
        Refused.Bytes("x.npy", TinyNumPy.Array("<f4", "(1,)", new byte[4])[..length], "ends within its .npy header");

    [Fact]
    public void TruncatedArchive()
    {
        byte[] archive = Archive(CompressionLevel.NoCompression, ("w.npy", Array(4)));
        Refused.Bytes("x.npz", archive[..^8], "no end-of-central-directory", "truncated");
    }

    [Fact]
    public void ZipSlip() =>
        Refused.Bytes(
            "x.npz",
            Archive(CompressionLevel.NoCompression, ("../../home/w.npy", Array(4))),
            "`../../home/w.npy`: the name leaves the archive");

    [Fact]
    public void ArraysOfOneName() =>
        Refused.Bytes(
            "x.npz",
            Archive(CompressionLevel.NoCompression, ("w.npy", Array(4)), ("w.npy", Array(4))),
            "`w.npy` occurs twice");

    [Fact]
    public void MemberIsNoArray() =>
        Refused.Bytes(
            "x.npz",
            Archive(CompressionLevel.NoCompression, ("w.npy", new byte[100])),
            "tensor `w`: is not a .npy array");

    [Fact]
    public void MemberIsEmpty() =>
        Refused.Bytes(
            "x.npz", Archive(CompressionLevel.NoCompression, ("w.npy", [])), "ends within its .npy header");

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void MemberIsShorterThanItsShape(CompressionLevel compression) =>
        Refused.Bytes(
            "x.npz",
            Archive(compression, ("w.npy", TinyNumPy.Array("<f4", "(25000000000,)", new byte[400]))),
            "tensor `w`",
            "needs 100,000,000,000 bytes, 400 follow");

    [Fact]
    public void BombClaimsMoreThanDeflateCanYield()
    {
        byte[] archive = Archive(
            CompressionLevel.Optimal, ("w.npy", TinyNumPy.Array("<f4", "(1000000000,)", new byte[400])));
        SetSize(archive, 4_000_000_128);
        Refused.Bytes("x.npz", archive, "claims 4,000,000,128 bytes");
    }

    [Fact]
    public void BombIsHonestAboutItsSize() => Refused.Bytes(
        "x.npz",
        Archive(CompressionLevel.Optimal, ("w.npy", TinyNumPy.Array("<f4", "(20000000,)", new byte[80_000_000]))),
        "zip entry `w.npy` inflates to 80,000,128 bytes",
        "a zip bomb");

    [Fact]
    public void BombInflatesToMoreThanItClaims()
    {
        byte[] archive = Archive(
            CompressionLevel.Optimal, ("w.npy", TinyNumPy.Array("<f4", "(1,)", new byte[50_000_000])));
        SetSize(archive, 128 + 4);
        Refused.Bytes("x.npz", archive, "tensor `w`: its data is damaged");
    }

    [Fact]
    public void DeflatedMemberIsDamaged()
    {
        byte[] noise = new byte[4000];
        new Random(1).NextBytes(noise);
        byte[] archive = Archive(CompressionLevel.Optimal, ("w.npy", TinyNumPy.Array("<f4", "(1000,)", noise)));
        archive.AsSpan(200, 3000).Fill(0xff);
        Refused.Bytes("x.npz", archive, "tensor `w`");
    }

    private static byte[] Array(int bytes) => TinyNumPy.Array("|u1", $"({bytes},)", new byte[bytes]);

    private static byte[] Archive(CompressionLevel compression, params (string Name, byte[] Data)[] entries) =>
        TinyNumPy.Archive(compression, entries);

    /// <summary>Overwrites the inflated size in the one record of the central directory.</summary>
    private static void SetSize(byte[] archive, uint size)
    {
        int record = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(record + 24), size);
    }
}
