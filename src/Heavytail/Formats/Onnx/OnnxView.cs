using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Heavytail.Formats.Onnx;

/// <summary>A stored tensor as a node sees it, after nodes between that only turn it round.</summary>
/// <param name="Tensor">The stored tensor.</param>
/// <param name="Dims">Tensor dimension of each dimension that the node sees; −1 for an inserted dimension of 1.</param>
internal sealed record OnnxView(OnnxTensor Tensor, ImmutableArray<int> Dims)
{
    /// <summary>
    /// Pieces [start, start + length) along a dimension of the tensor, in the order in which the node sees them.
    /// </summary>
    public ImmutableArray<(long Start, long Length)> Pieces { get; init; } = [];

    /// <summary>The dimension of the tensor that <see cref="Pieces"/> are of.</summary>
    public int PieceSide { get; init; }

    public int Rank => Dims.Length;

    /// <summary>Whether the node sees the tensor just as it is stored.</summary>
    public bool IsPlain =>
        Pieces.IsEmpty && Dims.Length == Tensor.Shape.Rank && Dims.Index().All(dim => dim.Index == dim.Item);

    public static OnnxView From(OnnxTensor tensor) => new(tensor, [.. Enumerable.Range(0, tensor.Shape.Rank)]);

    /// <summary>The length of a dimension as the node sees it.</summary>
    public long Side(int dim) => Dims[dim] < 0 ? 1 : Tensor.Shape[Dims[dim]];

    /// <summary>
    /// Letters of the dimensions that the node sees → letters of the tensor's own; null where they do not fit.
    /// </summary>
    public string? Axes(string letters)
    {
        if (letters.Length != Rank)
        {
            return null;
        }

        char[] axes = [.. Enumerable.Repeat('1', Tensor.Shape.Rank)];
        var seen = new bool[axes.Length];
        for (int dim = 0; dim < Rank; dim++)
        {
            if (Dims[dim] >= 0)
            {
                axes[Dims[dim]] = letters[dim];
                seen[Dims[dim]] = true;
            }
            else if (letters[dim] is 'o' or 'i' or 'c')
            {
                return null;
            }
        }

        // A dimension that the node does not see must be of length 1.
        return seen.Index().All(side => side.Item || Tensor.Shape[side.Index] == 1) ? new string(axes) : null;
    }

    public OnnxView? Transpose(IReadOnlyList<long>? permutation)
    {
        if (permutation is not null && permutation.Count != Rank)
        {
            return null;
        }

        int[] dims = new int[Rank];
        ulong seen = 0;
        for (int dim = 0; dim < dims.Length; dim++)
        {
            long from = permutation?[dim] ?? dims.Length - 1 - dim;
            if (from < 0 || from >= dims.Length || (seen & (1UL << (int)from)) != 0)
            {
                return null;
            }

            seen |= 1UL << (int)from;
            dims[dim] = Dims[(int)from];
        }

        return this with { Dims = ImmutableCollectionsMarshal.AsImmutableArray(dims) };
    }

    /// <summary>Puts in dimensions of 1, as Unsqueeze does.</summary>
    public OnnxView? Unsqueeze(IReadOnlyList<long>? axes)
    {
        if (axes is null || Rank + axes.Count > TensorShape.MaxRank)
        {
            return null;
        }

        int rank = Rank + axes.Count;
        var put = axes.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        if (put.Count != axes.Count || put.Any(axis => axis < 0 || axis >= rank))
        {
            return null;
        }

        int next = 0;
        return this with { Dims = [.. Enumerable.Range(0, rank).Select(dim => put.Contains(dim) ? -1 : Dims[next++])] };
    }

    /// <summary>Takes out dimensions of 1, all of them or those named.</summary>
    public OnnxView Squeeze(IReadOnlyList<long>? axes)
    {
        var taken = axes?.Select(axis => axis < 0 ? axis + Rank : axis).ToHashSet();
        return this with
        {
            Dims = [.. Enumerable.Range(0, Rank)
                .Where(dim => Side(dim) != 1 || taken?.Contains(dim) == false).Select(dim => Dims[dim])],
        };
    }

    /// <summary>A Reshape that puts in or takes out dimensions of 1; null where it does more.</summary>
    public OnnxView? Reshape(IReadOnlyList<long>? sides)
    {
        if (sides is null || sides.Count > TensorShape.MaxRank)
        {
            return null;
        }

        int[] kept = [.. Enumerable.Range(0, Rank).Where(dim => Side(dim) != 1)];
        var dims = new List<int>();
        int next = 0;
        for (int dim = 0; dim < sides.Count; dim++)
        {
            // 0 copies the dimension of the same place, −1 is whatever is left.
            long side = sides[dim] == 0 && dim < Rank ? Side(dim) : sides[dim];
            if (side == 1 || (side == -1 && next == kept.Length))
            {
                dims.Add(-1);
            }
            else if (next < kept.Length && (side == -1 || side == Side(kept[next])))
            {
                dims.Add(Dims[kept[next++]]);
            }
            else
            {
                return null;
            }
        }

        return next == kept.Length && sides.Count(side => side == -1) <= 1 ? this with { Dims = [.. dims] } : null;
    }
}
