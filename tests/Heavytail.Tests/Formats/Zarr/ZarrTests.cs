using System.Text;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Zarr;

public sealed class ZarrTests : IDisposable
{
    internal const string Bytes = """{"name": "bytes", "configuration": {"endian": "little"}}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ChunksAreJoinedAndTheirPaddingDropped()
    {
        // 3 × 4 in chunks of 2 × 3: each chunk is whole in its file.
        _folder.Write("a/.zarray", TinyZarr.V2("[3, 4]", "[2, 3]"));
        _folder.Write("a/0.0", TinyZarr.Floats(0, 1, 2, 4, 5, 6));
        _folder.Write("a/0.1", TinyZarr.Floats(3, -1, -1, 7, -1, -1));
        _folder.Write("a/1.0", TinyZarr.Floats(8, 9, 10, -1, -1, -1));
        _folder.Write("a/1.1", TinyZarr.Floats(11, -1, -1, -1, -1, -1));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("Zarr v2", checkpoint.Format);
        Assert.Equal("a", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), checkpoint.Read("a"));
        Assert.Equal(2 * 4 * 4, checkpoint.AccessTo(checkpoint.Tensors[0]).BufferedBytes);
        Assert.Empty(checkpoint.Metadata);
    }

    [Fact]
    public void ChunksOfWholeRowsStream()
    {
        _folder.Write("a/.zarray", TinyZarr.V2("[3, 2]", "[2, 2]", compressor: """{"id": "gzip", "level": 1}"""));
        _folder.Write("a/0.0", TinyZarr.Gzip(TinyZarr.Floats(0, 1, 2, 3)));
        _folder.Write("a/1.0", TinyZarr.Gzip(TinyZarr.Floats(4, 5, -1, -1)));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal([0, 1, 2, 3, 4, 5], checkpoint.Read("a"));
        Assert.Equal(0, checkpoint.AccessTo(checkpoint.Tensors[0]).BufferedBytes);
    }

    [Fact]
    public void FortranOrderIsTurned()
    {
        _folder.Write("a/.zarray", TinyZarr.V2("[2, 3, 2]", "[2, 2, 2]", order: "F", separator: "/"));
        _folder.Write("a/0/0/0", TinyZarr.Floats(0, 6, 2, 8, 1, 7, 3, 9));
        _folder.Write("a/0/1/0", TinyZarr.Floats(4, 10, -1, -1, 5, 11, -1, -1));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), checkpoint.Read("a"));
    }

    [Fact]
    public void TransposeIsUndone()
    {
        // The sides 0, 1, 2 of the array lie as 1, 2, 0 in the chunk.
        _folder.Write("zarr.json", TinyZarr.V3(
            "[2, 3, 2]", "[2, 3, 2]", codecs: """{"name": "transpose", "configuration": {"order": [1, 2, 0]}}, """ + Bytes));
        _folder.Write("c/0/0/0", TinyZarr.Floats(0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("Zarr v3", checkpoint.Format);
        string name = Assert.Single(checkpoint.Tensors).Name;
        Assert.Equal(Path.GetFileName(_folder.Path), name);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (double)i), checkpoint.Read(name));
    }

    [Theory]
    [InlineData("<f2", ElementType.F16, "003c00c0")]
    [InlineData(">f2", ElementType.F16, "3c00c000")]
    [InlineData("bfloat16", ElementType.BF16, "803f00c0")]
    [InlineData("<f4", ElementType.F32, "0000803f000000c0")]
    [InlineData(">f4", ElementType.F32, "3f800000c0000000")]
    [InlineData("<f8", ElementType.F64, "000000000000f03f00000000000000c0")]
    [InlineData(">f8", ElementType.F64, "3ff0000000000000c000000000000000")]
    [InlineData("float8_e4m3fn", ElementType.F8E4M3, "38c0")]
    [InlineData("|i1", ElementType.I8, "01fe")]
    [InlineData(">i2", ElementType.I16, "0001fffe")]
    [InlineData("<i4", ElementType.I32, "01000000feffffff")]
    [InlineData("<i8", ElementType.I64, "0100000000000000feffffffffffffff")]
    public void NumbersOfEveryTypeOfVersion2(string dtype, ElementType type, string hex)
    {
        _folder.Write("a/.zarray", TinyZarr.V2("[2]", "[2]", dtype, fill: "0"));
        _folder.Write("a/0", Convert.FromHexString(hex));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(type, Assert.Single(checkpoint.Tensors).Type);
        Assert.Equal([1, -2], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData("float16", "little", ElementType.F16, "003c00c0")]
    [InlineData("bfloat16", "big", ElementType.BF16, "3f80c000")]
    [InlineData("float32", "little", ElementType.F32, "0000803f000000c0")]
    [InlineData("float64", "big", ElementType.F64, "3ff0000000000000c000000000000000")]
    [InlineData("float8_e5m2", "big", ElementType.F8E5M2, "3cc0")]
    [InlineData("int8", "big", ElementType.I8, "01fe")]
    [InlineData("int16", "big", ElementType.I16, "0001fffe")]
    [InlineData("int32", "little", ElementType.I32, "01000000feffffff")]
    public void NumbersOfEveryTypeOfVersion3(string name, string endian, ElementType type, string hex)
    {
        _folder.Write("a/zarr.json", TinyZarr.V3(
            "[2]", "[2]", name, Bytes.Replace("little", endian, StringComparison.Ordinal), "0"));
        _folder.Write("a/c/0", Convert.FromHexString(hex));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(type, Assert.Single(checkpoint.Tensors).Type);
        Assert.Equal([1, -2], checkpoint.Read("a"));
    }

    [Theory]
    [InlineData("<f4", "1.5", 1.5)]
    [InlineData(">f4", "1.5", 1.5)]
    [InlineData("<f4", "\"NaN\"", double.NaN)]
    [InlineData("<f8", "\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("<f2", "\"0x3e00\"", 1.5)]
    [InlineData("bfloat16", "-2", -2)]
    [InlineData("bfloat16", "\"NaN\"", double.NaN)]
    [InlineData(">i4", "-3", -3)]
    [InlineData("<u8", "18446744073709551615", 18446744073709551615.0)]
    [InlineData("|i1", "4.0", 4)]
    [InlineData("|b1", "true", 1)]
    public void MissingChunksAreFilled(string dtype, string fill, double expected)
    {
        _folder.Write("rows/.zarray", TinyZarr.V2("[4, 2]", "[2, 2]", dtype, fill: fill));
        _folder.Write("bands/.zarray", TinyZarr.V2("[2, 2]", "[2, 1]", dtype, fill: fill));
        _folder.Write(".zgroup", TinyZarr.Group);
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(Enumerable.Repeat(expected, 4), checkpoint.Read("bands"));
        Assert.Equal(Enumerable.Repeat(expected, 8), checkpoint.Read("rows"));
        Assert.Equal("bands: 2 of 2; rows: 2 of 2", checkpoint.Metadata["missing chunks, read as fill values"]);
    }

    [Fact]
    public void OneMissingChunkIsFilled()
    {
        _folder.Write("a/.zarray", TinyZarr.V2("[2, 2]", "[1, 1]", fill: "7"));
        _folder.Write("a/0.1", TinyZarr.Floats(1));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal([7, 1, 7, 7], checkpoint.Read("a"));
    }

    [Fact]
    public void ScalarsAndEmptyArrays()
    {
        _folder.Write("zarr.json", TinyZarr.Text("""{"zarr_format": 3, "node_type": "group"}"""));
        _folder.Write("old/.zarray", TinyZarr.V2("[]", "[]"));
        _folder.Write("old/0", TinyZarr.Floats(5));
        _folder.Write("new/zarr.json", TinyZarr.V3("[]", "[]"));
        _folder.Write("new/c", TinyZarr.Floats(6));
        _folder.Write("like/zarr.json", TinyZarr.V3("[1]", "[1]", keys: """{"name": "v2"}"""));
        _folder.Write("like/0", TinyZarr.Floats(7));
        _folder.Write("none/zarr.json", TinyZarr.V3("[0, 3]", "[1, 3]"));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(["like", "new", "none", "old"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([7], checkpoint.Read("like"));
        Assert.Equal([6], checkpoint.Read("new"));
        Assert.Equal([], checkpoint.Read("none"));
        Assert.Equal([5], checkpoint.Read("old"));
    }

    [Fact]
    public void AFolderIsListedOnceWhateverLiesInIt()
    {
        string array = Encoding.UTF8.GetString(TinyZarr.V2("[2]", "[2]"));
        _folder.Write("m/.zgroup", TinyZarr.Group);
        _folder.Write("m/.zattrs", TinyZarr.Text("{}"));
        _folder.Write("m/.zmetadata", TinyZarr.Text(
            $$$"""
            {"metadata": {".zgroup": {"zarr_format": 2}, "b/.zarray": {{{array}}}, "a/x/.zarray": {{{array}}}, "a/.zattrs": {}},
            "zarr_consolidated_format": 1}
            """));
        _folder.Write("m/a/.zgroup", TinyZarr.Group);
        _folder.Write("m/a/x/.zarray", TinyZarr.V2("[2]", "[2]"));
        _folder.Write("m/a/x/0", TinyZarr.Floats(1, 2));
        _folder.Write("m/b/.zarray", TinyZarr.V2("[2]", "[2]"));
        _folder.Write("m/b/0", TinySafeTensors.Floats(("looks like a model", [1], [1])));
        string other = _folder.Write("other.safetensors", TinySafeTensors.Floats(("w", [1], [1])));

        string root = Path.Combine(_folder.Path, "m", ".zmetadata");
        Assert.Equal([root, other], CheckpointFinder.Find(_folder.Path));
        using (var whole = Checkpoint.Open(root))
        {
            Assert.Equal(["b", "a/x"], whole.Tensors.Select(tensor => tensor.Name));
            Assert.Equal([1, 2], whole.Read("a/x"));
        }

        using var walked = Checkpoint.Open(Path.Combine(_folder.Path, "m", ".zgroup"));
        Assert.Equal(["a/x", "b"], walked.Tensors.Select(tensor => tensor.Name));
        using var part = Checkpoint.Open(Path.Combine(_folder.Path, "m", "a"));
        Assert.Equal(["x"], part.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void ConsolidatedMetadataOfVersion3()
    {
        string array = Encoding.UTF8.GetString(TinyZarr.V3("[2]", "[2]"));
        _folder.Write("zarr.json", TinyZarr.Text(
            $$$"""
            {"zarr_format": 3, "node_type": "group", "consolidated_metadata": {"kind": "inline", "metadata": {
            "a": {"zarr_format": 3, "node_type": "group"}, "a/z": {{{array}}}, "a/b": {{{array}}} } } }
            """));
        _folder.Write("a/zarr.json", TinyZarr.Text("""{"zarr_format": 3, "node_type": "group"}"""));
        _folder.Write("a/z/zarr.json", TinyZarr.Text(array));
        _folder.Write("a/b/zarr.json", TinyZarr.Text(array));
        _folder.Write("a/z/c/0", TinyZarr.Floats(1, 2));
        _folder.Write("a/b/c/0", TinyZarr.Floats(3, 4));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(["a/z", "a/b"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([3, 4], checkpoint.Read("a/b"));
    }

    [Fact]
    public void WhatCannotBeReadIsListedWithItsReason()
    {
        _folder.Write(".zgroup", TinyZarr.Group);
        _folder.Write("bz2/.zarray", TinyZarr.V2("[2]", "[2]", compressor: """{"id": "bz2"}"""));
        _folder.Write("filter/.zarray", TinyZarr.V2("[2]", "[2]", filters: """[{"id": "delta"}]"""));
        _folder.Write("huge/.zarray", TinyZarr.V2("[2]", "[4294967296]"));
        _folder.Write("ok/.zarray", TinyZarr.V2("[2]", "[2]"));
        _folder.Write("shards/zarr.json", TinyZarr.V3("[2]", "[2]", codecs: """{"name": "sharding_indexed"}"""));
        _folder.Write("text/.zarray", TinyZarr.V2("[2]", "[2]", dtype: "<U3", fill: "null"));
        _folder.Write("twelve/zarr.json", TinyZarr.V3("[2]", "[2]", type: "int12"));
        using var checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal("ok", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal(
            "bz2: the compressor `bz2`; filter: the filter `delta`; huge: chunks of more than 1 GiB; "
            + "shards: the codec `sharding_indexed`: several chunks in a file; text: contains text (dtype `<U3`); "
            + "twelve: elements of int12, which are not supported",
            checkpoint.Metadata["unsupported"]);
    }
}
