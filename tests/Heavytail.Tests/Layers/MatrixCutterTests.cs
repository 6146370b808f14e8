using Heavytail.Layers;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;
using Heavytail.Tensors;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Layers;

/// <summary>Tensors of every layout → matrices: each element is where its letters say.</summary>
public sealed class MatrixCutterTests
{
    [Theory]
    [InlineData("oi", "6,5", TensorPurpose.Dense, 1)]
    [InlineData("io", "6,5", TensorPurpose.Dense, 1)]
    [InlineData("oikk", "6,4,2,3", TensorPurpose.Convolution, 1)]
    [InlineData("oikk", "6,4,2,3", TensorPurpose.Convolution, 3)]
    [InlineData("kkio", "2,3,4,6", TensorPurpose.Convolution, 1)]
    [InlineData("kkio", "2,3,4,6", TensorPurpose.Convolution, 2)]
    [InlineData("okki", "6,2,3,4", TensorPurpose.Convolution, 1)]
    [InlineData("okki", "6,2,3,4", TensorPurpose.Convolution, 2)]
    [InlineData("kio", "3,4,6", TensorPurpose.Convolution, 1)]
    [InlineData("kkkio", "2,3,2,4,6", TensorPurpose.Convolution, 1)]
    [InlineData("kkoi", "2,3,4,6", TensorPurpose.TransposedConvolution, 1)]
    [InlineData("iokk", "6,4,2,3", TensorPurpose.TransposedConvolution, 2)]
    [InlineData("kkcm", "2,3,4,6", TensorPurpose.DepthwiseConvolution, 1)]
    [InlineData("1kkc", "1,2,3,4", TensorPurpose.DepthwiseConvolution, 1)]
    [InlineData("c1kk", "4,1,2,3", TensorPurpose.DepthwiseConvolution, 1)]
    [InlineData("soi", "3,4,6", TensorPurpose.Bilinear, 1)]
    [InlineData("sio", "3,4,6", TensorPurpose.Dense, 1)]
    [InlineData("ois", "3,4,6", TensorPurpose.Dense, 1)]
    [InlineData("ssoi", "2,3,4,5", TensorPurpose.Dense, 1)]
    [InlineData("osoi", "2,3,4,5", TensorPurpose.Dense, 1)]
    [InlineData("ioo", "4,2,3", TensorPurpose.Dense, 1)]
    [InlineData("iio", "4,2,3", TensorPurpose.Dense, 1)]
    public void Every_element_is_where_its_letters_say(string axes, string sides, TensorPurpose purpose, int groups)
    {
        var shape = new TensorShape([.. sides.Split(',').Select(long.Parse)]);
        var role = new TensorRole(purpose, "") { Axes = axes, Groups = groups };
        Check(shape, role, new MatrixForm(role, shape));
    }

    [Theory]
    [InlineData("oi", "8,5")]
    [InlineData("io", "5,8")]
    [InlineData("soi", "2,8,5")]
    public void Parts_are_runs_of_outputs(string axes, string sides)
    {
        var shape = new TensorShape([.. sides.Split(',').Select(long.Parse)]);
        var role =
            new TensorRole(TensorPurpose.Lstm, "") { Axes = axes, Parts = [new("a", 4), new("b", 1), new("c", 3)] };
        var layers = Check(shape, role, new MatrixForm(role, shape));
        Assert.Equal(["a", "b", "c"], layers.Take(3).Select(layer => layer.Part!.Split(' ')[^1]));
        Assert.Equal([4, 1, 3], layers.Take(3).Select(layer => layer.Rows));
    }

