using System.IO.Compression;
using Heavytail.Files.Hdf5;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>HDF5 as h5py writes it by default: every type, layout and filter, by exact values.</summary>
public sealed class Hdf5Tests
{
    [Fact]
    public void DatasetsAreTensorsNamedByTheirPaths()
    {
        using var checkpoint = Open(new TinyHdf5().Floats("b/weight", 2, 3).Floats("a", 2).Floats("b/c/d", 1, 1, 2));

        Assert.Equal("HDF5", checkpoint.Format);
        Assert.Equal(["a", "b/c/d", "b/weight"], checkpoint.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("[2, 3]", checkpoint.Tensors[2].Shape.ToString());
        Assert.Equal([1, 2, 3, 4, 5, 6], checkpoint.Read("b/weight"));
        Assert.All(checkpoint.Tensors, tensor => Assert.Null(tensor.Role));
        Assert.Empty(checkpoint.Metadata);
    }

    public static TheoryData<byte[], byte[], ElementType, double> Types => new()
    {
        { TinyHdf5.F32, BitConverter.GetBytes(-1.5f), ElementType.F32, -1.5 },
        { TinyHdf5.F64, BitConverter.GetBytes(Math.PI), ElementType.F64, Math.PI },
        { TinyHdf5.F16, BitConverter.GetBytes((Half)0.5), ElementType.F16, 0.5 },
        { TinyHdf5.BF16, [0xc0, 0x3f], ElementType.BF16, 1.5 },
        { TinyHdf5.Float(4, 23, 8, 127, bigEndian: true), [0xbf, 0xc0, 0, 0], ElementType.F32, -1.5 },
        { TinyHdf5.Float(8, 52, 11, 1023, bigEndian: true), [0x40, 0, 0, 0, 0, 0, 0, 0], ElementType.F64, 2 },
        { TinyHdf5.Integer(1, signed: true), [0xff], ElementType.I8, -1 },
        { TinyHdf5.Integer(1, signed: false), [0xff], ElementType.U8, 255 },
        { TinyHdf5.Integer(2, signed: true, bigEndian: true), [0xff, 0xfe], ElementType.I16, -2 },
        { TinyHdf5.Integer(2, signed: false), [1, 1], ElementType.U16, 257 },
        { TinyHdf5.Integer(4, signed: true), [0xfe, 0xff, 0xff, 0xff], ElementType.I32, -2 },
        { TinyHdf5.Integer(4, signed: false, bigEndian: true), [0, 0, 1, 0], ElementType.U32, 256 },
        { TinyHdf5.Integer(8, signed: true), [7, 0, 0, 0, 0, 0, 0, 0], ElementType.I64, 7 },
        { TinyHdf5.Integer(8, signed: false), [7, 0, 0, 0, 0, 0, 0, 0], ElementType.U64, 7 },

        // h5py's truth values: an enumeration of FALSE and TRUE over I8.
        {
            [0x18, 2, 0, 0, 1, 0, 0, 0, .. TinyHdf5.Integer(1, signed: true), .. "FALSE\0\0\0TRUE\0\0\0\0"u8, 0, 1],
            [1], ElementType.Bool, 1
        },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void NumbersOfEveryType(byte[] type, byte[] data, ElementType expected, double value)
    {
        using var checkpoint = Open(new TinyHdf5().Add("w", new TinyHdf5.Content(type, [1], data)));
        Assert.Equal(expected, Assert.Single(checkpoint.Tensors).Type);
        Assert.Equal([value], checkpoint.Read("w"));
    }

    [Fact]
    public void ArraysAreFurtherSides()
    {
        byte[] type = [0x2a, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, .. TinyHdf5.F32];
        using var checkpoint = Open(
            new TinyHdf5().Add("w", new TinyHdf5.Content(type, [2], TinySafeTensors.Bytes(1, 2, 3, 4))));
        Assert.Equal("[2, 2]", Assert.Single(checkpoint.Tensors).Shape.ToString());
        Assert.Equal([1, 2, 3, 4], checkpoint.Read("w"));
    }

    [Fact]
    public void ComplexNumbersAreRecordsOfTheirParts()
    {
        byte[] Member(string name, int offset) =>
            [(byte)name[0], 0, 0, 0, 0, 0, 0, 0, .. TinyHdf5.Bytes(4, offset), .. new byte[28], .. TinyHdf5.F32];
        byte[] type = [0x16, 2, 0, 0, 8, 0, 0, 0, .. Member("r", 0), .. Member("i", 4)];
        using var checkpoint = Open(
            new TinyHdf5().Add("w", new TinyHdf5.Content(type, [1], TinySafeTensors.Bytes(1, 2))));
        Assert.Equal(ElementType.C64, Assert.Single(checkpoint.Tensors).Type);
    }

    [Fact]
    public void WhatIsNoNumberIsListedWithTheReason()
    {
        using var checkpoint = Open(new TinyHdf5()
            .Floats("w", 2)
            .Add("text", new TinyHdf5.Content(TinyHdf5.FixedText(3), [1], "abc"u8.ToArray()))
            .Add("ref", new TinyHdf5.Content([0x17, 0, 0, 0, 8, 0, 0, 0], [1], new byte[8])));
        Assert.Equal("w", Assert.Single(checkpoint.Tensors).Name);
        Assert.Equal("ref: references; text: text", checkpoint.Metadata["ignored"]);
    }

    [Fact]
    public void CompactDatasetsLieInTheirHeaders()
    {
        using var checkpoint = Open(new TinyHdf5().Add(
            "w", new TinyHdf5.Content(TinyHdf5.F32, [2], TinySafeTensors.Bytes(1, 2)) { IsCompact = true }));
        Assert.Equal([1, 2], checkpoint.Read("w"));
    }

    [Fact]
    public void ScalarsAndEmptyOnes()
    {
        using var checkpoint = Open(new TinyHdf5().Floats("empty", 0, 3).Floats("scalar"));
        Assert.Equal(0, checkpoint.Tensors[0].Shape.ElementCount);
        Assert.Equal([1], checkpoint.Read("scalar"));
    }

    [Fact]
    public void SecondNamesAreTied()
    {
        using var checkpoint = Open(new TinyHdf5().Floats("a", 2, 2).Link("b", "a"));
        Assert.Null(checkpoint.Tensors[0].TiedTo);
        Assert.Equal(0, checkpoint.Tensors[1].TiedTo);
    }

    [Fact]
    public void UserBlocksAreSkipped()
    {
        byte[] file = new TinyHdf5 { UserBlock = 512 }.Floats("w", 2).ToArray();
        "MATLAB 7.3 MAT-file"u8.CopyTo(file);
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("w.mat", file));
        Assert.Equal("MATLAB 7.3 (HDF5)", checkpoint.Format);
        Assert.Equal([1, 2], checkpoint.Read("w"));
    }

    public static TheoryData<string> FilterNames =>
        ["", "deflate", "shuffle", "fletcher32", "shuffle + deflate + fletcher32", "lzf", "zstd"];

    [Theory]
    [MemberData(nameof(FilterNames))]
    public void ChunksOfEveryFilter(string names)
    {
        string[] filters = names.Split(" + ", StringSplitOptions.RemoveEmptyEntries);
        float[] numbers = [.. Enumerable.Range(0, 5 * 7).Select(i => i * 0.25f)];
        using var checkpoint = Open(new TinyHdf5().Add("w", Chunked(numbers, 5, 7, 2, 3, filters)));
        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal(filters.Length == 0 ? "F32" : $"F32 ({names})", tensor.Encoding);
        Assert.Equal(numbers.Select(number => (double)number), checkpoint.Read("w"));
    }

    [Fact]
    public void ChunksThatSkippedAFilterAreAsTheyAre()
    {
        var content = new TinyHdf5.Content(TinyHdf5.F32, [2], [])
        {
            Chunked = ([2, 4], [([0], TinySafeTensors.Bytes(3, 4), 1)]),
            Filters = TinyHdf5.Pipeline((1, [])),
        };
        using var checkpoint = Open(new TinyHdf5().Add("w", content));
        Assert.Equal([3, 4], checkpoint.Read("w"));
    }

    [Theory]
    [InlineData(4, "szip")]
    [InlineData(307, "bzip2")]
    [InlineData(32001, "blosc")]
    [InlineData(4711, "number 4711")]
    public void DatasetsOfOtherFiltersAreListedWithTheReason(int id, string name)
    {
        var content = new TinyHdf5.Content(TinyHdf5.F32, [2], [])
        {
            Chunked = ([2, 4], [([0], new byte[8], 0)]),
            Filters = TinyHdf5.Pipeline((id, [])),
        };
        using var checkpoint = Open(new TinyHdf5().Floats("a", 1).Add("w", content));
        Assert.Single(checkpoint.Tensors);
        Assert.StartsWith(
            $"w: compressed by the filter {name}, which is not supported; write the file without filters: `h5repack -f "
            + "NONE in.h5 out.h5`",
            checkpoint.Metadata["unsupported"]);
    }

    [Fact]
    public void ChunksThatWereNeverWrittenAreSaid()
    {
        var content = new TinyHdf5.Content(TinyHdf5.F32, [4], []) { Chunked = ([2, 4], [([2], new byte[8], 0)]) };
        using var checkpoint = Open(new TinyHdf5().Add("w", content));
        Assert.Empty(checkpoint.Tensors);
        Assert.Equal("w: 1 of its 2 chunks were never written", checkpoint.Metadata["unsupported"]);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void ChunksAtTheEdgeMayBePlain(int side, bool isReadable)
    {
        float[] numbers = [1, 2, 3, 4];
        var content = new TinyHdf5.Content(TinyHdf5.F32, [side], TinySafeTensors.Bytes(numbers))
        {
            Filters = TinyHdf5.Pipeline((1, [6])),

            // Version 4, edges that are not filtered, one chunk of four with its size and mask.
            Layout = plain => [4, 2, 3, 2, 1, 4, 4, 1, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. plain[2..10]],
        };
        using var checkpoint = Open(new TinyHdf5().Add("w", content));
        if (isReadable)
        {
            Assert.Equal([1, 2, 3], checkpoint.Read("w"));
        }
        else
        {
            Assert.Throws<InvalidCheckpointException>(() => checkpoint.Read("w"));
        }
    }

    [Fact]
    public void ChunkedStreamsSayWhatTheyHold()
    {
        using var checkpoint = Open(new TinyHdf5().Add("w", Chunked(new float[35], 5, 7, 2, 3, ["deflate"])));
        using var stream = checkpoint.OpenRead(checkpoint.Tensors[0]);
        Assert.False(stream.CanSeek);

        // A band of two rows of seven, and twice a chunk of two by three with room for a checksum.
        Assert.Equal((2 * 7 * 4) + (2 * ((2 * 3 * 4) + 4)), checkpoint.AccessTo(checkpoint.Tensors[0]).BufferedBytes);
    }

    [Theory]
    [InlineData(new byte[] { }, 0u)]
    [InlineData(new byte[] { 1, 2 }, 0x01020102u)]
    [InlineData(new byte[] { 1, 2, 3 }, 0x05040402u)]
    public void FletchersChecksum(byte[] data, uint expected) => Assert.Equal(expected, Fletcher32.Compute(data));

    /// <summary>A matrix in chunks of rows × columns, those at the edges filled up.</summary>
    internal static TinyHdf5.Content Chunked(float[] numbers, int m, int n, int rows, int columns, string[] filters)
    {
        var chunks = new List<(long[] Place, byte[] Stored, uint Mask)>();
        for (int row = 0; row < m; row += rows)
        {
            for (int column = 0; column < n; column += columns)
            {
                float[] chunk = new float[rows * columns];
                for (int i = 0; i < chunk.Length; i++)
                {
                    int r = row + (i / columns);
                    int c = column + (i % columns);
                    chunk[i] = r < m && c < n ? numbers[(r * n) + c] : -1;
                }

                chunks.Add(([row, column], filters.Aggregate(TinySafeTensors.Bytes(chunk), Apply), 0));
            }
        }

        return new TinyHdf5.Content(TinyHdf5.F32, [m, n], [])
        {
            Chunked = ([(uint)rows, (uint)columns, 4], [.. chunks]),
            Filters = filters.Length == 0 ? null : TinyHdf5.Pipeline(
                [.. filters.Select(name => (Id(name), new uint[] { 4 }))]),
        };
    }

    private static int Id(string name) =>
        name switch { "deflate" => 1, "shuffle" => 2, "fletcher32" => 3, "lzf" => 32000, _ => 32015 };

    private static byte[] Apply(byte[] data, string name)
    {
        switch (name)
        {
            case "deflate":
                var deflated = new MemoryStream();
                using (var stream = new ZLibStream(deflated, CompressionLevel.Optimal))
                {
                    stream.Write(data);
                }

                return deflated.ToArray();
            case "shuffle":
                return [.. Enumerable.Range(0, 4).SelectMany(plane => data.Where((_, i) => i % 4 == plane))];
            case "fletcher32":
                return [.. data, .. BitConverter.GetBytes(Fletcher32.Compute(data))];
            case "lzf":
                // Three zeros are a literal and a copy of what it wrote; the rest are literals.
                byte[] rest = data[3..];
                return data.AsSpan(0, 3).IndexOfAnyExcept((byte)0) < 0
                    ? [0, 0, 0x00, 0, 0x00, 0, .. Literals(rest)]
                    : Literals(data);
            default:
                using (var compressor = new ZstdSharp.Compressor())
                {
                    return compressor.Wrap(data).ToArray();
                }
        }
    }

    private static byte[] Literals(byte[] data) =>
        [.. data.Chunk(32).SelectMany(run => (byte[])[(byte)(run.Length - 1), .. run])];

    private static Checkpoint Open(TinyHdf5 file)
    {
        using var folder = new TempFolder();
        return Checkpoint.Open(folder.Write("w.h5", file.ToArray()));
    }
}
