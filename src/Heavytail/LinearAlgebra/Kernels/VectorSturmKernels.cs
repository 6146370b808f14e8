using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Four chains of vectors at a time, each on the terms of its own matrix.</summary>
internal sealed unsafe class VectorSturmKernels<TSimd, TVector> : SturmKernels
    where TSimd : struct, ISimd<double, TVector>, ISimdBits<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Evaluate(
        double** terms, int n, double* shifts, long* counts, double* values, long* exponents)
    {
        for (int k = 0; k < Batch; k += 4 * TSimd.Lanes)
        {
            EvaluateChains(terms, k, n, shifts + k, counts + k, values + k, exponents + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EvaluateChains(
        double** terms, int first, int n, double* shifts, long* counts, double* values, long* exponents)
    {
        int lanes = TSimd.Lanes;
        double* t0 = terms[first / Block];
        double* t1 = terms[(first + lanes) / Block];
        double* t2 = terms[(first + (2 * lanes)) / Block];
        double* t3 = terms[(first + (3 * lanes)) / Block];
        TVector x0 = TSimd.Load(shifts), x1 = TSimd.Load(shifts + lanes);
        TVector x2 = TSimd.Load(shifts + (2 * lanes)), x3 = TSimd.Load(shifts + (3 * lanes));
        TVector p0 = TSimd.Broadcast(1), p1 = p0, p2 = p0, p3 = p0;
        TVector q0 = TSimd.Zero, q1 = q0, q2 = q0, q3 = q0;
        TVector c0 = TSimd.Zero, c1 = c0, c2 = c0, c3 = c0;
        TVector e0 = TSimd.Zero, e1 = e0, e2 = e0, e3 = e0;
        for (nint start = 0; start < 2 * n; start += 2 * Stretch)
        {
            nint end = Math.Min(start + (2 * Stretch), 2 * n);
            for (nint i = start; i < end; i += 2)
            {
                Next(t0 + i, x0, ref p0, ref q0, ref c0);
                Next(t1 + i, x1, ref p1, ref q1, ref c1);
                Next(t2 + i, x2, ref p2, ref q2, ref c2);
                Next(t3 + i, x3, ref p3, ref q3, ref c3);
            }

            if (end - start == 2 * Stretch)
            {
                Rescale(ref p0, ref q0, ref e0);
                Rescale(ref p1, ref q1, ref e1);
                Rescale(ref p2, ref q2, ref e2);
                Rescale(ref p3, ref q3, ref e3);
            }
        }

        Store(c0, c1, c2, c3, (double*)counts);
        Store(p0, p1, p2, p3, values);
        Store(e0, e1, e2, e3, (double*)exponents);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(double* term, TVector x, ref TVector p, ref TVector before, ref TVector changes)
    {
        var coupled = TSimd.Multiply(TSimd.Broadcast(term[1]), before);
        var next = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Broadcast(term[0]), x), p, coupled);
        changes = TSimd.CountSignChange(next, p, changes);
        before = p;
        p = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rescale(ref TVector p, ref TVector before, ref TVector exponent)
    {
        var factor = TSimd.InversePower(p, before, ref exponent);
        p = TSimd.Multiply(p, factor);
        before = TSimd.Multiply(before, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector v0, TVector v1, TVector v2, TVector v3, double* destination)
    {
        TSimd.Store(v0, destination);
        TSimd.Store(v1, destination + TSimd.Lanes);
        TSimd.Store(v2, destination + (2 * TSimd.Lanes));
        TSimd.Store(v3, destination + (3 * TSimd.Lanes));
    }
}
