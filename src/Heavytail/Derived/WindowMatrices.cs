using System.Globalization;
using Heavytail.Spectra;

namespace Heavytail.Derived;

/// <summary>The windows of a matrix, of a convolution those of each slice (FARMS).</summary>
internal sealed class WindowMatrices : ComputedMatrices
{
    private readonly Layer _source;
    private readonly WindowGrid _grid;

    private WindowMatrices(Layer source, WindowGrid grid)
    {
        (_source, _grid) = (source, grid);
        Layer = source with
        {
            Tensor = TensorOf(source),
            Rows = grid.Rows,
            Columns = grid.Columns,
            Rf = checked(source.Rf * grid.Count),
            Layout = Layers.LayerLayout.Computed,
            Matrices = MatrixKind.Windows,
            Sources = [source],
        };
    }

    public override Layer Layer { get; }

    public override string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"windows-1|{_grid.Rows}x{_grid.Columns}|")
        + $"{string.Join(',', _grid.RowStarts)}|{string.Join(',', _grid.ColumnStarts)}";

    public override long HeldBytes => StoredElements.Bytes(_source);

    public override double Cost => Layer.ElementCount;

    /// <summary>The windows of a layer, or why it has none.</summary>
    public static (WindowMatrices? Matrices, string? Problem) Of(Layer source, MatrixOptions options) =>
        WindowGrid.Of(source.Rows, source.Columns, options) is not { } grid
            ? (null, string.Create(
                CultureInfo.InvariantCulture,
                $"`Window` = {options.Window} does not fit into its {source.N} × {source.M}"))
            : (long)source.Rf * grid.Count > int.MaxValue
            ? (null, string.Create(
                CultureInfo.InvariantCulture, $"{(long)source.Rf * grid.Count:N0} windows are more than 2^31"))
            : (new WindowMatrices(source, grid), null);

    public override LoadedMatrices Load(Func<Layer, Stream> open, CancellationToken cancellation) =>
        new Loaded(this, StoredElements.Read(_source, open, out var nonFinite), nonFinite);

    private sealed class Loaded : LoadedMatrices
    {
        private readonly WindowMatrices _owner;
        private readonly double[] _elements;

        public Loaded(WindowMatrices owner, double[] elements, NonFiniteWeights? nonFinite)
            : base(owner.Layer.Tensor.Type, owner.Layer.Rf, checked(owner._grid.Rows * owner._grid.Columns))
        {
            (_owner, _elements) = (owner, elements);
            NonFinite = nonFinite is null ? null : (owner._source, nonFinite);
        }

        protected override void Compute(int unit, Span<double> values)
        {
            var (source, grid) = (_owner._source, _owner._grid);
            (int slice, int window) = Math.DivRem(unit, grid.Count);
            (int i, int j) = Math.DivRem(window, grid.ColumnStarts.Count);
            for (int row = 0; row < grid.Rows; row++)
            {
                int start = (((slice * source.Rows) + grid.RowStarts[i] + row) * source.Columns) + grid.ColumnStarts[j];
                _elements.AsSpan(start, grid.Columns).CopyTo(values[(row * grid.Columns)..]);
            }
        }
    }
}