    [Fact]
    public void Heads_that_interleave_are_gathered()
    {
        // 2 heads of 3 rows for each of q, k, v, and 4 inputs.
        var role = new TensorRole(TensorPurpose.Dense, "") { Axes = "osoi" };
        var form = new MatrixForm(role, new TensorShape(2, 3, 3, 4)) { StackNames = ["q", "k", "v"] };
        var layers = Cut(new TensorShape(18, 4), form);
        Assert.Equal(["q", "k", "v"], layers.Select(layer => layer.Part));
        Assert.Equal(
            [0, 4, 8, 36, 40, 44],
            Enumerable.Range(0, 6).Select(row => (int)layers[0].Layout.PlaceInTensor(row * 4)));
    }

    [Theory]
    [InlineData("oikk", "6,4,2,3", true)]
    [InlineData("kkio", "2,3,4,6", true)]
    [InlineData("kkoi", "2,3,4,6", true)]
    [InlineData("io", "4,6", true)]
    [InlineData("okki", "6,1,1,4", true)]
    [InlineData("okki", "6,2,3,4", false)]
    public void What_can_be_read_as_it_lies_is_not_gathered(string axes, string sides, bool asItLies)
    {
        var shape = new TensorShape([.. sides.Split(',').Select(long.Parse)]);
        var role = new TensorRole(
            axes.Contains('k', StringComparison.Ordinal) ? TensorPurpose.Convolution : TensorPurpose.Dense, "")
        { Axes = axes };
        Assert.Equal(asItLies, Cut(shape, new MatrixForm(role, shape)).Single().Layout.View is null);
    }

    /// <summary>The same network in another framework's layout has the same spectrum.</summary>
    [Theory]
    [InlineData("oikk", "kkio")]
    [InlineData("oikk", "okki")]
    [InlineData("oikk", "kkoi")]
    [InlineData("oi", "io")]
    public void The_spectrum_does_not_depend_on_the_layout(string one, string other)
    {
        var sizes = new Dictionary<char, int[]> { ['o'] = [24], ['i'] = [17], ['k'] = [3, 2] };
        int kernel = one.Count('k');
        long[] Sides(string axes)
        {
            int k = 0;
            return [.. axes.Select(letter => (long)sizes[letter][letter == 'k' ? k++ : 0])];
        }

        var generator = new Random(5);
        float[] numbers = [.. Enumerable.Range(0, 24 * 17 * (kernel > 0 ? 6 : 1)).Select(
            _ => generator.NextSingle() - 0.4f)];
        var first = Spectrum(one, Sides(one), numbers);
        var second = Spectrum(other, Sides(other), Permute(numbers, one, Sides(one), other));
        Assert.Equal(first.Length, second.Length);
        for (int k = 0; k < first.Length; k++)
        {
            Assert.Equal(first[k], second[k], 1e-14 * first[^1]);
        }
    }

    private static float[] Permute(float[] numbers, string from, long[] sides, string to)
    {
        // Kernel places stay in their order, so the n-th k of one is the n-th k of the other.
        int[] Order(string axes) =>
            [.. axes.Select((letter, at) => letter == 'k' ? 2 + axes.AsSpan(0, at).Count('k') : letter == 'o' ? 0 : 1)];
        (int[] a, int[] b) = (Order(from), Order(to));
        var target = new TensorShape([.. b.Select(axis => sides[Array.IndexOf(a, axis)])]);
        var strides = StridedLayout.RowMajor(new TensorShape(sides)).Strides;
        var view = new StridedLayout(target, [.. b.Select(axis => strides[Array.IndexOf(a, axis)])], 0);
        var layout = new LayerLayout(view, false, false);
        return [.. Enumerable.Range(0, numbers.Length).Select(place => numbers[layout.PlaceInTensor(place)])];
    }

