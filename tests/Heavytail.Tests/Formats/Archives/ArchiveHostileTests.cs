using System.Text;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Archives;

/// <summary>Archives that lie, each test named after the lie.</summary>
public sealed class ArchiveHostileTests
{
    private static readonly byte[] s_model = TinySafeTensors.Floats(("w", [2, 2], [1, 2, 3, 4]));

    [Fact]
    public void SeveralModels() => Refused.Bytes(
        "x.tar",
        new TinyTar().Add("a.safetensors", s_model).Add("b/c.safetensors", s_model).ToArray(),
        "contains 2 weight files where one was expected: `a.safetensors`, `b/c.safetensors`",
        "unpack it and pass one of them");

    [Fact]
    public void NoModel() => Refused.Bytes(
        "x.zip", new TinyZip().Add("a.txt", [1, 2, 3]).ToArray(), "contains no weight file among its 1 entries");

    /// <summary>
    /// Each is small enough to be unpacked for a look at it; of the last ones only the names are asked.
    /// </summary>
    [Fact]
    public void ManyEntriesAreBombs()
    {
        var zip = new TinyZip();
        for (int i = 0; i < 20; i++)
        {
            zip.Add($"{i:00}.onnx", new byte[15 << 20], deflate: true);
        }

        Refused.Bytes(
            "x.zip", zip.ToArray(), "contains 3 weight files where one was expected: `17.onnx`, `18.onnx`, `19.onnx`");
    }

    [Fact]
    public void ModelIsDamaged() => Refused.Bytes(
        "x.tar", new TinyTar().Add("a.safetensors", s_model[..^1]).ToArray(), "x.tar!a.safetensors`",
        "the file holds 15");

    [Fact]
    public void ModelIsSomethingElse() => Refused.Bytes(
        "x.tar", new TinyTar().Add("a.safetensors", "<html>"u8.ToArray()).ToArray(),
        "x.tar!a.safetensors`: is an HTML page");

    [Theory]
    [InlineData("../a.safetensors")]
    [InlineData("/a.safetensors")]
    [InlineData("m/../../a.safetensors")]
    [InlineData("C:a.safetensors")]
    [InlineData("..\\a.safetensors")]
    public void NameLeavesTheArchive(string name)
    {
        Refused.Bytes(
            "x.tar", new TinyTar().Add(name, s_model).ToArray(), $"tar entry `{name}`: the name leaves the archive");
        Refused.Bytes("x.zip", new TinyZip().Add(name, s_model).ToArray(), "leaves the archive");
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('6')]
    public void EntryIsALinkOrADevice(char kind) => Refused.Bytes(
        "x.tar", new TinyTar().Add("a.safetensors", [], kind).ToArray(), "contains no weight file",
        "links are not followed");

    [Fact]
    public void EntryIsSparse() => Refused.Bytes(
        "x.tar", new TinyTar().Add("a.safetensors", s_model, 'S').ToArray(), "is sparse", "unpack the archive");

    [Fact]
    public void ExtensionSaysSparse() => Refused.Bytes(
        "x.tar",
        new TinyTar().Add("pax", "22 GNU.sparse.major=1\n"u8.ToArray(), 'x').Add("a.safetensors", s_model).ToArray(),
        "sparse file");

    [Theory]
    [InlineData("77777777777", "has 8,589,934,591 bytes at offset 512")]
    [InlineData("\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "has 9,223,372,036,854,775,807 bytes")]
    [InlineData("\u0080\0\0\0\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "has no size")]
    [InlineData("not a size", "has no size")]
    [InlineData("           ", "has no size")]
    public void SizeIsNotThatOfTheEntry(string size, string fact) =>
        Refused.Bytes("x.tar", new TinyTar().Add("a.safetensors", s_model, size: size).ToArray(), fact);

    [Theory]
    [InlineData("18 size=123456789\n", "has 123,456,789 bytes")]
    [InlineData("30 size=99999999999999999999\n", "says size `99999999999999999999`")]
    [InlineData("30 size=-1\n", "says size `-1`")]
    public void ExtensionLiesOnTheSize(string extension, string fact) => Refused.Bytes(
        "x.tar",
        new TinyTar().Add("pax", Encoding.ASCII.GetBytes(extension), 'x').Add("a.safetensors", s_model).ToArray(),
        fact);

    [Fact]
    public void NameIsEndless() => Refused.Bytes(
        "x.tar",
        new TinyTar().Add("long", new byte[1 << 17], 'L').Add("a.safetensors", s_model).ToArray(),
        "extension has 131,072 bytes, at most 65,536");

    [Fact]
    public void HeaderIsDamaged()
    {
        byte[] tar = new TinyTar().Add("a.safetensors", s_model).ToArray();
        tar[3] ^= 1;
        Refused.Bytes("x.tar", tar, "the checksum of the tar header at offset 0 is wrong");
    }

    [Fact]
    public void EntryIsThereTwice() => Refused.Bytes(
        "x.tar",
        new TinyTar().Add("a.safetensors", s_model).Add("./a.safetensors", s_model).ToArray(),
        "entry `a.safetensors` occurs twice");

    [Fact]
    public void TarIsCutOff() => Refused.Bytes(
        "x.tar", new TinyTar().Add("a.safetensors", s_model).ToArray()[..530], "the file looks truncated");

    [Fact]
    public void GzipIsCutOff()
    {
        byte[] packed = TinyTar.Gzip([.. s_model, .. Enumerable.Range(0, 1000).Select(k => (byte)(k * 7919))]);
        Refused.Bytes("x.safetensors.gz", packed[..^40], "x.safetensors.gz!x.safetensors`");
    }

    [Fact]
    public void GzipIsDamaged() => Refused.Bytes(
        "x.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff], "packed data is damaged or ends early");

    [Fact]
    public void GzipHoldsNothing() => Refused.Bytes(
        "x.safetensors.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]], "x.safetensors`: is empty");

    /// <summary>A gzip in a gzip is not unpacked twice: that is how a few bytes become gigabytes.</summary>
    [Fact]
    public void ArchivesAreNested()
    {
        byte[] inner = TinyTar.Gzip(s_model);
        Refused.Bytes("x.gz", TinyTar.Gzip(inner), "is an archive inside an archive", "unpack the outer one");
        Refused.Bytes("x.gz", TinyTar.Gzip(new TinyZip().Add("a.safetensors", s_model).ToArray()), "an archive inside");
        Refused.Bytes(
            "x.tar", new TinyTar().Add("a.tar", new TinyTar().Add("a.safetensors", s_model).ToArray()).ToArray(),
            "no weight file");
    }

    [Fact]
    public void ZipEntryIsLargerThanItClaims() => Refused.Bytes(
        "x.zip",
        new TinyZip().Add(
            "a.safetensors", s_model, deflate: true, lie: entry => entry with { Size = entry.Size - 1 }).ToArray(),
        "more than the");

    [Fact]
    public void ZipEntryIsSmallerThanItClaims() => Refused.Bytes(
        "x.zip",
        new TinyZip().Add(
            "a.safetensors", s_model, deflate: true, lie: entry => entry with { Size = entry.Size + 1 }).ToArray(),
        "ends after");

    [Fact]
    public void IndexNamesWhatIsOutside() => Refused.Bytes(
        "x.zip",
        new TinyZip().Add("m/x.safetensors.index.json", """{"weight_map": {"a": "../1.safetensors"}}"""u8.ToArray())
            .Add("1.safetensors", s_model).ToArray(),
        "weight files where one was expected");
}
