using Heavytail.Tests.Hostile;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Zarr;

public sealed class ZarrHostileTests : IDisposable
{
    private const string Bytes = """{"name": "bytes", "configuration": {"endian": "little"}}""";

    private readonly TempFolder _folder = new(inMemory: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(12)]
    [InlineData(20)]
    public void ChunkOfAnotherSize(int bytes)
    {
        _folder.Write(".zarray", TinyZarr.V2("[4]", "[4]"));
        RefusedWith(new byte[bytes], "damaged or ends early");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("blosc")]
    public void ChunkThatUnpacksToMore(string compressor)
    {
        _folder.Write(".zarray", TinyZarr.V2("[4]", "[4]", compressor: $$"""{"id": "{{compressor}}"}"""));
        RefusedWith(Pack(compressor, new byte[1 << 20]), "damaged or ends early");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("blosc")]
    public void ChunkThatUnpacksToLess(string compressor)
    {
        _folder.Write(".zarray", TinyZarr.V2("[4000]", "[4000]", compressor: $$"""{"id": "{{compressor}}"}"""));
        RefusedWith(Pack(compressor, new byte[15996]), "damaged or ends early");
    }

    [Theory]
    [InlineData("[1000000000000]", "[1000]")]
    [InlineData("[1000000, 1000000]", "[1, 1]")]
    [InlineData("[9223372036854775807]", "[1]")]
    [InlineData("[100000, 100000]", "[4096, 16384]")]
    public void FarMoreThanTheChunksHold(string shape, string chunks)
    {
        _folder.Write(".zarray", TinyZarr.V2(shape, chunks));
        RefusedWith(new byte[4], "bytes");
    }

    [Fact]
    public void ChunkThatClaimsAGigabyteOfPadding()
    {
        _folder.Write(".zarray", TinyZarr.V2("[2]", "[268435456]", compressor: """{"id": "blosc"}"""));
        RefusedWith(new byte[100], "damaged or ends early");
    }

    [Theory]
    [InlineData("[2, 2]", "[2]")]
    [InlineData("[2]", "[0]")]
    [InlineData("[2]", "[-1]")]
    [InlineData("[2.5]", "[2]")]
    [InlineData("\"2\"", "[2]")]
    [InlineData("[-2]", "[2]")]
    [InlineData("[3037000500, 3037000500]", "[1, 1]")]
    [InlineData("[1e30]", "[2]")]
    public void SidesThatAreNone(string shape, string chunks)
    {
        _folder.Write(".zarray", TinyZarr.V2(shape, chunks));
        Refused.Path(_folder.Path);
    }

