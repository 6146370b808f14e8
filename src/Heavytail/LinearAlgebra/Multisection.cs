using System.Buffers;
using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Cuts the axis until every interval holds one eigenvalue, or is as narrow as eigenvalues can be distinguished. A
/// round cuts an interval of m eigenvalues by about m points, so that crowded regions are cut finer: a few rounds are
/// enough for any density, where bisection would take one for each bit of the gaps. Matrices take their rounds
/// together.
/// </summary>
internal sealed unsafe class Multisection : IDisposable
{
    /// <summary>
    /// From so many eigenvalues on, an interval gets as many points; below, half as many, which costs less.
    /// </summary>
    private const int Crowd = 8;

    /// <summary>A round at least halves an interval; from the norm to the tolerance that takes 55.</summary>
    private const int MostRounds = 200;

    private readonly SturmMatrices _matrices;
    private readonly Brackets _brackets;

    // Intervals with more than one eigenvalue, those of a matrix together.
    private Interval[] _open;
    private Interval[] _next;
    private int _nextCount;

    private Multisection(SturmMatrices matrices, Brackets brackets)
    {
        _matrices = matrices;
        _brackets = brackets;
        int most = matrices.Count * ((matrices.Order / 2) + 1);
        _open = ArrayPool<Interval>.Shared.Rent(most);
        _next = ArrayPool<Interval>.Shared.Rent(most);
    }

    /// <summary>Blocks of points that a round takes at most: all cuts and both ends.</summary>
    public static int BlocksOf(int order) => (order + 2 + SturmKernels.Block - 1) / SturmKernels.Block;

    /// <summary>
    /// Adds an interval for every eigenvalue that has one of its own; writes the values of the others, which are too
    /// close to be distinguished.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Isolate(SturmMatrices matrices, Brackets brackets, SturmPoints points, EngineOptions options)
    {
        using var work = new Multisection(matrices, brackets);
        work.Begin(points, options);
        var limit = new RoundLimit("the isolation of eigenvalues", MostRounds, options.Cancellation);
        while (work._nextCount > 0)
        {
            limit.Next();
            work.Round(points, options);
        }
    }

    public void Dispose()
    {
        ArrayPool<Interval>.Shared.Return(_open);
        ArrayPool<Interval>.Shared.Return(_next);
    }

    /// <summary>The first round: from one end to the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin(SturmPoints points, EngineOptions options)
    {
        int n = _matrices.Order;
        points.Clear();
        for (int m = 0; m < _matrices.Count; m++)
        {
            int first = points.Append(_matrices.Terms(m), n + 2);
            (double low, double high) = _matrices.Ranges[m];
            points.Shifts[first] = low;
            Cut(low, high, n, points.Shifts + first + 1);
            points.Shifts[first + n + 1] = high;
        }

        points.Evaluate(n, options.Threads, options.Kernels.Sturm);
        int at = 0;
        for (int m = 0; m < _matrices.Count; m++, at += BlocksOf(n) * SturmKernels.Block)
        {
            Sort(m, points[at] with { Count = 0 }, points[at + n + 1] with { Count = n }, points, at + 1, n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Round(SturmPoints points, EngineOptions options)
    {
        (_open, _next) = (_next, _open);
        int count = _nextCount;
        _nextCount = 0;
        points.Clear();
        for (int k = 0; k < count;)
        {
            int end = k;
            int cuts = 0;
            for (; end < count && _open[end].Matrix == _open[k].Matrix; end++)
            {
                cuts += _open[end].Cuts;
            }

            int at = points.Append(_matrices.Terms(_open[k].Matrix), cuts);
            for (; k < end; k++)
            {
                ref var interval = ref _open[k];
                interval.First = at;
                Cut(interval.Low.X, interval.High.X, interval.Cuts, points.Shifts + at);
                at += interval.Cuts;
            }
        }

        points.Evaluate(_matrices.Order, options.Threads, options.Kernels.Sturm);
        for (int k = 0; k < count; k++)
        {
            ref var interval = ref _open[k];
            Sort(interval.Matrix, interval.Low, interval.High, points, interval.First, interval.Cuts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Cut(double low, double high, int cuts, double* shifts)
    {
        double step = (high - low) / (cuts + 1);
        for (int k = 0; k < cuts; k++)
        {
            shifts[k] = low + ((k + 1) * step);
        }
    }

    /// <summary>Takes the pieces of an interval.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort(int matrix, SturmPoint left, in SturmPoint high, SturmPoints points, int first, int cuts)
    {
        for (int k = first; k < first + cuts; k++)
        {
            // Counts are monotone but for rounding; that must not make an eigenvalue twice.
            int count = Math.Clamp((int)points.Counts[k], left.Count, high.Count);
            var right = points[k] with { Count = count };
            if (count > left.Count)
            {
                Keep(matrix, left, right);
            }

            left = right;
        }

        if (high.Count > left.Count)
        {
            Keep(matrix, left, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keep(int matrix, in SturmPoint low, in SturmPoint high)
    {
        int count = high.Count - low.Count;
        double width = high.X - low.X;
        if (width <= 2 * SecantKernels.Tolerance)
        {
            // As narrow as it gets: all its eigenvalues are one.
            Array.Fill(_matrices.Values[matrix], low.X + (0.5 * width), low.Count, count);
        }
        else if (count == 1)
        {
            _brackets.Add(matrix, low, high);
        }
        else
        {
            int cuts = count >= Crowd ? count : Math.Max(1, count / 2);
            _next[_nextCount++] = new Interval { Matrix = matrix, Low = low, High = high, Cuts = cuts };
        }
    }

    private struct Interval
    {
        public SturmPoint Low;
        public SturmPoint High;
        public int Matrix;

        /// <summary>Points inside.</summary>
        public int Cuts;

        /// <summary>The first of these among all points of a round.</summary>
        public int First;
    }
}
