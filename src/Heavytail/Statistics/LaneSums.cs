using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.Statistics;

/// <summary>
/// Sums in eight lanes on every CPU, so that the bits do not depend on its vectors, and in one order of the lanes.
/// </summary>
internal static class LaneSums
{
    /// <summary>Lanes of a sum.</summary>
    public const int Lanes = 8;

    /// <summary>The sum of some values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> values)
    {
        var lanes = Vector512<double>.Zero;
        ref double first = ref MemoryMarshal.GetReference(values);
        int k = 0;
        for (; k + Lanes <= values.Length; k += Lanes)
        {
            lanes += Vector512.LoadUnsafe(ref first, (nuint)k);
        }

        double sum = Total(lanes);
        for (; k < values.Length; k++)
        {
            sum += values[k];
        }

        return sum;
    }

    /// <summary>The sum of the lanes, from the first to the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector512<double> lanes)
    {
        double total = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }
}
