using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Heavytail.Formats.Onnx;

/// <summary>A stored tensor as a node sees it, after nodes between that only turn it round.</summary>
/// <param name="Tensor">The stored tensor.</param>
/// <param name="Dims">
/// For each dimension that the node sees, those of the tensor that make it: one, several that a Reshape has joined, or
/// none for an inserted dimension of 1.
/// </param>
internal sealed record OnnxView(OnnxTensor Tensor, ImmutableArray<ImmutableArray<int>> Dims)
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
        Pieces.IsEmpty && Dims.Length == Tensor.Shape.Rank
        && Dims.Index().All(dim => dim.Item is [var only] && only == dim.Index);

    public static OnnxView From(OnnxTensor tensor) =>
        new(tensor, [.. Enumerable.Range(0, tensor.Shape.Rank).Select(dim => ImmutableArray.Create(dim))]);

    /// <summary>The length of a dimension as the node sees it.</summary>
    public long Side(int dim) => Dims[dim].Aggregate(1L, (product, own) => product * Tensor.Shape[own]);

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
            if (Dims[dim].IsEmpty && letters[dim] is 'o' or 'i' or 'c')
            {
                return null;
            }

            foreach (int own in Dims[dim])
            {
                axes[own] = letters[dim];
                seen[own] = true;
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

        var dims = new ImmutableArray<int>[Rank];
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
        return this with { Dims = [.. Enumerable.Range(0, rank).Select(dim => put.Contains(dim) ? [] : Dims[next++])] };
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

    /// <summary>
    /// A Reshape that puts in or takes out dimensions of 1, or joins dimensions beside each other; null where it takes
    /// some apart.
    /// </summary>
    public OnnxView? Reshape(IReadOnlyList<long>? sides)
    {
        if (sides is null || sides.Count > TensorShape.MaxRank)
        {
            return null;
        }

        if (Lengths(sides) is not { } lengths)
        {
            return null;
        }

        int[] kept = [.. Enumerable.Range(0, Rank).Where(dim => Side(dim) != 1)];
        var dims = new List<ImmutableArray<int>>();
        int next = 0;
        foreach (long length in lengths)
        {
            var joined = ImmutableArray.CreateBuilder<int>();
            long product = 1;
            while (product < length && next < kept.Length)
            {
                product *= Side(kept[next]);
                joined.AddRange(Dims[kept[next++]]);
            }

            if (product != length)
            {
                return null;
            }

            dims.Add(joined.ToImmutable());
        }

        return next == kept.Length ? this with { Dims = [.. dims] } : null;
    }

    /// <summary>The lengths that a Reshape asks for: 0 copies a dimension, −1 is whatever is left.</summary>
    private List<long>? Lengths(IReadOnlyList<long> sides)
    {
        long all = Tensor.Shape.ElementCount;
        long known = 1;
        var lengths = new List<long>();
        foreach (var (dim, side) in sides.Index())
        {
            long length = side == 0 && dim < Rank ? Side(dim) : side;
            if (length is 0 or < -1 || (length > 0 && known > all / length))
            {
                return null;
            }

            known *= length > 0 ? length : 1;
            lengths.Add(length);
        }

        int rest = lengths.IndexOf(-1);
        if (rest >= 0)
        {
            if (lengths.LastIndexOf(-1) != rest || all % known != 0)
            {
                return null;
            }

            lengths[rest] = all / known;
        }

        return lengths;
    }
}
