using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.LinearAlgebra;

/// <summary>
/// Every kernel of every set that this CPU supports against the plain loops, on the same random blocks.
/// </summary>
public sealed unsafe class KernelTests
{
    private const double Epsilon = 2.220446049250313e-16;

    private static readonly KernelSet s_scalar = KernelSet.Choose("scalar");

    public static TheoryData<string> Sets => [.. KernelSet.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_of_doubles(string set)
    {
        Tiles(KernelSet.Choose(set).Tiles, s_scalar.Tiles, Epsilon);
        Stacked(KernelSet.Choose(set).Tiles, s_scalar.Tiles, Epsilon);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_of_floats(string set)
    {
        Tiles(KernelSet.Choose(set).SingleTiles, s_scalar.SingleTiles, 1.2e-7);
        Stacked(KernelSet.Choose(set).SingleTiles, s_scalar.SingleTiles, 1.2e-7);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Edges_of_tiles_have_the_bits_of_whole_ones(string set)
    {
        var kernels = KernelSet.Choose(set);
        foreach (int depth in new[] { 1, 47, 48, 49, 100 })
        {
            using var a = Numbers<double>(1, 24 * depth);
            using var b = Numbers<double>(2, 24 * depth);
            using var whole = Numbers<double>(3, 24 * 24);
            using var plain = Numbers<double>(3, 24 * 24);
            kernels.Tiles.Multiply(a.Pointer, b.Pointer, depth, 24, whole.Pointer);
            s_scalar.Tiles.Multiply(a.Pointer, b.Pointer, depth, 24, plain.Pointer);
            foreach ((int first, int rows, int column) in new[] { (0, 8, 0), (0, 16, 8), (8, 16, 16), (16, 8, 16), (0, 24, 0) })
            {
                AssertPart(kernels.Edges, whole);
                AssertPart(s_scalar.Edges, plain);

                void AssertPart(EdgeKernels edges, AlignedMemory<double> expected)
                {
                    using var part = Numbers<double>(3, 24 * 24);
                    int at = (24 * column) + first;
                    edges.Multiply(a.Pointer + first, b.Pointer + column, depth, rows, part.Pointer + at);
                    using var untouched = Numbers<double>(3, 24 * 24);
                    for (int k = 0; k < 24 * 24; k++)
                    {
                        bool isIn = k / 24 >= column && k / 24 < column + 8 && k % 24 >= first && k % 24 < first + rows;
                        Assert.Equal((isIn ? expected : untouched).Pointer[k], part.Pointer[k]);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Panels(string set)
    {
        foreach (int rows in new[] { 24, 48 })
        {
            foreach (int c in new[] { 0, 1, rows - 2, rows - 1 })
            {
                using var expected = Numbers<double>(1, 3 * rows * rows);
                using var actual = Numbers<double>(1, 3 * rows * rows);
                using var w = Numbers<double>(2, rows);
                using var expectedSums = Numbers<double>(3, rows);
                using var actualSums = Numbers<double>(3, rows);
                Run(s_scalar.Panels, expected, expectedSums);
                Run(KernelSet.Choose(set).Panels, actual, actualSums);
                AssertClose(expected, actual, 4 * Epsilon);
                AssertClose(expectedSums, actualSums, 3 * rows * 8 * Epsilon);

                void Run(PanelKernels kernels, AlignedMemory<double> panel, AlignedMemory<double> sums)
                {
                    kernels.Reflect(panel.Pointer, 3, rows, c, 0.7, w.Pointer, sums.Pointer);
                    kernels.Dots(panel.Pointer, 2, rows, c, sums.Pointer);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Chase_steps(string set)
    {
        foreach (int width in new[] { 24, 48 })
        {
            using var expected = Band(width);
            using var actual = Band(width);
            using var expectedV = Numbers<double>(5, width);
            using var actualV = Numbers<double>(5, width);
            (expectedV.Pointer[0], actualV.Pointer[0]) = (1, 1);
            double tau = s_scalar.Chase.Step(expected.Diagonal(1), expected.Stride, width, expectedV.Pointer, 0.3);
            double other = KernelSet.Choose(set).Chase.Step(
                actual.Diagonal(1), actual.Stride, width, actualV.Pointer, 0.3);
            Assert.Equal(tau, other, 1e-13);
            AssertClose(expectedV, actualV, 1e-13);
            for (int j = 0; j < expected.Order; j++)
            {
                for (int i = 0; i < expected.Stride; i++)
                {
                    Assert.Equal(expected.Diagonal(j)[i], actual.Diagonal(j)[i], 2e-12);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rank_two_passes(string set)
    {
        const int columns = 30;
        using var expected = Numbers<double>(1, 2 * 24 * columns);
        using var actual = Numbers<double>(1, 2 * 24 * columns);
        using var vectors = Numbers<double>(2, 6 * 48);
        using var expectedY = Numbers<double>(3, 48);
        using var actualY = Numbers<double>(3, 48);
        Assert.Equal(
            Run(s_scalar.RankTwo, expected, expectedY), Run(KernelSet.Choose(set).RankTwo, actual, actualY), 1e-12);
        AssertClose(expected, actual, 1e-13);
        AssertClose(expectedY, actualY, 1e-12);

        double Run(RankTwoKernels kernels, AlignedMemory<double> a, AlignedMemory<double> y)
        {
            double* v = vectors.Pointer;
            kernels.Pass(a.Pointer, columns, v, v + 48, v + 96, v + 144, v + 192, y.Pointer);
            kernels.Column(a.Pointer, 24 * columns, 2, v + 48, v + 96, 0.3, -1.2, y.Pointer);
            kernels.Combine(y.Pointer, 0.5, v + 144, -2, 2, y.Pointer);
            return kernels.Dot(y.Pointer, v, 2);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sweeps_of_rotations(string set)
    {
        const int rotations = 37;
        const int elements = (rotations + 1) * RotationKernels.StripColumns;
        using var expected = Numbers<double>(7, elements);
        using var actual = Numbers<double>(7, elements);
        using var angles = Numbers<double>(8, rotations);
        double[] cosines = new double[rotations];
        double[] sines = new double[rotations];
        for (int k = 0; k < rotations; k++)
        {
            (sines[k], cosines[k]) = Math.SinCos(angles.Pointer[k]);
        }

        fixed (double* c = cosines, s = sines)
        {
            s_scalar.Rotations.Sweep(expected.Pointer, c, s, rotations);
            KernelSet.Choose(set).Rotations.Sweep(actual.Pointer, c, s, rotations);
        }

        AssertClose(expected, actual, 1e-14);
    }

    [Fact]
    public void Kernels_are_chosen_by_name_and_unknown_names_are_refused()
    {
        Assert.Equal("scalar", KernelSet.Choose("scalar").Name);
        Assert.Equal(KernelSet.Supported[0], KernelSet.Choose(null).Name);
        var error = Assert.Throws<ArgumentException>(() => KernelSet.Choose("cuda"));
        Assert.Contains("vector512, vector256, vector128, scalar", error.Message, StringComparison.Ordinal);
    }

    private static void Tiles<T>(TileKernels<T> kernels, TileKernels<T> plain, double epsilon)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int rows = TileKernels<T>.Rows;
        foreach (int depth in new[] { 1, 2, 24, 50 })
        {
            foreach (int columns in new[] { 8, 16, rows })
            {
                using var a = Numbers<T>(1, rows * depth);
                using var b = Numbers<T>(2, rows * depth);
                using var expected = Numbers<T>(3, rows * rows);
                using var actual = Numbers<T>(3, rows * rows);
                plain.Multiply(a.Pointer, b.Pointer, depth, columns, expected.Pointer);
                kernels.Multiply(a.Pointer, b.Pointer, depth, columns, actual.Pointer);
                AssertClose(expected, actual, 8 * depth * epsilon);
            }
        }
    }

    private static void Stacked<T>(TileKernels<T> kernels, TileKernels<T> plain, double epsilon)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int rows = TileKernels<T>.Rows;
        int block = rows * rows;
        using var a = Numbers<T>(1, 2 * block);
        using var b = Numbers<T>(2, 5 * block);
        using var expected = Numbers<T>(3, block);
        using var actual = Numbers<T>(3, block);
        T** blocks = stackalloc T*[] { b.Pointer + (3 * block), b.Pointer };
        foreach (int count in new[] { 0, 1, 2 })
        {
            plain.MultiplyStacked(a.Pointer, blocks, count, block, rows, expected.Pointer);
            kernels.MultiplyStacked(a.Pointer, blocks, count, block, rows, actual.Pointer);
            AssertClose(expected, actual, 8 * 2 * rows * 3 * epsilon);
        }
    }

    private static BandMatrix Band(int width)
    {
        var band = new BandMatrix((3 * width) + 5, width);
        double[] numbers = SplitMix.Normals(4, band.Order * 2 * width);
        for (int j = 0; j < band.Order; j++)
        {
            numbers.AsSpan(j * 2 * width, 2 * width).CopyTo(new Span<double>(band.Diagonal(j), 2 * width));
        }

        return band;
    }

    private static AlignedMemory<T> Numbers<T>(ulong seed, int count)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var memory = new AlignedMemory<T>(count);
        double[] numbers = SplitMix.Normals(seed, count);
        for (int k = 0; k < count; k++)
        {
            memory.Pointer[k] = T.CreateTruncating(numbers[k]);
        }

        return memory;
    }

    private static void AssertClose<T>(AlignedMemory<T> expected, AlignedMemory<T> actual, double tolerance)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int k = 0; k < expected.Length; k++)
        {
            double x = double.CreateTruncating(expected.Pointer[k]);
            Assert.Equal(x, double.CreateTruncating(actual.Pointer[k]), tolerance * Math.Max(1, Math.Abs(x)));
        }
    }
}
