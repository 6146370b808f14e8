using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Fits;

/// <summary>
/// The power law of one candidate's tail, and how far above the empirical distribution it runs at single values: the
/// gap
/// f(x) = 1 − (x/x_0)^(1−α) − rank/n. The largest |f| is the Kolmogorov–Smirnov distance.
/// </summary>
/// <param name="First">ln x_0.</param>
/// <param name="Alpha">The exponent.</param>
/// <param name="Count">n, the size of the tail.</param>
internal readonly record struct PowerLawTail(double First, double Alpha, int Count)
{
    private const int Lanes = 8;

    private double Step => 1.0 / Count;

    /// <summary>The gap at one value.</summary>
    /// <param name="log">ln x of the value.</param>
    /// <param name="rank">How many values of the tail are before it.</param>
    public double Gap(double log, int rank) => 1 - Math.Exp((1 - Alpha) * (log - First)) - (rank * Step);

    /// <summary>
    /// The gaps at values whose ranks are <paramref name="rank"/> + k·<paramref name="stride"/>, and the largest |f|
    /// of them.
    /// </summary>
    public double Gaps(ReadOnlySpan<double> logs, int rank, int stride, Span<double> gaps) =>
        Vector128.IsHardwareAccelerated
            ? GapsVector(logs, rank, stride, gaps)
            : GapsScalar(logs, rank, stride, gaps);

    public double GapsScalar(ReadOnlySpan<double> logs, int rank, int stride, Span<double> gaps)
    {
        double largest = 0;
        for (int k = 0; k < logs.Length; k++)
        {
            gaps[k] = Gap(logs[k], rank + (k * stride));
            largest = Math.Max(largest, Math.Abs(gaps[k]));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double GapsVector(ReadOnlySpan<double> logs, int rank, int stride, Span<double> gaps)
    {
        ref double source = ref MemoryMarshal.GetReference(logs);
        ref double target = ref MemoryMarshal.GetReference(gaps[..logs.Length]);
        var first = Vector512.Create(First);
        var exponent = Vector512.Create(1 - Alpha);
        var step = Vector512.Create(Step);
        var ranks = Vector512.Create((double)rank) + (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * stride);
        var widest = Vector512<double>.Zero;
        int k = 0;
        for (; k + Lanes <= logs.Length; k += Lanes)
        {
            var x = Vector512.LoadUnsafe(ref source, (nuint)k);
            var gap = Vector512<double>.One - Vector512.Exp(exponent * (x - first)) - (ranks * step);
            gap.StoreUnsafe(ref target, (nuint)k);
            widest = Vector512.Max(widest, Vector512.Abs(gap));
            ranks += Vector512.Create((double)Lanes * stride);
        }

        double largest = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            largest = Math.Max(largest, widest[lane]);
        }

        return Math.Max(largest, GapsScalar(logs[k..], rank + (k * stride), stride, gaps[k..]));
    }
}
