// What:      all layers of a model as one matrix.
// Formula:   the rows are the outputs of every layer, of a convolution of every slice; the columns are inputs, of which
//            a layer with fewer than the most has zeros behind its own. Each layer is divided by the root mean square
//            of its elements, so that no layer weighs more for its scale. WᵀW is the sum of those of the layers.
// Reference: WeightWatcher's `stacked`, which subtracts the median and divides by the MAD.
// Not done:  no mean or median is taken off: it would add a direction that no layer has.
namespace Heavytail.Derived;

/// <summary>All layers, one below the other.</summary>
internal sealed class StackedMatrices : ComputedMatrices
{
    /// <summary>What the one layer is called.</summary>
    public const string Name = "stacked";

    private readonly Layer[] _sources;

    private StackedMatrices(Layer[] sources, int rows, int columns)
    {
        _sources = sources;
        Layer = new Layer(
            TensorOf(Name, new TensorShape(rows, columns), sources),
            LayerKind.Dense, rows, columns, 1)
        {
            Rule = Name,
            Layout = Layers.LayerLayout.Computed,
            Matrices = MatrixKind.Stacked,
            Sources = sources,
        };
    }

    public override Layer Layer { get; }

    public override string Identity => "stacked-1";

    public override long HeldBytes => _sources.Max(StoredElements.Bytes);

    public override double Cost => 2.0 * _sources.Sum(source => source.ElementCount);

    /// <summary>A row needs its layer, and those before it are gone.</summary>
    public override bool CanSeek => false;

    /// <summary>The layers as one, or why they are too many.</summary>
    public static (StackedMatrices? Matrices, string? Problem) Of(IReadOnlyList<Layer> layers)
    {
        long rows = layers.Sum(layer => (long)layer.Rows * layer.Rf);
        int columns = layers.Max(layer => layer.Columns);
        bool isDouble = layers.Any(layer => layer.Tensor.Type == ElementType.F64);
        return rows > int.MaxValue || (isDouble && rows * columns > Array.MaxLength)
            ? (null, "all layers together have more than 2^31 rows, or elements of F64")
            : (new StackedMatrices([.. layers], (int)rows, columns), null);
    }

    public override LoadedMatrices Load(Func<Layer, Stream> open, CancellationToken cancellation)
    {
        double[] scales = new double[_sources.Length];
        for (int k = 0; k < scales.Length; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] elements = StoredElements.Read(_sources[k], open, out var nonFinite);
            if (nonFinite is not null)
            {
                return new Loaded(this, scales, open) { NonFinite = (_sources[k], nonFinite) };
            }

            scales[k] = RootMeanSquare(elements);
        }

        return new Loaded(this, scales, open);
    }

    /// <summary>The root mean square, relative to the largest element, so that no square overflows; 1 for zeros.
    /// </summary>
    private static double RootMeanSquare(double[] elements)
    {
        double largest = 0;
        foreach (double element in elements)
        {
            largest = Math.Max(largest, Math.Abs(element));
        }

        double sum = 0;
        foreach (double element in elements)
        {
            sum += element / largest * (element / largest);
        }

        return largest == 0 ? 1 : largest * Math.Sqrt(sum / elements.Length);
    }

    private sealed class Loaded(StackedMatrices owner, double[] scales, Func<Layer, Stream> open)
        : LoadedMatrices(owner.Layer.Tensor.Type, owner.Layer.Rows, owner.Layer.Columns)
    {
        private readonly Lock _gate = new();
        private int _source = -1;
        private int _firstRow;
        private double[] _elements = [];

        public override bool CanSeek => false;

        protected override void Compute(int unit, Span<double> values)
        {
            lock (_gate)
            {
                Find(unit);
                int columns = owner._sources[_source].Columns;
                double scale = scales[_source];
                var row = _elements.AsSpan((unit - _firstRow) * columns, columns);
                for (int k = 0; k < columns; k++)
                {
                    values[k] = row[k] / scale;
                }

                values[columns..].Clear();
            }
        }

        /// <summary>Reads the layer that has a row.</summary>
        private void Find(int row)
        {
            (int source, int first) = (0, 0);
            while (row >= first + RowsOf(source))
            {
                first += RowsOf(source++);
            }

            if (source != _source)
            {
                _elements = [];
                _elements = StoredElements.Read(owner._sources[source], open, out _);
                (_source, _firstRow) = (source, first);
            }
        }

        private int RowsOf(int source) => owner._sources[source].Rows * owner._sources[source].Rf;
    }
}
