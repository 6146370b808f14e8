// What:      a convolution with a periodic border as a linear map of whole images.
// Formula:   at frequency f the map is the complex matrix K(f) = Σ_a k[·, ·, a]·exp(−2πi Σ_d a_d·f_d/n_d), of outputs ×
//            inputs; the singular values of all K(f) are those of the map. K(f) and K(−f) are conjugate, so the real
//            matrix [[Re, −Im], [Im, Re]] has the singular values of both. Frequencies that are their own negatives,
//            of which there is an even number where a dimension is even, stand in pairs: [[K₁, 0], [0, K₂]].
// Reference: Sedghi, Gupta, Long, ICLR 2019 (arXiv 1805.10408), Theorem 6.
// Not done:  strides and dilations, which weight files do not record; borders of zeros.
using System.Globalization;
using Heavytail.Spectra;

namespace Heavytail.Derived;

/// <summary>The operator of a convolution on images, frequency by frequency.</summary>
internal sealed class OperatorMatrices : ComputedMatrices
{
    private readonly Layer _source;
    private readonly int[] _kernel;
    private readonly int[] _image;

    private OperatorMatrices(Layer source, int[] kernel, int[] image)
    {
        (_source, _kernel, _image) = (source, kernel, image);
        Layer = source with
        {
            Tensor = TensorOf(source),
            Rows = checked(2 * source.Rows),
            Columns = checked(2 * source.Columns),
            Rf = checked((int)(Positions(image) / 2)),
            Layout = Layers.LayerLayout.Computed,
            Matrices = MatrixKind.Operator,
            Sources = [source],
        };
    }

    public override Layer Layer { get; }

    public override string Identity =>
        $"operator-1|{string.Join('x', _kernel)}|{string.Join('x', _image)}";

    public override long HeldBytes => StoredElements.Bytes(_source) + (16L * Layer.Rf);

    public override double Cost => 2.0 * _source.ElementCount * Layer.Rf;

    /// <summary>The operator of a convolution, or why there is none.</summary>
    public static (OperatorMatrices? Matrices, string? Problem) Of(Layer source, MatrixOptions options)
    {
        int[] kernel = Lengths(source);
        int[] image = [.. options.Image];
        return source.Kind.IsDepthwise()
            ? (null, "depthwise, a kernel for each channel: the operators of channels are not computed")
            : kernel.Length != image.Length
            ? (null, string.Create(
                CultureInfo.InvariantCulture,
                $"its kernel has {Dimensions(kernel.Length)}, `Image` = {options.ImageText} has {image.Length}"))
            : Positions(image) / 2 > int.MaxValue || 4L * source.Rows * source.Columns > Array.MaxLength
            ? (null, string.Create(
                CultureInfo.InvariantCulture, $"its operator at `Image` = {options.ImageText} has too many elements"))
            : (new OperatorMatrices(source, kernel, image), null);
    }

    /// <summary>Whether a kernel is larger than the images, along some dimension.</summary>
    public static bool IsLarger(Layer source, MatrixOptions options) =>
        source.Kernel.Rank == options.Image.Count
        && Lengths(source).Zip(options.Image).Any(pair => pair.First > pair.Second);

    public override LoadedMatrices Load(Func<Layer, Stream> open, CancellationToken cancellation) =>
        new Loaded(this, StoredElements.Read(_source, open, out var nonFinite), nonFinite);

    private static int[] Lengths(Layer source) =>
        [.. Enumerable.Range(0, source.Kernel.Rank).Select(d => (int)source.Kernel[d])];

    private static long Positions(int[] image) =>
        image.Aggregate(1L, (product, side) => checked(product * side));

    private static string Dimensions(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} dimension{(count == 1 ? "" : "s")}");

    private sealed class Loaded : LoadedMatrices
    {
        private readonly OperatorMatrices _owner;
        private readonly double[] _elements;

        /// <summary>The two frequencies of each matrix, as numbers of positions: equal to ±f, or both real.</summary>
        private readonly (int One, int Other)[] _pairs;