    private static double[] Spectrum(string axes, long[] sides, float[] numbers)
    {
        using var folder = new TempFolder();
        using var checkpoint = Checkpoint.Open(
            folder.Write("m.safetensors", TinySafeTensors.Floats(("w", sides, numbers))));
        var role = new TensorRole(axes.Contains('k', StringComparison.Ordinal) ? TensorPurpose.Convolution : TensorPurpose.Dense, "") { Axes = axes };
        var layer = MatrixCutter.Cut(
            checkpoint.Tensors[0], MatrixForm.From(checkpoint.Tensors[0], role), "test").Single();
        var engine = new CpuEngine(KernelSet.Current);
        var spectrum = Decompose(factor: null)!;
        Close.Assert(spectrum.Eigenvalues[^1], Decompose(factor: 1)!.Eigenvalues[^1], 1e-6, "λ_max");
        return [.. spectrum.Eigenvalues];

        Spectrum? Decompose(double? factor) => engine.Decompose(
            new SpectrumRequest(
                layer, checkpoint.AccessTo(layer.Tensor, layer.Layout.View), FloatFactor: factor),
            () => checkpoint.OpenRead(layer.Tensor, layer.Layout.View),
            new SpectrumResources(1, 1),
            TestContext.Current.CancellationToken).Spectrum;
    }

    private static IReadOnlyList<Layer> Check(TensorShape shape, TensorRole role, MatrixForm form)
    {
        Assert.Null(form.Contradiction());
        var layers = Cut(shape, form);
        Assert.Equal(MatrixCutter.Count(form), layers.Count);
        Assert.Equal(shape.ElementCount, layers.Sum(layer => layer.ElementCount));
        var seen = new HashSet<long>();
        long matrix = -1;
        foreach (var layer in layers)
        {
            matrix++;
            for (int slice = 0; slice < layer.Rf; slice++)
            {
                for (int row = 0; row < layer.Rows; row++)
                {
                    for (int column = 0; column < layer.Columns; column++)
                    {
                        long place = layer.Layout.PlaceInTensor(PlaceOfReading(layer, slice, row, column));
                        Assert.True(seen.Add(place), $"element {place} comes twice");
                        CheckLetters(shape, role, place, slice, row, column, layers, layer);
                    }
                }
            }
        }

        return layers;
    }

    private static long PlaceOfReading(Layer layer, int slice, int row, int column)
    {
        (long first, long second) = layer.Layout.Transposed ? (column, row) : (row, column);
        long inSlice = (first * layer.ReadColumns) + second;
        return layer.Layout.SlicesFirst
            ? ((long)slice * layer.Rows * layer.Columns) + inSlice
            : (inSlice * layer.Rf) + slice;
    }

    /// <summary>The index along each letter's axes, counted on its own.</summary>
    private static void CheckLetters(
        TensorShape shape, TensorRole role, long place, int slice, int row, int column, IReadOnlyList<Layer> layers,
        Layer layer)
    {
        long[] index = new long[shape.Rank];
        for (int d = shape.Rank - 1; d >= 0; d--)
        {
            place = Math.DivRem(place, shape[d], out index[d]);
        }

        long Along(params ReadOnlySpan<char> letters)
        {
            long along = 0;
            for (int d = 0; d < shape.Rank; d++)
            {
                along = letters.Contains(role.Axes[d]) ? (along * shape[d]) + index[d] : along;
            }

            return along;
        }

        int number = 0;
        while (!ReferenceEquals(layers[number], layer))
        {
            number++;
        }

        int runs = Math.Max(role.Groups, Math.Max(1, role.Parts.Length));
        Assert.Equal(number / runs, Along('s'));
        Assert.Equal(slice, Along('k'));
        (long rowStart, long columnStart) = (0, 0);
        for (int k = number - (number % runs); k < number; k++)
        {
            bool transposed = role.Purpose == TensorPurpose.TransposedConvolution;
            rowStart += transposed ? 0 : layers[k].Rows;
            columnStart += transposed ? layers[k].Columns : 0;
        }

        Assert.Equal(rowStart + row, Along('o', 'c', 'm'));
        Assert.Equal(columnStart + column, Along('i'));
    }

    private static IReadOnlyList<Layer> Cut(TensorShape shape, MatrixForm form) =>
        MatrixCutter.Cut(new TensorInfo(0, "w", ElementType.F32, shape, "memory"), form, "test");
}
