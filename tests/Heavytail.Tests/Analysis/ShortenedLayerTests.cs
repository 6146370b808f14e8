using System.Runtime.InteropServices;
using Heavytail.Layers;
using Heavytail.Measures;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Analysis;

/// <summary>Layers of every layout without some of their rows: what is left is where it was.</summary>
public sealed class ShortenedLayerTests
{
    [Theory]
    [InlineData("oi", "26,5", TensorPurpose.Dense, 1)]
    [InlineData("oi", "5,26", TensorPurpose.Dense, 1)]
    [InlineData("oi", "21,21", TensorPurpose.Dense, 1)]
    [InlineData("io", "21,21", TensorPurpose.Dense, 1)]
    [InlineData("io", "26,5", TensorPurpose.Dense, 1)]
    [InlineData("io", "5,26", TensorPurpose.Dense, 1)]
    [InlineData("oikk", "26,4,2,3", TensorPurpose.Convolution, 1)]
    [InlineData("oikk", "4,26,2,3", TensorPurpose.Convolution, 1)]
    [InlineData("oikk", "4,44,2,3", TensorPurpose.Convolution, 2)]
    [InlineData("kkio", "2,3,4,26", TensorPurpose.Convolution, 1)]
    [InlineData("kkio", "2,3,26,4", TensorPurpose.Convolution, 1)]
    [InlineData("kkio", "2,3,4,52", TensorPurpose.Convolution, 2)]
    [InlineData("okki", "26,2,3,4", TensorPurpose.Convolution, 1)]
    [InlineData("okki", "4,2,3,26", TensorPurpose.Convolution, 1)]
    [InlineData("kkoi", "2,3,26,4", TensorPurpose.TransposedConvolution, 1)]
    [InlineData("iokk", "52,4,2,3", TensorPurpose.TransposedConvolution, 2)]
    [InlineData("sio", "3,4,26", TensorPurpose.Dense, 1)]
    [InlineData("ois", "26,4,3", TensorPurpose.Dense, 1)]
    [InlineData("osoi", "2,3,13,5", TensorPurpose.Dense, 1)]
    [InlineData("kio", "3,26,5", TensorPurpose.Convolution, 1)]
    public void Every_slice_lacks_the_rows_of_the_block(string axes, string shape, TensorPurpose purpose, int groups) =>
        Check(shape, new TensorRole(purpose, "") { Axes = axes, Groups = groups });

    [Theory]
    [InlineData("oi", "56,5")]
    [InlineData("io", "5,56")]
    [InlineData("soi", "2,56,5")]
    public void So_does_every_part(string axes, string shape) => Check(
        shape, new TensorRole(TensorPurpose.Lstm, "") { Axes = axes, Parts = [new("a", 21), new("b", 35)] });