        public Loaded(OperatorMatrices owner, double[] elements, NonFiniteWeights? nonFinite)
            : base(owner.Layer.Tensor.Type, owner.Layer.Rf, checked(owner.Layer.Rows * owner.Layer.Columns))
        {
            (_owner, _elements) = (owner, elements);
            _pairs = Pairs(owner._image);
            NonFinite = nonFinite is null ? null : (owner._source, nonFinite);
        }

        protected override void Compute(int unit, Span<double> values)
        {
            values.Clear();
            var (one, other) = _pairs[unit];
            (int rows, int columns) = (_owner._source.Rows, _owner._source.Columns);
            if (Negative(one, _owner._image) != one)
            {
                Add(one, values, 0, rows * 2 * columns, -1);
                return;
            }

            Add(one, values, 0, -1, 0);
            Add(other, values, (rows * 2 * columns) + columns, -1, 0);
        }

        /// <summary>
        /// Adds K(f) at a place of the real matrix; where it is complex, Re again at the second diagonal block.
        /// </summary>
        private void Add(int frequency, Span<double> values, int first, int below, int sign)
        {
            var source = _owner._source;
            (int rows, int columns) = (source.Rows, source.Columns);
            int width = 2 * columns;
            for (int slice = 0; slice < source.Rf; slice++)
            {
                (double cosine, double sine) = Wave(frequency, slice);
                int place = slice * rows * columns;
                for (int o = 0; o < rows; o++)
                {
                    var real = values.Slice(first + (o * width), columns);
                    var weights = _elements.AsSpan(place + (o * columns), columns);
                    for (int i = 0; i < columns; i++)
                    {
                        real[i] += cosine * weights[i];
                    }

                    if (below < 0)
                    {
                        continue;
                    }

                    var minus = values.Slice(first + (o * width) + columns, columns);
                    for (int i = 0; i < columns; i++)
                    {
                        minus[i] += sign * sine * weights[i];
                    }
                }
            }

            for (int o = 0; o < rows && below >= 0; o++)
            {
                var top = values.Slice(o * width, width);
                var bottom = values.Slice(below + (o * width), width);
                for (int i = 0; i < columns; i++)
                {
                    (bottom[i], bottom[columns + i]) = (-top[columns + i], top[i]);
                }
            }
        }

        /// <summary>Cosine and minus sine of the phase of a position of the kernel: exp(−2πi Σ a·f/n).</summary>
        private (double Cosine, double Sine) Wave(int frequency, int slice)
        {
            double turns = 0;
            for (int d = _owner._image.Length - 1; d >= 0; d--)
            {
                (frequency, int f) = Math.DivRem(frequency, _owner._image[d]);
                (slice, int a) = Math.DivRem(slice, _owner._kernel[d]);
                turns += (double)((long)a * f % _owner._image[d]) / _owner._image[d];
            }

            (double sine, double cosine) = double.SinCosPi(-2 * turns);
            return (cosine, sine);
        }

        /// <summary>Each frequency with its negative, then those that are their own negatives two by two.</summary>
        private static (int One, int Other)[] Pairs(int[] image)
        {
            int count = image.Aggregate(1, (product, side) => product * side);
            var pairs = new List<(int One, int Other)>(count / 2);
            var alone = new List<int>();
            for (int f = 0; f < count; f++)
            {
                int negative = Negative(f, image);
                if (f < negative)
                {
                    pairs.Add((f, negative));
                }
                else if (f == negative)
                {
                    alone.Add(f);
                }
            }

            for (int k = 0; k < alone.Count; k += 2)
            {
                pairs.Add((alone[k], alone[k + 1]));
            }

            return [.. pairs];
        }

        private static int Negative(int frequency, int[] image)
        {
            (int negative, int unit) = (0, 1);
            for (int d = image.Length - 1; d >= 0; d--)
            {
                (frequency, int f) = Math.DivRem(frequency, image[d]);
                negative += unit * (f == 0 ? 0 : image[d] - f);
                unit *= image[d];
            }

            return negative;
        }
    }
}