    [Theory]
    [InlineData("<f4", "\"one\"")]
    [InlineData("<f4", "[1]")]
    [InlineData("<f4", "true")]
    [InlineData("<f2", "\"0x3f800000\"")]
    [InlineData("|i1", "128")]
    [InlineData("|u1", "-1")]
    [InlineData("<i4", "1.5")]
    [InlineData("<i8", "1e300")]
    [InlineData("<c8", "1")]
    [InlineData("<c8", "[1, \"x\"]")]
    [InlineData("bfloat16", "1.00001")]
    public void FillValueOfAnotherType(string dtype, string fill)
    {
        _folder.Write(".zarray", TinyZarr.V2("[2]", "[2]", dtype, fill: fill));
        Refused.Path(_folder.Path, "fill value");
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a\\\\..\\\\b")]
    [InlineData("C:/a")]
    [InlineData("a\\u0000")]
    public void ArrayOutsideItsFolder(string path)
    {
        string array = System.Text.Encoding.UTF8.GetString(TinyZarr.V2("[2]", "[2]"));
        string json = "{\"zarr_consolidated_format\": 1, \"metadata\": {\"" + path + "/.zarray\": " + array + "}}";
        _folder.Write(".zmetadata", TinyZarr.Text(json));
        Refused.Path(_folder.Path, "plain name");
    }

    [Fact]
    public void ArrayNamedTwice()
    {
        string array = System.Text.Encoding.UTF8.GetString(TinyZarr.V2("[2]", "[2]"));
        _folder.Write(".zmetadata", TinyZarr.Text(
            "{\"metadata\": {\"a/.zarray\": " + array + ", \"a/.zarray\": " + array + "}}"));
        Refused.Path(_folder.Path, "two arrays have this name");
    }

    [Fact]
    public void FoldersInFoldersWithoutEnd()
    {
        _folder.Write(".zgroup", TinyZarr.Group);
        _folder.Write(string.Join('/', Enumerable.Repeat("a", 40)) + "/.zarray", TinyZarr.V2("[1]", "[1]"));
        Refused.Path(Path.Combine(_folder.Path, ".zgroup"), "more than 32 deep");
    }

    [Theory]
    [InlineData("""{"zarr_format": 4}""", "of 2 or 3")]
    [InlineData("""{"zarr_format": "2"}""", "of 2 or 3")]
    [InlineData("""{"zarr_format": 2}""", "without arrays")]
    [InlineData("""{"zarr_format": 2, "metadata": [}""", "not JSON")]
    public void GroupThatIsNone(string json, string fact)
    {
        _folder.Write(".zgroup", TinyZarr.Text(json));
        Refused.Path(_folder.Path, fact);
    }

    [Fact]
    public void MetadataNestedTooDeep()
    {
        _folder.Write(".zgroup", TinyZarr.Text(
            "{\"zarr_format\": 2, \"a\": " + new string('[', 100_000) + new string(']', 100_000) + "}"));
        Refused.Path(_folder.Path, "not JSON");
    }

    [Fact]
    public void ArrayInAGroupIsDamaged()
    {
        _folder.Write(".zgroup", TinyZarr.Group);
        _folder.Write("a/.zarray", TinyZarr.Text("{"));
        Refused.Path(Path.Combine(_folder.Path, ".zgroup"), "not JSON");
    }

    [Fact]
    public void ChecksumIsWrong()
    {
        foreach (string codecs in new[] { "\"crc32c\"", "{\"name\": \"gzip\"}, \"crc32c\"" })
        {
            byte[] chunk = TinyZarr.Floats(1, 2);
            chunk = TinyZarr.Checked(codecs.Contains("gzip", StringComparison.Ordinal) ? TinyZarr.Gzip(chunk) : chunk);
            chunk[^2] ^= 1;
            _folder.Write("zarr.json", TinyZarr.V3("[2]", "[2]", codecs: $"{Bytes}, {codecs}"));
            _folder.Write("c/0", chunk);
            Refused.Path(_folder.Path, "damaged or ends early");
        }
    }

    [Fact]
    public void ChunkIsShorterThanItsChecksum()
    {
        _folder.Write("zarr.json", TinyZarr.V3("[2]", "[2]", codecs: $$"""{{Bytes}}, {"name": "gzip"}, "crc32c" """));
        _folder.Write("c/0", [1, 2]);
        Refused.Path(_folder.Path, "damaged or ends early");
    }

    [Theory]
    [InlineData("[0, 0]")]
    [InlineData("[0, 2]")]
    [InlineData("[0]")]
    [InlineData("[-1, 0]")]
    [InlineData("\"Z\"")]
    public void TransposeThatIsNone(string order)
    {
        _folder.Write("zarr.json", TinyZarr.V3(
            "[2, 2]", "[2, 2]",
            codecs: "{\"name\": \"transpose\", \"configuration\": {\"order\": " + order + "}}, " + Bytes));
        using var checkpoint = Checkpoint.Open(_folder.Path);
        Assert.Empty(checkpoint.Tensors);
        Assert.Contains("transpose", checkpoint.Metadata["unsupported"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0)] // elements of no bytes
    [InlineData(4, 0xff)] // more bytes than the chunk has
    [InlineData(8, 0)] // blocks of no bytes
    [InlineData(12, 0xff)] // more packed bytes
    [InlineData(17, 0x7f)] // a block outside
    [InlineData(19, 0xff)]
    [InlineData(23, 0x7f)] // a part longer than its block
    [InlineData(23, 0xff)]
    [InlineData(2, 0x01)] // packed by blosclz
    [InlineData(2, 0xe1)] // packed by something unknown
    public void BloscThatLies(int at, byte value)
    {
        byte[] chunk = TinyZarr.Blosc(new byte[1024], 4, 1024, 1, isSplit: true);
        chunk[at] = value;
        if (at == 8)
        {
            chunk.AsSpan(8, 4).Clear();
        }

        _folder.Write(".zarray", TinyZarr.V2("[256]", "[256]", compressor: """{"id": "blosc"}"""));
        RefusedWith(chunk, "damaged or ends early");
    }

    [Theory]
    [InlineData("1000000000")] // copies from before the start
    [InlineData("10000500")] // copies from further back than there is
    [InlineData("1f000100ffffffffff")] // a count that does not end
    [InlineData("f0")]
    [InlineData("4000000000")] // less than there should be
    [InlineData("1f00010064")] // more
    public void Lz4ThatLies(string block)
    {
        _folder.Write(".zarray", TinyZarr.V2("[4]", "[4]", compressor: """{"id": "lz4"}"""));
        RefusedWith([16, 0, 0, 0, .. Convert.FromHexString(block)], "damaged or ends early");
    }

    [Fact]
    public void ChunkThatIsGoneIsMissed()
    {
        _folder.Write(".zarray", TinyZarr.V2("[4]", "[4]"));
        string chunk = _folder.Write("0", new byte[16]);
        using var checkpoint = Checkpoint.Open(_folder.Path);
        File.Delete(chunk);
        Assert.Throws<InvalidCheckpointException>(() => checkpoint.Read(checkpoint.Tensors[0], new double[4]));
    }

    /// <summary>Chunks at random damaged are read or refused, soon.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("blosc")]
    [InlineData("blosc split")]
    public void DamagedChunksAreReadOrRefused(string compressor)
    {
        const int Files = 300;
        byte[] bytes = TinyZarr.Floats([.. Enumerable.Range(0, 512).Select(i => i < 300 ? 0f : i)]);
        byte[] chunk = compressor == "blosc split"
            ? TinyZarr.Blosc(bytes, 4, 1024, 4, isSplit: true)
            : Pack(compressor, bytes);
        _folder.Write(".zarray", TinyZarr.V2("[16, 32]", "[16, 32]", compressor: $$"""{"id": "{{compressor.Split(' ')[0]}}"}"""));
        var watch = ThreadClock.StartNew();
        for (int i = 0; i < Files; i++)
        {
            _folder.Write("0.0", new Mutator(new Random(i)).Mutate(chunk, bytes));
            try
            {
                using var checkpoint = Checkpoint.Open(Path.Combine(_folder.Path, ".zarray"));
                checkpoint.Read(checkpoint.Tensors[0], new double[512]);
            }
            catch (InvalidCheckpointException)
            {
                // Refused, as it may be.
            }
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private static byte[] Pack(string compressor, byte[] bytes) => compressor switch
    {
        "gzip" => TinyZarr.Gzip(bytes),
        "zlib" => TinyZarr.Zlib(bytes),
        "zstd" => TinyZarr.Zstd(bytes),
        "lz4" => TinyZarr.Lz4(bytes),
        _ => TinyZarr.Blosc(bytes, 4, bytes.Length, 1, isSplit: false),
    };

    private void RefusedWith(byte[] chunk, string fact)
    {
        _folder.Write("0", chunk);
        Refused.Path(_folder.Path, fact);
    }
}
