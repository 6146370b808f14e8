using System.Runtime.CompilerServices;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// Cuts the axis until every interval holds one eigenvalue, or is as narrow as eigenvalues can be told apart. A round
/// cuts an interval of m eigenvalues by about m points, so that crowded places are cut finer: a few rounds are enough
/// for any density, where bisection would take one for each bit of the gaps.
/// </summary>
internal static unsafe class Multisection
{
    /// <summary>From so many eigenvalues on, an interval gets as many points; below, half as many, which costs less.</summary>
    private const int Crowd = 8;

    /// <summary>The ends of intervals that hold eigenvalues, in pairs, in no order.</summary>
    /// <param name="function">Of a matrix with norm below 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static List<(SturmPoint Low, SturmPoint High)> Isolate(SturmFunction function)
    {
        int n = function.Order;
        var ends = Evaluate(function, [-1, 1]);
        var done = new List<(SturmPoint Low, SturmPoint High)>(n);
        var open = new List<(SturmPoint Low, SturmPoint High)>(n);
        var next = new List<(SturmPoint Low, SturmPoint High)>(n);
        Sort(ends[0] with { Count = 0 }, ends[1] with { Count = n }, open, done);
        while (open.Count > 0)
        {
            function.Cancellation.ThrowIfCancellationRequested();
            var points = Evaluate(function, Cuts(open));
            int at = 0;
            next.Clear();
            foreach (var (low, high) in open)
            {
                var left = low;
                for (int end = at + CutCount(high.Count - low.Count); at < end; at++)
                {
                    // Counts are monotone but for rounding; that must not make an eigenvalue twice.
                    var right = points[at] with { Count = Math.Clamp(points[at].Count, left.Count, high.Count) };
                    Sort(left, right, next, done);
                    left = right;
                }

                Sort(left, high, next, done);
            }

            (open, next) = (next, open);
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort(
        SturmPoint low,
        SturmPoint high,
        List<(SturmPoint Low, SturmPoint High)> open,
        List<(SturmPoint Low, SturmPoint High)> done)
    {
        int count = high.Count - low.Count;
        if (count > 0)
        {
            (count == 1 || high.X - low.X <= 2 * TridiagonalEigenvalues.Tolerance ? done : open).Add((low, high));
        }
    }

    private static int CutCount(int eigenvalues) => eigenvalues >= Crowd ? eigenvalues : Math.Max(1, eigenvalues / 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Cuts(List<(SturmPoint Low, SturmPoint High)> intervals)
    {
        int total = 0;
        foreach (var (low, high) in intervals)
        {
            total += CutCount(high.Count - low.Count);
        }

        double[] cuts = new double[total];
        int at = 0;
        foreach (var (low, high) in intervals)
        {
            int count = CutCount(high.Count - low.Count);
            double step = (high.X - low.X) / (count + 1);
            for (int k = 1; k <= count; k++)
            {
                cuts[at++] = low.X + (k * step);
            }
        }

        return cuts;
    }

    private static SturmPoint[] Evaluate(SturmFunction function, double[] shifts)
    {
        const int batch = SturmKernels.Batch;
        var points = new SturmPoint[(shifts.Length + batch - 1) / batch * batch];
        double[] padded = new double[points.Length];
        shifts.CopyTo(padded, 0);
        Workers.Run(function.Threads, points.Length / batch, task =>
        {
            fixed (double* x = padded)
            {
                fixed (SturmPoint* p = points)
                {
                    function.Evaluate(x + (task * batch), p + (task * batch));
                }
            }
        });
        return points;
    }
}
