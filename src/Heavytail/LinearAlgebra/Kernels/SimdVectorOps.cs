using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The same loops on vectors of eight. Written once against <see cref="Vector512{T}"/>: where the CPU has only 256 or
/// 128 bits, the JIT splits each operation, so the order of every sum — and with fused multiply-add every bit — is the
/// same on AVX-512 and AVX2.
/// </summary>
internal sealed class SimdVectorOps : VectorOps
{
    private const int Lanes = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double rx = ref MemoryMarshal.GetReference(x);
        ref double ry = ref MemoryMarshal.GetReference(y[..x.Length]);
        var s0 = Vector512<double>.Zero;
        var s1 = Vector512<double>.Zero;
        var s2 = Vector512<double>.Zero;
        var s3 = Vector512<double>.Zero;
        nuint k = 0;
        nuint length = (nuint)x.Length;
        for (; k + (4 * Lanes) <= length; k += 4 * Lanes)
        {
            s0 = MultiplyAdd(ref rx, ref ry, k, s0);
            s1 = MultiplyAdd(ref rx, ref ry, k + Lanes, s1);
            s2 = MultiplyAdd(ref rx, ref ry, k + (2 * Lanes), s2);
            s3 = MultiplyAdd(ref rx, ref ry, k + (3 * Lanes), s3);
        }

        for (; k + Lanes <= length; k += Lanes)
        {
            s0 = MultiplyAdd(ref rx, ref ry, k, s0);
        }

        double sum = Sum(s0 + s1 + (s2 + s3));
        for (; k < length; k++)
        {
            sum += Unsafe.Add(ref rx, k) * Unsafe.Add(ref ry, k);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Axpy(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        ref double rx = ref MemoryMarshal.GetReference(x);
        ref double ry = ref MemoryMarshal.GetReference(y[..x.Length]);
        var va = Vector512.Create(a);
        nuint k = 0;
        nuint length = (nuint)x.Length;
        for (; k + Lanes <= length; k += Lanes)
        {
            var sum = Vector512.MultiplyAddEstimate(
                va, Vector512.LoadUnsafe(ref rx, k), Vector512.LoadUnsafe(ref ry, k));
            sum.StoreUnsafe(ref ry, k);
        }

        for (; k < length; k++)
        {
            Unsafe.Add(ref ry, k) += a * Unsafe.Add(ref rx, k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SturmCounts(
        ReadOnlySpan<double> diagonal,
        ReadOnlySpan<double> offDiagonalSquared,
        double pivotMin,
        ReadOnlySpan<double> shifts,
        Span<double> counts)
    {
        var x0 = Vector512.Create(shifts);
        var x1 = Vector512.Create(shifts[Lanes..]);
        var x2 = Vector512.Create(shifts[(2 * Lanes)..]);
        var x3 = Vector512.Create(shifts[(3 * Lanes)..]);
        Vector512<double> q0 = Vector512<double>.One, q1 = q0, q2 = q0, q3 = q0;
        Vector512<double> c0 = Vector512<double>.Zero, c1 = c0, c2 = c0, c3 = c0;
        var tiny = Vector512.Create(pivotMin);
        for (int i = 0; i < diagonal.Length; i++)
        {
            var d = Vector512.Create(diagonal[i]);
            var e = Vector512.Create(offDiagonalSquared[i]);
            q0 = Step(d - x0 - (e / q0), tiny, ref c0);
            q1 = Step(d - x1 - (e / q1), tiny, ref c1);
            q2 = Step(d - x2 - (e / q2), tiny, ref c2);
            q3 = Step(d - x3 - (e / q3), tiny, ref c3);
        }

        c0.CopyTo(counts);
        c1.CopyTo(counts[Lanes..]);
        c2.CopyTo(counts[(2 * Lanes)..]);
        c3.CopyTo(counts[(3 * Lanes)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Step(Vector512<double> q, Vector512<double> tiny, ref Vector512<double> count)
    {
        q = Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(q), tiny), -tiny, q);
        count += Vector512.LessThan(q, Vector512<double>.Zero) & Vector512<double>.One;
        return q;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> MultiplyAdd(ref double x, ref double y, nuint k, Vector512<double> sum) =>
        Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, k), Vector512.LoadUnsafe(ref y, k), sum);

    /// <summary>The eight lanes, added in one fixed order whatever the hardware's own horizontal add does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Sum(Vector512<double> v)
    {
        var half = v.GetLower() + v.GetUpper();
        var quarter = half.GetLower() + half.GetUpper();
        return quarter[0] + quarter[1];
    }
}
