using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Heavytail.Formats.Expressions;

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

    /// <summary>
    /// The dimensions of the tensor that <see cref="Dims"/> speak of; others than those stored where a Reshape has
    /// split some. The order of its elements is the same.
    /// </summary>
    public TensorShape Shape { get; init; } = Tensor.Shape;

    public int Rank => Dims.Length;

    /// <summary>The dimensions that the node sees.</summary>
    public TensorShape Seen => new([.. Enumerable.Range(0, Rank).Select(Side)]);

    /// <summary>Whether the node sees all elements in the order in which they are stored.</summary>
    public bool IsInOrder
    {
        get
        {
            int last = -1;
            foreach (int own in Dims.SelectMany(dim => dim).Where(own => Shape[own] != 1))
            {
                if (own < last)
                {
                    return false;
                }

                last = own;
            }

            return Pieces.IsEmpty;
        }
    }

    /// <summary>Whether the node sees the tensor just as it is stored.</summary>
    public bool IsPlain =>
        Pieces.IsEmpty && Shape.Equals(Tensor.Shape) && Dims.Length == Shape.Rank
        && Dims.Index().All(dim => dim.Item is [var only] && only == dim.Index);

    public static OnnxView From(OnnxTensor tensor) => From(tensor, tensor.Shape);

    private static OnnxView From(OnnxTensor tensor, TensorShape shape) =>
        new(tensor, [.. Enumerable.Range(0, shape.Rank).Select(dim => ImmutableArray.Create(dim))]) { Shape = shape };

    /// <summary>The length of a dimension as the node sees it.</summary>
    public long Side(int dim) => Dims[dim].Aggregate(1L, (product, own) => product * Shape[own]);

    /// <summary>
    /// Letters of the dimensions that the node sees → letters of the tensor's own; null where they do not fit.
    /// </summary>
    public string? Axes(string letters)
    {
        if (letters.Length != Rank)
        {
            return null;
        }

        char[] axes = [.. Enumerable.Repeat('1', Shape.Rank)];
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
        return seen.Index().All(side => side.Item || Shape[side.Index] == 1) ? new string(axes) : null;
    }

    /// <summary>
    /// The same with dimensions of the tensor's own where a kernel's are put in on the way, and none is stored.
    /// </summary>
    /// <param name="letters">What the dimensions are that the node sees.</param>
    public OnnxView WithKernel(string letters)
    {
        int[] kernel = [.. Enumerable.Range(0, Math.Min(Rank, letters.Length)).Where(dim => letters[dim] == 'k')];
        if (kernel.Length == 0 || Array.Exists(kernel, dim => !Dims[dim].IsEmpty) || !Pieces.IsEmpty
            || Shape.Rank + kernel.Length > TensorShape.MaxRank)
        {
            return this;
        }

        if (IsInOrder && Rank >= Shape.Rank)
        {
            return From(Tensor, Seen);
        }

        int next = Shape.Rank;
        return this with
        {
            Shape = new TensorShape([.. Shape.Dimensions, .. kernel.Select(_ => 1L)]),
            Dims = [.. Dims.Select((dim, index) => kernel.Contains(index) ? [next++] : dim)],
        };
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

    /// <summary>A Reshape; null where it does not fit, or cuts across what a Transpose has moved.</summary>
    public OnnxView? Reshape(IReadOnlyList<long>? sides)
    {
        if (sides is null || sides.Count > TensorShape.MaxRank
            || ShapeChanges.Reshape(Seen.Dimensions, sides) is not { } lengths)
        {
            return null;
        }

        return Join(lengths)
            ?? (IsInOrder ? From(Tensor, new TensorShape([.. lengths])) : Pieces.IsEmpty ? Split(lengths) : null);
    }

    /// <summary>A matrix: the dimensions before the axis, and those from it on.</summary>
    public OnnxView? Flatten(long axis) => Reshape(ShapeChanges.Flatten(Seen.Dimensions, axis));

    /// <summary>Dimensions of 1 put in or taken out, and dimensions beside each other joined.</summary>
    private OnnxView? Join(IReadOnlyList<long> lengths)
    {
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

    /// <summary>Dimensions that lie in another order than they are stored, each split or joined.</summary>
    private OnnxView? Split(IReadOnlyList<long> lengths)
    {
        // Of each dimension of the tensor its pieces, outermost first; of each length the pieces that it is made of.
        var pieces = new List<long>[Shape.Rank];
        var made = new List<List<(int Own, int Piece)>>();
        var order = new Queue<int>(Dims.SelectMany(dim => dim).Where(own => Shape[own] != 1));
        long left = 1;
        int current = -1;
        foreach (long length in lengths)
        {
            var parts = new List<(int Own, int Piece)>();
            for (long missing = length; missing > 1;)
            {
                if (left == 1 && !order.TryDequeue(out current))
                {
                    return null;
                }

                left = left == 1 ? Shape[current] : left;
                long taken = Math.Min(missing, left);
                if (missing % taken != 0 || left % taken != 0)
                {
                    return null;
                }

                parts.Add((current, (pieces[current] ??= []).Count));
                pieces[current].Add(taken);
                (missing, left) = (missing / taken, left / taken);
            }

            made.Add(parts);
        }

        int[] starts = new int[Shape.Rank];
        var sides = new List<long>();
        for (int own = 0; own < Shape.Rank; own++)
        {
            starts[own] = sides.Count;
            sides.AddRange(pieces[own] ?? [Shape[own]]);
        }

        return sides.Count > TensorShape.MaxRank ? null : this with
        {
            Shape = new TensorShape([.. sides]),
            Dims = [.. made.Select(parts => parts.Select(part => starts[part.Own] + part.Piece).ToImmutableArray())],
        };
    }
}
