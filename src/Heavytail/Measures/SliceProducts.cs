using System.Numerics.Tensors;

namespace Heavytail.Measures;

/// <summary>
/// Products with one slice R as it is read, [ReadRows, ReadColumns], scaled: RᵀR·x in one pass over its rows. A slice
/// of up to 64 MB stays in memory, in single precision where that holds it exactly, since products wait for memory; a
/// larger one is read again for each product.
/// </summary>
internal sealed class SliceProducts
{
    /// <summary>Most elements that stay in memory.</summary>
    private const long MostHeld = 1 << 23;

    private readonly MeasureInput _input;
    private readonly int _slice;
    private readonly double _scale;
    private readonly double[]? _held;
    private readonly float[]? _single;

    /// <param name="input">The row.</param>
    /// <param name="slice">The slice of the layer.</param>
    /// <param name="scale">The factor on its elements, a power of two.</param>
    /// <param name="mostHeld">Most elements that stay in memory.</param>
    public SliceProducts(MeasureInput input, int slice, double scale, long mostHeld = MostHeld)
    {
        (_input, _slice, _scale) = (input, slice, scale);
        if (IsHeld(input.Layer, mostHeld))
        {
            int count = Rows * Columns;
            (_single, _held) = IsSingle(input.Layer) ? (new float[count], _held) : (_single, new double[count]);
            int filled = 0;
            input.ReadSlice(slice, weights =>
            {
                if (_single is not null)
                {
                    TensorPrimitives.ConvertTruncating(weights, _single.AsSpan(filled, weights.Length));
                }
                else
                {
                    TensorPrimitives.Multiply(weights, scale, _held.AsSpan(filled, weights.Length));
                }

                filled += weights.Length;
            });
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

    /// <summary>Whether single precision has every element as it is.</summary>
    private static bool IsSingle(Layer layer) =>
        layer.Tensor.Type is ElementType.F32 or ElementType.F16 or ElementType.BF16;

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
        if (_single is not null)
        {
            for (int row = 0; row < Rows; row++)
            {
                TensorPrimitives.ConvertTruncating<float, double>(_single.AsSpan(row * Columns, Columns), line);
                TensorPrimitives.Multiply(line, _scale, line);
                take(line);
            }

            return;
        }

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
