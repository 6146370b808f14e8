using System.Globalization;

namespace Heavytail.Derived;

/// <summary>The product of two consecutive layers, as a network without activations would multiply them.</summary>
internal sealed class ProductMatrices : ComputedMatrices
{
    /// <summary>An element-wise multiply-add of ours takes as long as some of the engine's.</summary>
    private const double CostOfMultiplying = 10;

    private readonly Layer _first;
    private readonly Layer _second;

    private ProductMatrices(Layer first, Layer second)
    {
        (_first, _second) = (first, second);
        (int rows, int columns) = (Outputs(second), Inputs(first));
        Layer = new Layer(
            TensorOf(NameOf(first, second), new TensorShape(rows, columns), first, second),
            LayerKind.Dense, rows, columns, 1)
        {
            Rule = first.Rule,
            Layout = Layers.LayerLayout.Computed,
            Matrices = MatrixKind.Products,
            Sources = [first, second],
        };
    }

    public override Layer Layer { get; }

    public override string Identity =>
        $"product-1|{_first.Kind == LayerKind.Embedding}|{_second.Kind == LayerKind.Embedding}";

    public override long HeldBytes => StoredElements.Bytes(_first) + StoredElements.Bytes(_second)
        + (sizeof(double) * Layer.ElementCount);

    public override double Cost => CostOfMultiplying * Layer.ElementCount * Outputs(_first);

    /// <summary>What the product of two layers is called: the inner one comes first.</summary>
    public static string NameOf(Layer first, Layer second) => $"{first.Name} x {second.Name}";

    /// <summary>The product of two layers, or why there is none.</summary>
    /// <param name="first">The layer that the input meets first.</param>
    /// <param name="second">The layer after it.</param>
    public static (ProductMatrices? Matrices, string? Problem) Of(Layer first, Layer second)
    {
        foreach (var layer in new[] { first, second })
        {
            if (layer.Rf > 1)
            {
                return (null, string.Create(
                    CultureInfo.InvariantCulture,
                    $"`{layer.Name}` is a convolution of {layer.Rf} slices, not a matrix"));
            }
        }

        return Outputs(first) != Inputs(second)
            ? (null, string.Create(
                CultureInfo.InvariantCulture,
                $"`{first.Name}` has {Outputs(first)} outputs, `{second.Name}` {Inputs(second)} inputs"))
            : (long)Outputs(second) * Inputs(first) > Array.MaxLength
            ? (null, "the product has more than 2^31 elements")
            : (new ProductMatrices(first, second), null);
    }

    public override LoadedMatrices Load(Func<Layer, Stream> open, CancellationToken cancellation)
    {
        double[] inner = Oriented(_first, StoredElements.Read(_first, open, out var inFirst));
        double[] outer = Oriented(_second, StoredElements.Read(_second, open, out var inSecond));
        double[] product = new double[Layer.ElementCount];
        RowProduct.Multiply(outer, inner, product, Outputs(_first), Layer.Columns, cancellation);
        return new Loaded(Layer, product)
        {
            NonFinite = inFirst is not null ? (_first, inFirst) : inSecond is not null ? (_second, inSecond) : null,
        };
    }

    /// <summary>A table gives the row of an entry: its outputs are the dimensions of the vectors.</summary>
    private static int Outputs(Layer layer) => layer.Kind == LayerKind.Embedding ? layer.Columns : layer.Rows;

    private static int Inputs(Layer layer) => layer.Kind == LayerKind.Embedding ? layer.Rows : layer.Columns;

    /// <summary>The elements as outputs × inputs.</summary>
    private static double[] Oriented(Layer layer, double[] elements)
    {
        if (layer.Kind != LayerKind.Embedding)
        {
            return elements;
        }

        double[] turned = new double[elements.Length];
        for (int row = 0; row < layer.Rows; row++)
        {
            for (int column = 0; column < layer.Columns; column++)
            {
                turned[(column * layer.Rows) + row] = elements[(row * layer.Columns) + column];
            }
        }

        return turned;
    }

    private sealed class Loaded(Layer layer, double[] product)
        : LoadedMatrices(layer.Tensor.Type, layer.Rows, layer.Columns)
    {
        protected override void Compute(int unit, Span<double> values) =>
            product.AsSpan(unit * values.Length, values.Length).CopyTo(values);
    }
}