    /// <summary>Whatever the type, elements are not split.</summary>
    [Theory]
    [InlineData(ElementType.F64)]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.I8)]
    public void Elements_of_every_type_are_whole(ElementType type)
    {
        var layer = SampleLayer.Of("6x30x3x2", ElementType.F32);
        layer = layer with { Tensor = layer.Tensor with { Type = type } };
        int width = type.Bits() / 8;
        byte[] stored = new byte[layer.ElementCount * width];
        new Random(2).NextBytes(stored);
        string[] expected =
        [
            .. stored.Chunk(width).Where((_, k) => k / 6 % 30 is < 12 or >= 15).Select(Convert.ToHexString),
        ];
        using var left = new ShortenedLayer(layer, 12..15).Open(new MemoryStream(stored));
        byte[] found = new byte[left.Length];
        left.ReadExactly(found);
        Assert.Equal(expected, found.Chunk(width).Select(Convert.ToHexString));
    }

    [Fact]
    public void What_is_left_can_be_read_from_any_position()
    {
        var layer = SampleLayer.Of("7x30");
        byte[] stored = new byte[7 * 30 * 4];
        new Random(3).NextBytes(stored);
        using var stream = new ShortenedLayer(layer, 0..3).Open(new MemoryStream(stored));
        byte[] all = new byte[7 * 27 * 4];
        stream.ReadExactly(all);
        Assert.Equal(0, stream.Read(new byte[1]));
        foreach (int at in new[] { 500, 107, 108, 0, 751 })
        {
            stream.Position = at;
            byte[] some = new byte[Math.Min(200, all.Length - at)];
            stream.ReadExactly(some);
            Assert.Equal(all[at..(at + some.Length)], some);
        }
    }

    [Theory]
    [InlineData("100x50", 10)]
    [InlineData("50x100", 10)]
    [InlineData("30x10", 7)]
    [InlineData("20x16", 5)]
    [InlineData("19x2", 0)]
    [InlineData("100x90", 10)]
    [InlineData("64x32x3x3", 10)]
    public void Blocks_of_a_tall_layer_leave_every_eigenvalue(string shape, int blocks)
    {
        var all = ShortenedLayer.All(SampleLayer.Of(shape));
        Assert.Equal(blocks, all.Count);
        var whole = SampleLayer.Of(shape);
        Assert.All(all, shortened => Assert.Equal(whole.EigenvalueCount, shortened.Layer.EigenvalueCount));
        Assert.Equal(blocks == 0 ? 0 : whole.N, all.Sum(shortened => whole.N - shortened.Layer.N));
    }

    [Theory]
    [InlineData("20x17", 5, 16)]
    [InlineData("17x20", 5, 16)]
    [InlineData("64x64", 10, 57)]
    [InlineData("101x91", 10, 90)]
    [InlineData("40x40x3x3", 10, 36)]
    public void Blocks_of_a_square_layer_leave_as_many_eigenvalues_as_rows(string shape, int blocks, int fewest)
    {
        var all = ShortenedLayer.All(SampleLayer.Of(shape));
        Assert.Equal(blocks, all.Count);
        Assert.Equal(fewest, all.Min(shortened => shortened.Layer.M));
        Assert.All(all, shortened => Assert.Equal(
            Math.Min(shortened.Layer.Rows, shortened.Layer.Columns), shortened.Layer.M));
    }

    private static void Check(string dimensions, TensorRole role)
    {
        var shape = new TensorShape([.. dimensions.Split(',').Select(long.Parse)]);
        var form = new MatrixForm(role, shape);
        Assert.Null(form.Contradiction());
        foreach (var layer in MatrixCutter.Cut(new TensorInfo(0, "w", ElementType.F32, shape, "memory"), form, "test"))
        {
            Assert.True(layer.N >= 20, "the shape is long enough for blocks");
            int[] read = [.. Enumerable.Range(0, (int)layer.ElementCount)
                .Select(place => (int)layer.Layout.PlaceInTensor(place))];
            foreach (var block in new[] { 0..3, 4..9, (layer.N - 2)..layer.N })
            {
                var shortened = new ShortenedLayer(layer, block);
                using var stream = shortened.Open(new MemoryStream(MemoryMarshal.AsBytes(read.AsSpan()).ToArray()));
                int[] left = new int[shortened.Layer.ElementCount];
                Assert.Equal(left.Length * sizeof(int), stream.Length);
                stream.ReadExactly(MemoryMarshal.AsBytes(left.AsSpan()));
                CheckSlices(layer, read, shortened.Layer, left, block);
            }
        }
    }

    private static void CheckSlices(Layer layer, int[] read, Layer shorter, int[] left, Range block)
    {
        int gap = block.End.Value - block.Start.Value;
        bool rows = layer.Rows >= layer.Columns;
        for (int slice = 0; slice < layer.Rf; slice++)
        {
            for (int row = 0; row < shorter.Rows; row++)
            {
                for (int column = 0; column < shorter.Columns; column++)
                {
                    int was = rows ? row : column;
                    was += was < block.Start.Value ? 0 : gap;
                    Assert.Equal(
                        read[PlaceOfReading(layer, slice, rows ? was : row, rows ? column : was)],
                        left[PlaceOfReading(shorter, slice, row, column)]);
                }
            }
        }
    }

    private static int PlaceOfReading(Layer layer, int slice, int row, int column)
    {
        (int first, int second) = layer.Layout.Transposed ? (column, row) : (row, column);
        int inSlice = (first * layer.ReadColumns) + second;
        return layer.Layout.SlicesFirst ? (slice * layer.Rows * layer.Columns) + inSlice : (inSlice * layer.Rf) + slice;
    }
}
