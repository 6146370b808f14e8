using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heavytail.LinearAlgebra;

/// <summary>
/// The same loops on vectors of eight. Written once against <see cref="Vector512{T}"/>: where the CPU has only 256 or
/// 128 bits, the JIT splits each operation, so the order of every sum — and with fused multiply-add every bit — is the
/// same on AVX-512 and AVX2.
/// </summary>
internal sealed class VectorKernels : Kernels
{
    private const int Lanes = 8;

    public override string Name => "vector";

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
    public override void AddScaled(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        ref double rx = ref MemoryMarshal.GetReference(x);
        ref double ry = ref MemoryMarshal.GetReference(y[..x.Length]);
        var va = Vector512.Create(a);
        nuint k = 0;
        nuint length = (nuint)x.Length;
        for (; k + Lanes <= length; k += Lanes)
        {
            var sum = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rx, k), Vector512.LoadUnsafe(ref ry, k));
            sum.StoreUnsafe(ref ry, k);
        }

        for (; k < length; k++)
        {
            Unsafe.Add(ref ry, k) += a * Unsafe.Add(ref rx, k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaledPair(
        ReadOnlySpan<double> x, double a, ReadOnlySpan<double> z, double b, Span<double> y)
    {
        ref double rx = ref MemoryMarshal.GetReference(x);
        ref double rz = ref MemoryMarshal.GetReference(z[..x.Length]);
        ref double ry = ref MemoryMarshal.GetReference(y[..x.Length]);
        var va = Vector512.Create(a);
        var vb = Vector512.Create(b);
        nuint k = 0;
        nuint length = (nuint)x.Length;
        for (; k + Lanes <= length; k += Lanes)
        {
            var sum = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rx, k), Vector512.LoadUnsafe(ref ry, k));
            sum = Vector512.MultiplyAddEstimate(vb, Vector512.LoadUnsafe(ref rz, k), sum);
            sum.StoreUnsafe(ref ry, k);
        }

        for (; k < length; k++)
        {
            Unsafe.Add(ref ry, k) += (a * Unsafe.Add(ref rx, k)) + (b * Unsafe.Add(ref rz, k));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void DotTile(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, int stride, int length, Span<double> sums)
    {
        ref double rb = ref MemoryMarshal.GetReference(b[..((3 * stride) + length)]);
        nuint s = (nuint)stride;
        nuint whole = (nuint)(length - (length % Lanes));
        for (int i = 0; i < 4; i++)
        {
            // One row against four keeps eight registers busy on every instruction set.
            ref double ra = ref MemoryMarshal.GetReference(a.Slice(i * stride, length));
            var s0 = Vector512<double>.Zero;
            var s1 = Vector512<double>.Zero;
            var s2 = Vector512<double>.Zero;
            var s3 = Vector512<double>.Zero;
            for (nuint k = 0; k < whole; k += Lanes)
            {
                var va = Vector512.LoadUnsafe(ref ra, k);
                s0 = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rb, k), s0);
                s1 = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rb, k + s), s1);
                s2 = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rb, k + (2 * s)), s2);
                s3 = Vector512.MultiplyAddEstimate(va, Vector512.LoadUnsafe(ref rb, k + (3 * s)), s3);
            }

            double t0 = Sum(s0);
            double t1 = Sum(s1);
            double t2 = Sum(s2);
            double t3 = Sum(s3);
            for (nuint k = whole; k < (nuint)length; k++)
            {
                double ak = Unsafe.Add(ref ra, k);
                t0 += ak * Unsafe.Add(ref rb, k);
                t1 += ak * Unsafe.Add(ref rb, k + s);
                t2 += ak * Unsafe.Add(ref rb, k + (2 * s));
                t3 += ak * Unsafe.Add(ref rb, k + (3 * s));
            }

            sums[4 * i] += t0;
            sums[(4 * i) + 1] += t1;
            sums[(4 * i) + 2] += t2;
            sums[(4 * i) + 3] += t3;
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
