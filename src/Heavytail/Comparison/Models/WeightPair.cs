using System.Numerics.Tensors;
using Heavytail.Derived;
using Heavytail.Statistics;
using Heavytail.Vectors;

namespace Heavytail.Comparison.Models;

/// <summary>The elements of a layer in two models → their distances.</summary>
/// <param name="before">The layer of the base.</param>
/// <param name="after">The layer of the other model, of the same shape.</param>
/// <param name="seed">The seed of the draws that begin iterations.</param>
internal sealed class WeightPair(Layer before, Layer after, int seed)
{
    /// <summary>Singular vectors that are compared at most.</summary>
    private const int MostVectors = 10;

    /// <summary>At most this part of the singular values: of all of them the spans would be equal.</summary>
    private const int VectorPart = 4;

    /// <summary>Products of an iteration, each of two multiply-adds an element, for three matrices.</summary>
    private const double CostPerElement = 1000;

    private readonly int _size = (int)Math.Min(int.MaxValue, (long)after.Rows * after.Columns);

    /// <summary>Bytes that comparing takes at its peak.</summary>
    public long Bytes => StoredElements.Bytes(before) + StoredElements.Bytes(after)
        + (sizeof(double) * ((4L * _size) + KernelAlignment.Length(after)
            + Lanczos.Length(after.M) + IntruderVectors.Length(after.Rows, after.Columns)));

    /// <summary>Whether an array cannot hold the elements, or a product of them.</summary>
    public bool IsTooLarge => after.ElementCount > Array.MaxLength || (long)after.M * after.M > Array.MaxLength;

    /// <summary>Multiply-adds.</summary>
    public double Cost => after.Rf * ((CostPerElement * _size) + (3.0 * _size * after.M));

    private int Count => Math.Min(MostVectors, Math.Max(1, after.M / VectorPart));

    /// <summary>Reads and compares them.</summary>
    /// <param name="openBefore">Opens the stored elements of the base.</param>
    /// <param name="openAfter">Opens those of the other model.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The distances, or why there are none.</returns>
    /// <exception cref="InvalidCheckpointException">Elements are damaged.</exception>
    public (WeightDistances? Distances, string? Problem) Compare(
        Func<Layer, Stream> openBefore, Func<Layer, Stream> openAfter, CancellationToken cancellation)
    {
        double[] old = StoredElements.Read(before, openBefore, out var inOld);
        double[] now = StoredElements.Read(after, openAfter, out var inNow);
        if (inOld is not null || inNow is not null)
        {
            return (null, $"{(inNow is null ? "the base" : "the other model")} has weights that are not finite");
        }

        double frobenius = TensorPrimitives.Distance<double>(old, now);
        double norm = TensorPrimitives.Norm<double>(old);
        var distances = new WeightDistances
        {
            Frobenius = frobenius,
            Drift = norm > 0 ? frobenius / norm : null,
        };
        if (frobenius > 0)
        {
            return (OfSlices(distances, old, now, cancellation), null);
        }

        bool hasVectors = norm > 0;
        return (distances with
        {
            Spectral = 0,
            Cka = hasVectors ? 1 : null,
            UncenteredCka = hasVectors ? 1 : null,
            VectorCount = hasVectors ? Count : null,
            Intruders = hasVectors ? 0 : null,
            Left = hasVectors ? Same(after.Rows) : null,
            Right = hasVectors ? Same(after.Columns) : null,
        }, null);
    }

    private VectorOverlap Same(int components) => new(1, (double)Count / components, 1, 1.0 / components, 0);

    private WeightDistances OfSlices(
        WeightDistances distances, double[] old, double[] now, CancellationToken cancellation)
    {
        var centered = new List<double?>();
        var uncentered = new List<double?>();
        var left = new List<VectorOverlap>();
        var right = new List<VectorOverlap>();
        double? spectral = 0;
        int? intruders = 0;
        int count = Count;
        for (int slice = 0; slice < after.Rf; slice++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] a = Slice(old, slice);
            double[] b = Slice(now, slice);
            var (one, other) = KernelAlignment.Of(a, b, after.Rows, after.Columns, cancellation);
            centered.Add(one);
            uncentered.Add(other);
            if (Top(a, Count, slice) is { Left.Length: > 0 } top && Top(b, Count, slice) is { Left.Length: > 0 } topNow)
            {
                count = Math.Min(count, Math.Min(top.Left.Length, topNow.Left.Length));
                left.Add(Overlaps.Of(top.Left, topNow.Left));
                right.Add(Overlaps.Of(top.Right, topNow.Right));
                bool?[] found = IntruderVectors.Find(a, after.Columns, topNow.Left, cancellation);
                intruders = found.Contains(null) ? null : intruders + found.Count(isOne => isOne == true);
            }

            TensorPrimitives.Subtract(b, a, b);
            spectral = spectral is double most && Top(b, 1, slice) is { } largest
                ? Math.Max(most, largest.Values.FirstOrDefault()) : null;
        }

        bool all = left.Count == after.Rf;
        return distances with
        {
            Spectral = spectral,
            Cka = centered.Contains(null) ? null : centered.Average(),
            UncenteredCka = uncentered.Contains(null) ? null : uncentered.Average(),
            VectorCount = all ? count : null,
            Intruders = all ? intruders : null,
            Left = all ? Overlaps.Mean(left) : null,
            Right = all ? Overlaps.Mean(right) : null,
        };
    }

    private TopVectors? Top(double[] matrix, int count, int slice) => TopVectors.Of(
        matrix, after.Rows, after.Columns, count, Seeds.For(seed, after.LongName, "compare", slice));

    private double[] Slice(double[] elements, int slice) => after.Rf == 1
        ? elements : elements.AsSpan(slice * _size, _size).ToArray();
}
