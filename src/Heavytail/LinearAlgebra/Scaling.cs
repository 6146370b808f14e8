using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra;

/// <summary>Scaling by powers of two, which changes no bit of a result that stays in range.</summary>
internal static unsafe class Scaling
{
    /// <summary>
    /// Scales a matrix whose largest entry is beyond 2^±<paramref name="safeExponent"/> to entries near 1.
    /// </summary>
    /// <returns>k where the matrix was divided by 2^k; 0 where it was left alone.</returns>
    public static int ToSafeRange(PackedTriangle x, int safeExponent)
    {
        double largest = 0;
        for (int p = 0; p < x.Panels; p++)
        {
            largest = Math.Max(largest, Largest(Panel(x, p)));
        }

        int exponent = largest == 0 ? 0 : Math.ILogB(largest);
        if (Math.Abs(exponent) <= safeExponent)
        {
            return 0;
        }

        for (int p = 0; p < x.Panels; p++)
        {
            foreach (ref double value in Panel(x, p))
            {
                value = Math.ScaleB(value, -exponent);
            }
        }

        return exponent;
    }

    /// <summary>The largest magnitude of finite values, a whole number of vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Largest(ReadOnlySpan<double> values)
    {
        var largest = Vector256<double>.Zero;
        fixed (double* first = values)
        {
            for (double* at = first; at < first + values.Length; at += Vector256<double>.Count)
            {
                largest = Vector256.MaxNative(largest, Vector256.Abs(Vector256.Load(at)));
            }
        }

        double result = 0;
        for (int k = 0; k < Vector256<double>.Count; k++)
        {
            result = Math.Max(result, largest[k]);
        }

        return result;
    }

    private static Span<double> Panel(PackedTriangle x, int panel) =>
        new(x.Panel(panel), PackedTriangle.PanelRows * PackedTriangle.PanelRows * (panel + 1));
}
