using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Fits;

/// <summary>
/// The Kolmogorov–Smirnov distance between a tail and its power law, D = max_j | 1 − (x_j/x_0)^(1−α) − j/n |
/// (Clauset et al. 2009, eq. 3.9). Two forms: the plain loop, which is the definition, and the vector form.
/// </summary>
internal static class KolmogorovSmirnov
{
    private const int Lanes = 8;

    /// <summary>Vectors between two looks at the limit: 64 values.</summary>
    private const int VectorsPerLook = 8;

    /// <summary>The distance, or some number at or above <paramref name="limit"/> as soon as it is known to be there.</summary>
    /// <param name="logs">ln x of the tail, ascending, up to a common constant.</param>
    /// <param name="alpha">The exponent.</param>
    /// <param name="limit">The smallest distance so far: a candidate that cannot beat it is left early.</param>
    public static double Distance(ReadOnlySpan<double> logs, double alpha, double limit) =>
        Vector128.IsHardwareAccelerated
            ? DistanceVector(logs, alpha, limit)
            : DistanceScalar(logs, alpha, limit);

    public static double DistanceScalar(ReadOnlySpan<double> logs, double alpha, double limit)
    {
        double largest = 0;
        double step = 1.0 / logs.Length;
        for (int j = 0; j < logs.Length && largest < limit; j++)
        {
            double law = 1 - Math.Exp((1 - alpha) * (logs[j] - logs[0]));
            largest = Math.Max(largest, Math.Abs(law - (j * step)));
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double DistanceVector(ReadOnlySpan<double> logs, double alpha, double limit)
    {
        ref double source = ref MemoryMarshal.GetReference(logs);
        double first = logs[0];
        double exponent = 1 - alpha;
        double step = 1.0 / logs.Length;
        var largest = Vector512<double>.Zero;
        var index = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        int j = 0;
        for (; j + Lanes <= logs.Length; j += Lanes)
        {
            var x = Vector512.LoadUnsafe(ref source, (nuint)j);
            var law = Vector512<double>.One - Vector512.Exp(Vector512.Create(exponent) * (x - Vector512.Create(first)));
            largest = Vector512.Max(largest, Vector512.Abs(law - (index * Vector512.Create(step))));
            index += Vector512.Create((double)Lanes);
            if (j % (Lanes * VectorsPerLook) == 0 && Vector512.GreaterThanOrEqualAny(largest, Vector512.Create(limit)))
            {
                return limit;
            }
        }

        double result = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            result = Math.Max(result, largest[lane]);
        }

        for (; j < logs.Length; j++)
        {
            double law = 1 - Math.Exp(exponent * (logs[j] - first));
            result = Math.Max(result, Math.Abs(law - (j * step)));
        }

        return result;
    }
}
