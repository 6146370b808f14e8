// What:      the change of a weight, ΔW = s·B·A, as the weight is laid out, from its factors.
// Formula:   a dense layer B [out, r], A [r, in]; fan_in_fan_out and embeddings (B·A)ᵀ = Aᵀ·Bᵀ; a convolution
//            B [out, r, 1, 1], A [r, in, k, k]; experts A [E·r, in] = (E, r, in), B [out, r·E] = (out, r, E).
// Reference: PEFT 0.18, `get_delta_weight` of Linear, Embedding, Conv and ParamWrapper.
// Not done:  rounding of ΔW to the type of the weight, which merging does.
using System.Numerics.Tensors;
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;
using Heavytail.Tensors;

namespace Heavytail.Formats.Adapters;

/// <summary>The products of the factors of one weight; none is formed as a whole.</summary>
/// <param name="pair">The factors.</param>
/// <param name="isTurned">Whether the weight is laid out as (B·A)ᵀ.</param>
/// <param name="buffers">Arrays of factors that were read before.</param>
internal sealed class LowRankProduct(LoraPair pair, bool isTurned, FactorBuffers buffers)
{
    private readonly int _out = (int)pair.Outer.Info.Shape[0];
    private readonly int _in = (int)(pair.Inner.Info.Shape.ElementCount / pair.Inner.Info.Shape[0]);

    private readonly WeakReference<double[]> _shared = new(null!);

    /// <summary>The form of the weight.</summary>
    public FactorForm Form => new(pair.Experts, isTurned ? _in : _out, isTurned ? _out : _in, pair.Rank)
    {
        Scale = pair.Scale,
        IsRankStabilized = pair.IsRankStabilized,
    };

    /// <summary>Elements of one matrix.</summary>
    public long MatrixElements => (long)_out * _in;

    /// <summary>Bytes that the factors of one matrix take.</summary>
    public long FactorBytes => sizeof(double) * (((long)pair.Rank * ((long)_out + _in))
        + (pair.Experts > 1 ? pair.Outer.Info.Shape.ElementCount : 0));

    /// <summary>Reads the factors of one matrix; the scale is in the first.</summary>
    /// <param name="matrix">The expert, from 0.</param>
    public Factors Read(int matrix)
    {
        double[] inner = ReadInner(matrix);
        double[] outer = ReadOuter(matrix);
        TensorPrimitives.Multiply(outer, pair.Scale, outer);
        if (!isTurned)
        {
            return new Factors(outer, inner) { Buffers = buffers };
        }

        var turned = new Factors(Turned(inner, pair.Rank, _in), Turned(outer, _out, pair.Rank)) { Buffers = buffers };
        buffers.Return(inner);
        buffers.Return(outer);
        return turned;
    }

    /// <summary>A row of a matrix, from its factors.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="values">Receives its elements.</param>
    public void Row(Factors factors, int row, Span<double> values)
    {
        values.Clear();
        for (int k = 0; k < pair.Rank; k++)
        {
            double factor = factors.Left[(row * pair.Rank) + k];
            var right = factors.Right.AsSpan(k * values.Length, values.Length);
            for (int column = 0; column < values.Length; column++)
            {
                values[column] += factor * right[column];
            }
        }
    }

    /// <summary>The rows of an expert follow those of the one before.</summary>
    private double[] ReadInner(int matrix)
    {
        double[] inner = buffers.Take(pair.Rank * _in);
        if (pair.Experts == 1)
        {
            Scalars.Read(pair.Inner, inner);
            return inner;
        }

        using var elements = new NumberReader(pair.Inner.OpenRead(), pair.Inner.Info.Type);
        elements.Skip((long)matrix * inner.Length);
        elements.Read(inner);
        return inner;
    }

    /// <summary>The columns of an expert are those whose number modulo E is its own.</summary>
    private double[] ReadOuter(int matrix)
    {
        double[] outer = buffers.Take(_out * pair.Rank);
        if (pair.Experts == 1)
        {
            Scalars.Read(pair.Outer, outer);
            return outer;
        }

        double[] all = AllOuter();
        for (int k = 0; k < outer.Length; k++)
        {
            outer[k] = all[((long)k * pair.Experts) + matrix];
        }

        return outer;
    }

    /// <summary>B of all experts, which is read once for those that are computed beside each other.</summary>
    private double[] AllOuter()
    {
        lock (_shared)
        {
            if (!_shared.TryGetTarget(out double[]? all))
            {
                all = Scalars.ReadAll(pair.Outer);
                _shared.SetTarget(all);
            }

            return all;
        }
    }

    private double[] Turned(double[] elements, int rows, int columns)
    {
        double[] turned = buffers.Take(elements.Length);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = elements[(row * columns) + column];
            }
        }

        return turned;
    }
}
