using System.Collections.Immutable;

namespace Heavytail.Tensors;

/// <summary>
/// Where a tensor's elements lie in a storage: element [i, j, …] is number Offset + i·Strides[0] + j·Strides[1] + …
/// </summary>
internal sealed class StridedLayout
{
    /// <summary>All values count elements.</summary>
    /// <exception cref="ArgumentException">Not a stride per dimension, a negative number, or an element beyond
    /// 2^63.</exception>
    public StridedLayout(TensorShape shape, ReadOnlySpan<long> strides, long offset)
    {
        if (strides.Length != shape.Rank)
        {
            throw new ArgumentException($"shape {shape} has {shape.Rank} dimensions but {strides.Length} strides");
        }

        if (offset < 0)
        {
            throw new ArgumentException($"storage offset {offset} is negative");
        }

        Int128 end = offset;
        for (int i = 0; i < strides.Length; i++)
        {
            if (strides[i] < 0)
            {
                throw new ArgumentException($"stride {strides[i]} is negative");
            }

            end += (Int128)strides[i] * Math.Max(0, shape[i] - 1);
        }

        end = shape.ElementCount == 0 ? offset : end + 1;
        if (end > long.MaxValue)
        {
            throw new ArgumentException($"shape {shape} with these strides reaches beyond 2^63 elements");
        }

        Shape = shape;
        Strides = [.. strides];
        Offset = offset;
        End = (long)end;
    }

    public TensorShape Shape { get; }

    public ImmutableArray<long> Strides { get; }

    /// <summary>Number of the first element.</summary>
    public long Offset { get; }

    /// <summary>One past the last element that is touched; the offset itself when there is none.</summary>
    public long End { get; }

    /// <summary>Whether the elements follow each other in row-major order, so that no gathering is needed.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Shape.Rank - 1; i >= 0 && Shape.ElementCount > 0; i--)
            {
                // The stride of a dimension of 1 is never used, and PyTorch writes anything there.
                if (Shape[i] != 1 && Strides[i] != expected)
                {
                    return false;
                }

                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>Row-major from element 0 on (C order).</summary>
    public static StridedLayout RowMajor(TensorShape shape) => new(shape, Packed(shape, lastFirst: true), 0);

    /// <summary>Column-major from element 0 on (Fortran order).</summary>
    public static StridedLayout ColumnMajor(TensorShape shape) => new(shape, Packed(shape, lastFirst: false), 0);

    private static long[] Packed(TensorShape shape, bool lastFirst)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int i = 0; i < strides.Length && shape.ElementCount > 0; i++)
        {
            int dimension = lastFirst ? strides.Length - 1 - i : i;
            strides[dimension] = stride;
            stride *= shape[dimension];
        }

        return strides;
    }
}
