using System.Numerics.Tensors;

namespace Heavytail.Measures;

/// <summary>
/// Products with one slice R as it is read, [ReadRows, ReadColumns], scaled: RᵀR·x in one pass over its rows. A slice
/// of up to 64 MB stays in memory; a larger one is read again for each product.
/// </summary>
internal sealed class SliceProducts
{
    /// <summary>Most elements that stay in memory.</summary>
    private const long MostHeld = 1 << 23;

    private readonly MeasureInput _input;
    private readonly int _slice;
    private readonly double _scale;
    private readonly double[]? _held;

    /// <param name="input">The row.</param>
    /// <param name="slice">The slice of the layer.</param>
    /// <param name="scale">The factor on its elements, a power of two.</param>
    /// <param name="mostHeld">Most elements that stay in memory.</param>
    public SliceProducts(MeasureInput input, int slice, double scale, long mostHeld = MostHeld)
    {
        (_input, _slice, _scale) = (input, slice, scale);
        if (IsHeld(input.Layer, mostHeld))
        {
            double[] held = new double[(long)Rows * Columns];
            int filled = 0;
            input.ReadSlice(slice, weights =>
            {
                weights.CopyTo(held.AsSpan(filled));
                filled += weights.Length;
            });
            TensorPrimitives.Multiply(held, scale, held);
            _held = held;
        }
    }

    /// <summary>Rows of R.</summary>
    public int Rows => _input.Layer.ReadRows;

    /// <summary>Columns of R.</summary>
    public int Columns => _input.Layer.ReadColumns;

    /// <summary>Memory of the elements, in bytes.</summary>
    public static long Bytes(Layer layer) => sizeof(double)
        * (IsHeld(layer, MostHeld) ? (long)layer.Rows * layer.Columns : layer.ReadColumns);

    /// <summary>Computes RᵀR·x.</summary>
    /// <param name="x">A value for each column of R.</param>
    /// <param name="product">The result, as long.</param>
    /// <param name="rows">R·x, where it is wanted.</param>
    public void Multiply(double[] x, double[] product, double[]? rows = null)
    {
        Array.Clear(product);
        int at = 0;
        ForEachRow(row =>
        {
            double dot = TensorPrimitives.Dot(row, x);
            TensorPrimitives.MultiplyAdd(row, dot, product, product);
            if (rows is not null)
            {
                rows[at] = dot;
            }

            at++;
        });
    }

    private static bool IsHeld(Layer layer, long most) => (long)layer.Rows * layer.Columns <= most;

    private void ForEachRow(WeightChunk take)
    {
        _input.ThrowIfCanceled();
        if (_held is not null)
        {
            for (int row = 0; row < Rows; row++)
            {
                take(_held.AsSpan(row * Columns, Columns));
            }

            return;
        }

        double[] line = new double[Columns];
        int filled = 0;
        _input.ReadSlice(_slice, weights =>
        {
            while (!weights.IsEmpty)
            {
                int count = Math.Min(weights.Length, Columns - filled);
                TensorPrimitives.Multiply(weights[..count], _scale, line.AsSpan(filled, count));
                filled += count;
                weights = weights[count..];
                if (filled == Columns)
                {
                    take(line);
                    filled = 0;
                }
            }
        });
    }
}
