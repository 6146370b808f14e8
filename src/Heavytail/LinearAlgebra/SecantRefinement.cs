using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The one root in each interval, by <see cref="SecantKernels"/>: about 9 evaluations where bisection takes 40. A root
/// is done when its interval is narrower than twice the tolerance, so what is returned has been counted on both sides.
/// </summary>
internal static unsafe class SecantRefinement
{
    private const int Block = SturmKernels.Block;

    /// <summary>Intervals of a task: enough to keep all lanes of a batch busy nearly to the end.</summary>
    private const int TaskIntervals = 8 * SturmKernels.Batch;

    /// <summary>An interval halves in a few steps; from the norm to the tolerance that takes some 200.</summary>
    private const int MostSteps = 2000;

    /// <summary>Writes the eigenvalue of every interval.</summary>
    public static void Refine(SturmMatrices matrices, Brackets brackets, EngineOptions options)
    {
        int tasks = (brackets.Length + TaskIntervals - 1) / TaskIntervals;
        ParallelTasks.Run(matrices.Order >= SturmPoints.ThreadedOrder ? options.Threads : 1, tasks, task =>
        {
            int first = task * TaskIntervals;
            RefineRange(matrices, brackets, first, Math.Min(first + TaskIntervals, brackets.Length), options);
        });
    }

    /// <summary>Steps all intervals in these slots together; those that are done make room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RefineRange(
        SturmMatrices matrices, Brackets brackets, int first, int end, EngineOptions options)
    {
        int firstMatrix = first / brackets.Stride;
        var parts = new Part[((end - 1) / brackets.Stride) - firstMatrix + 1];
        for (int k = 0; k < parts.Length; k++)
        {
            int matrix = firstMatrix + k;
            int start = Math.Max(first, matrix * brackets.Stride);
            int stop = Math.Min(end, (matrix * brackets.Stride) + brackets.Count(matrix));
            parts[k] = new Part(
                brackets.Rows.From(start), matrices.Terms(matrix), matrices.Values[matrix], stop - start);
            options.Kernels.Secant.Start(parts[k].Rows, parts[k].Lanes);
        }

        using var points = new SturmPoints((end - first) / Block);
        var limit = new RoundLimit("the refinement of eigenvalues", MostSteps, options.Cancellation);
        while (Collect(parts, points))
        {
            limit.Next();
            points.Evaluate(matrices.Order, 1, options.Kernels.Sturm);
            int at = 0;
            foreach (ref var part in parts.AsSpan())
            {
                options.Kernels.Secant.Narrow(
                    part.Rows, part.Lanes, points.Counts + at, points.Values + at, points.Exponents + at);
                at += part.Lanes;
                part.Retire();
            }
        }
    }

    /// <summary>All trials that are left; false when there are none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Collect(Part[] parts, SturmPoints points)
    {
        points.Clear();
        foreach (ref var part in parts.AsSpan())
        {
            int at = points.Append(part.Terms, part.Lanes);
            new ReadOnlySpan<double>(part.Rows.Trial, part.Lanes).CopyTo(
                new Span<double>(points.Shifts + at, part.Lanes));
        }

        return points.Blocks > 0;
    }

    /// <summary>Intervals of one matrix.</summary>
    private struct Part(BracketRows rows, double* terms, double[] values, int count)
    {
        private int _count = Math.Max(0, count);

        public readonly BracketRows Rows => rows;

        public readonly double* Terms => terms;

        /// <summary>Slots in use, in whole blocks.</summary>
        public readonly int Lanes => (_count + Block - 1) / Block * Block;

        /// <summary>
        /// Writes the roots of intervals that are narrow enough; the last intervals take their slots.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Retire()
        {
            double* size = rows.Size;
            for (int k = _count - 1; k >= 0; k--)
            {
                if (size[k] <= 2 * SecantKernels.Tolerance)
                {
                    double a = rows.A[k];
                    values[rows.Index[k]] = a + (0.5 * (rows.B[k] - a));
                    rows.Move(--_count, k);
                }
            }
        }
    }
}
