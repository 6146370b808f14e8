using CsCheck;
using Heavytail.Tests.Files.Zip;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Formats.PyTorch;

/// <summary>Tensors that lie scattered in their storage.</summary>
public sealed class TorchStrideTests
{
    private const int MostElements = 400;

    /// <summary>
    /// Sides, strides and offset such that all elements lie within a small storage; overlaps are allowed.
    /// </summary>
    private static readonly Gen<(long[] Size, long[] Stride, long Offset)> s_layouts =
        from sides in Gen.Long[0, 5].Array[0, 4]
        from strides in Gen.Long[0, 16].Array[sides.Length]
        from offset in Gen.Long[0, 50]
        select (sides, strides, offset);

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, "little")]
    [InlineData(false, "big")]
    [InlineData(true, null)]
    public void Any_layout_is_read_as_a_naive_gather_reads_it(bool legacy, string? byteOrder)
    {
        using var folder = new TempFolder();
        s_layouts.Sample(
            layout =>
            {
                byte[] data = TinyTorch.Counting(MostElements);
                if (byteOrder == "big")
                {
                    data = [.. data.Chunk(4).SelectMany(number => number.Reverse())];
                }

                byte[] pickle = new TinyPickle().Op("}").Text("t").Tensor(
                    "FloatStorage", "0", MostElements, layout.Offset, layout.Size, layout.Stride).Op("s").Stop();
                byte[] file = legacy
                    ? TinyTorch.Legacy(pickle, ("0", MostElements, data))
                    : TinyTorch.Zip(pickle, byteOrder, ("0", data));
                using var checkpoint = Checkpoint.Open(folder.Write($"{Guid.NewGuid():N}.pt", file));
                Assert.Equal(Gather(layout.Size, layout.Stride, layout.Offset, 0), checkpoint.Read("t"));
            },
            seed: "0000KOIPe036",
            iter: 200);
    }

    [Fact]
    public void A_storage_may_be_deflated()
    {
        byte[] pickle = new TinyPickle().Op("}(")
            .Text("row").Tensor("FloatStorage", "0", 6, 2, [3], [1])
            .Text("transposed").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3]).Op("u").Stop();
        byte[] file = new TinyZip().Add("m/data.pkl", pickle, deflate: true)
            .Add("m/data/0", TinyTorch.Counting(6), deflate: true).ToArray();

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.pt", file));

        Assert.Equal([2, 3, 4], checkpoint.Read("row"));
        Assert.Equal([0, 3, 1, 4, 2, 5], checkpoint.Read("transposed"));
    }

    /// <summary>More than one segment of the gathering stream, and rows that straddle segments.</summary>
    [Theory]
    [InlineData(1500, 1999, 1, 1500)]
    [InlineData(1500, 1000, 2000, 1)]
    public void A_large_matrix_is_read_whole(int rows, int columns, int rowStride, int columnStride)
    {
        byte[] data = TinyTorch.Counting(3_000_000);
        byte[] pickle = new TinyPickle()
            .Tensor("FloatStorage", "0", 3_000_000, 1, [rows, columns], [rowStride, columnStride]).Stop();

        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(folder.Write("m.pt", TinyTorch.Zip(pickle, ("0", data))));

        double[] values = checkpoint.Read("tensor");
        Assert.All(
            Enumerable.Range(0, values.Length).Where(i => i % 997 == 0),
            i => Assert.Equal(1 + (double)(i / columns) * rowStride + i % columns * columnStride, values[i]));
    }

    private static IEnumerable<double> Gather(long[] size, long[] stride, long at, int side) =>
        side == size.Length
            ? [at]
            : Enumerable.Range(0, (int)size[side]).SelectMany(
                i => Gather(size, stride, at + i * stride[side], side + 1));
}
