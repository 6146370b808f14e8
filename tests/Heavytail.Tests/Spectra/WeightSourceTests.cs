using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Spectra;

/// <summary>
/// Weights packed from a stream are, bit for bit, those packed from a matrix in memory: for every type, orientation and
/// kind of stream, on any number of threads.
/// </summary>
public sealed class WeightSourceTests
{
    private static readonly (int Rows, int Columns)[] s_shapes =
        [(1, 1), (1, 40), (40, 1), (24, 24), (25, 47), (47, 25), (100, 500), (500, 100), (30, 5000), (5000, 30)];

    public static TheoryData<ElementType> Types =>
        [.. Enum.GetValues<ElementType>().Where(ElementConversion.CanConvert)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_and_shape_is_packed_as_from_memory(ElementType type)
    {
        foreach (var (rows, columns) in s_shapes)
        {
            (byte[] bytes, double[] values) = Elements(type, rows * columns);
            double[][] expected = Packing.Blocks(new DenseSource(new Matrix(rows, columns, values)));
            foreach (bool seekable in new[] { true, false })
            {
                var tally = new NonFiniteTally();
                using var source = WeightSource.Open(Opener(bytes, seekable), type, rows, columns, tally);
                AssertSame(expected, Packing.Blocks(source));
                Assert.Null(tally.Total);
            }
        }
    }

    [Theory]
    [InlineData(700, 300, true)]
    [InlineData(700, 300, false)]
    [InlineData(300, 2500, true)]
    [InlineData(300, 2500, false)]
    public void Threads_change_nothing(int rows, int columns, bool seekable)
    {
        (byte[] bytes, double[] values) = Elements(ElementType.F32, rows * columns);
        double[][] expected = Packing.Blocks(new DenseSource(new Matrix(rows, columns, values)));
        for (int run = 0; run < 5; run++)
        {
            using var source = WeightSource.Open(
                Opener(bytes, seekable), ElementType.F32, rows, columns, new NonFiniteTally());
            AssertSame(expected, Packing.BlocksAtOnce(source, 4));
        }
    }

    [Theory]
    [InlineData(100, 5000)]
    [InlineData(5000, 100)]
    public void Blocks_of_any_depth(int rows, int columns)
    {
        (byte[] bytes, double[] values) = Elements(ElementType.BF16, rows * columns);
        foreach (int depth in new[] { 7, 64, 100, GramMatrix.BlockDepth })
        {
            using var source = WeightSource.Open(
                Opener(bytes, true), ElementType.BF16, rows, columns, new NonFiniteTally());
            AssertSame(
                Packing.Blocks(new DenseSource(new Matrix(rows, columns, values)), depth),
                Packing.Blocks(source, depth));
        }
    }

    [Theory]
    [InlineData(ElementType.F16, 30, 20, 9)]
    [InlineData(ElementType.F32, 20, 30, 4)]
    [InlineData(ElementType.F64, 30, 30, 2)]
    [InlineData(ElementType.U8, 250, 40, 27)]
    public void Slices_are_those_of_the_tensor(ElementType type, int rows, int columns, int slices)
    {
        (byte[] bytes, double[] values) = Elements(type, rows * columns * slices);
        using var held = BufferedWeights.Load(Opener(bytes, false)(), type, rows * columns, slices, slicesFirst: false);
        for (int k = 0; k < slices; k++)
        {
            double[] slice = [.. values.Where((_, place) => place % slices == k)];
            using var source = new BufferedSource(held, k, type, rows, columns, new NonFiniteTally());
            AssertSame(Packing.Blocks(new DenseSource(new Matrix(rows, columns, slice))), Packing.Blocks(source));
        }
    }

    [Theory]
    [InlineData(60, 40, 1, true)]
    [InlineData(60, 40, 1, false)]
    [InlineData(40, 3000, 1, true)]
    [InlineData(40, 3000, 1, false)]
    [InlineData(60, 40, 6, false)]
    [InlineData(40, 60, 6, false)]
    public void Numbers_that_are_none_are_counted_and_the_first_is_placed(
        int rows, int columns, int slices, bool seekable)
    {
        float[] floats = Array.ConvertAll(SplitMix.Normals(3, rows * columns * slices), value => (float)value);
        floats[^1] = float.NaN;
        floats[1234] = float.NegativeInfinity;
        floats[1500] = float.PositiveInfinity;
        floats[^7] = float.NaN;
        floats[^30] = float.NaN;
        var tally = new NonFiniteTally();
        Pack(TinySafeTensors.Bytes(floats), rows, columns, slices, seekable, tally);
        Assert.Equal(new NonFiniteWeights(3, 2, 1234), tally.Total);
    }

    [Fact]
    public void A_block_out_of_order_is_refused()
    {
        (byte[] bytes, _) = Elements(ElementType.F32, 500 * 20);
        using var source = WeightSource.Open(Opener(bytes, false), ElementType.F32, 500, 20, new NonFiniteTally());
        Packing.Blocks(source);
        Assert.Throws<InvalidOperationException>(() => Packing.Blocks(source));
    }

    [Theory]
    [InlineData(50, 20)]
    [InlineData(20, 50)]
    public void The_stream_is_closed_with_the_source(int rows, int columns)
    {
        (byte[] bytes, _) = Elements(ElementType.F32, rows * columns);
        var stream = new ForwardOnly(new MemoryStream(bytes));
        using (WeightSource.Open(() => stream, ElementType.F32, rows, columns, new NonFiniteTally()))
        {
            // nothing is read of it
        }

        Assert.True(stream.IsClosed);
    }

    private static void AssertSame(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int block = 0; block < expected.Length; block++)
        {
            Assert.True(expected[block].AsSpan().SequenceEqual(actual[block]), $"block {block} differs");
        }
    }

    private static void Pack(byte[] bytes, int rows, int columns, int slices, bool seekable, NonFiniteTally tally)
    {
        if (slices == 1)
        {
            using var source = WeightSource.Open(Opener(bytes, seekable), ElementType.F32, rows, columns, tally);
            Packing.BlocksAtOnce(source, 3);
            return;
        }

        using var held = BufferedWeights.Load(
            Opener(bytes, seekable)(), ElementType.F32, rows * columns, slices, slicesFirst: false);
        for (int k = 0; k < slices; k++)
        {
            using var source = new BufferedSource(held, k, ElementType.F32, rows, columns, tally);
            Packing.Blocks(source);
        }
    }

    private static Func<Stream> Opener(byte[] bytes, bool seekable) =>
        () => seekable ? new MemoryStream(bytes) : new ForwardOnly(new MemoryStream(bytes));

    /// <summary>Random bits of a type, those of infinities and NaN left out, and what they stand for.</summary>
    private static (byte[] Bytes, double[] Values) Elements(ElementType type, int count)
    {
        int size = type.Bits() / 8;
        byte[] bytes = new byte[count * size];
        new Random(count).NextBytes(bytes);
        if (type.IsRealFloat())
        {
            for (int k = size - 1; k < bytes.Length; k += size)
            {
                bytes[k] &= 0xBF; // the exponent's first bit
            }
        }
        else if (type == ElementType.F8E8M0)
        {
            for (int k = 0; k < bytes.Length; k++)
            {
                bytes[k] &= 0x7F; // all ones are NaN
            }
        }

        double[] values = new double[count];
        ElementConversion.ToDouble(type, bytes, values);
        return (bytes, values);
    }
}
