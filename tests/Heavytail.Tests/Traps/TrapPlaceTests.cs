using Heavytail.Layers;
using Heavytail.Tensors;
using Heavytail.Tests.Support;
using Heavytail.Traps;
using Xunit;

namespace Heavytail.Tests.Traps;

/// <summary>A planted entry is found in its slice, row and column, however the tensor lies.</summary>
public sealed class TrapPlaceTests
{
    [Theory]
    [InlineData("oi", "24,20", TensorPurpose.Dense, 1)]
    [InlineData("io", "24,20", TensorPurpose.Dense, 1)]
    [InlineData("oikk", "24,20,2,3", TensorPurpose.Convolution, 1)]
    [InlineData("oikk", "24,20,3,3", TensorPurpose.Convolution, 2)]
    [InlineData("kkio", "2,3,20,24", TensorPurpose.Convolution, 1)]
    [InlineData("kkio", "2,3,20,24", TensorPurpose.Convolution, 2)]
    [InlineData("okki", "24,2,3,20", TensorPurpose.Convolution, 1)]
    [InlineData("okki", "24,1,1,20", TensorPurpose.Convolution, 1)]
    [InlineData("kio", "5,20,24", TensorPurpose.Convolution, 1)]
    [InlineData("kkkio", "2,2,2,20,24", TensorPurpose.Convolution, 1)]
    [InlineData("kkoi", "2,3,24,20", TensorPurpose.TransposedConvolution, 1)]
    [InlineData("iokk", "20,24,2,3", TensorPurpose.TransposedConvolution, 2)]
    [InlineData("soi", "4,24,20", TensorPurpose.Bilinear, 1)]
    [InlineData("sio", "4,20,24", TensorPurpose.Dense, 1)]
    [InlineData("ois", "24,20,3", TensorPurpose.Dense, 1)]
    [InlineData("ioo", "20,4,6", TensorPurpose.Dense, 1)]
    [InlineData("iio", "4,5,24", TensorPurpose.Dense, 1)]
    public void Every_layout_has_them_in_place(string axes, string sides, TensorPurpose purpose, int groups)
    {
        var shape = new TensorShape([.. sides.Split(',').Select(long.Parse)]);
        var role = new TensorRole(purpose, "") { Axes = axes, Groups = groups };
        var tensor = new TensorInfo(0, "w", ElementType.F32, shape, "memory");
        var layers = MatrixCutter.Cut(tensor, new MatrixForm(role, shape), "test");
        double[] weights = SplitMix.Normals(3, (int)shape.ElementCount);
        for (int k = 0; k < layers.Count; k++)
        {
            var layer = layers[k];
            for (int slice = 0; slice < layer.Rf; slice++)
            {
                int row = ((7 * slice) + (5 * k) + 3) % layer.Rows;
                int column = ((11 * slice) + (3 * k) + 2) % layer.Columns;
                weights[TensorIndex(shape, axes, layer, k, slice, row, column)] = 9;
            }
        }

        for (int k = 0; k < layers.Count; k++)
        {
            Check(layers[k], k, weights, shape, axes);
        }
    }

    private static void Check(Layer layer, int number, double[] weights, TensorShape shape, string axes)
    {
        double[] read =
            [.. Enumerable.Range(0, (int)layer.ElementCount).Select(at => weights[layer.Layout.PlaceInTensor(at)])];
        for (int slice = 0; slice < layer.Rf; slice++)
        {
            int row = ((7 * slice) + (5 * number) + 3) % layer.Rows;
            int column = ((11 * slice) + (3 * number) + 2) % layer.Columns;
            var expected = new EntryPlace(
                slice, row, column, TensorIndex(shape, axes, layer, number, slice, row, column));
            foreach (int run in new[] { 1, 37, 4096 })
            {
                Assert.Equal(expected, Single(Scan(new TrapScan(layer), read, run).Slices[slice]));
                Assert.Equal(
                    expected, Single(Scan(new TrapScan(layer, needsTails: false), read, run).Slices[slice]));
            }

            double[] alone = [.. read.Where((_, at) => slice == (layer.Layout.SlicesFirst
                ? at / (layer.Rows * layer.Columns)
                : at % layer.Rf))];
            Assert.Equal(expected, Single(Scan(new TrapScan(layer, slice), alone, 100).Slices.Single()));
        }
    }

    private static EntryPlace Single(SliceTraps slice)
    {
        var trap = Assert.Single(slice.Entries);
        Assert.Equal(9, trap.Value);
        Assert.Equal(slice.Slice, trap.Place.Slice);
        return trap.Place;
    }

    private static LayerTraps Scan(TrapScan scan, double[] weights, int run)
    {
        foreach (double[] piece in weights.Chunk(run))
        {
            scan.Add(piece);
        }

        return scan.Find();
    }

    /// <summary>Row-major index of an element, by the letters of its axes.</summary>
    private static long TensorIndex(
        TensorShape shape, string axes, Layer layer, int number, int slice, int row, int column)
    {
        long[] index = new long[shape.Rank];
        long[] left = [row, column, slice, number];
        char grouped = layer.Kind == LayerKind.TransposedConv2D ? 'i' : 'o';
        if (!axes.Contains('s', StringComparison.Ordinal))
        {
            // The layers of a tensor without a stack are groups: runs along the grouped letter.
            left[grouped == 'o' ? 0 : 1] += (long)number * (grouped == 'o' ? layer.Rows : layer.Columns);
        }

        for (int d = shape.Rank - 1; d >= 0; d--)
        {
            int which = axes[d] switch { 'o' => 0, 'i' => 1, 'k' => 2, _ => 3 };
            left[which] = Math.DivRem(left[which], shape[d], out index[d]);
        }

        return index.Select((at, d) => at * StridedLayout.RowMajor(shape).Strides[d]).Sum();
    }
}
