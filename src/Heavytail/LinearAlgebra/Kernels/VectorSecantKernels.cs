using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>A lane is an interval.</summary>
internal sealed unsafe class VectorSecantKernels<TSimd, TVector> : SecantKernels
    where TSimd : struct, ISimd<double, TVector>, ISimdBits<TVector>, ISimdLanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Start(BracketRows rows, int count)
    {
        for (int k = 0; k < count; k += TSimd.Lanes)
        {
            var at = rows.From(k);
            Propose(at, TSimd.Load(at.A), TSimd.Load(at.B), TSimd.Load(at.ValueA), TSimd.Load(at.ValueB));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Narrow(BracketRows rows, int count, long* counts, double* values, long* exponents)
    {
        var one = TSimd.Broadcast(1);
        for (int k = 0; k < count; k += TSimd.Lanes)
        {
            var at = rows.From(k);
            TVector a = TSimd.Load(at.A), b = TSimd.Load(at.B);
            TVector valueA = TSimd.Load(at.ValueA), valueB = TSimd.Load(at.ValueB);
            var value = TSimd.Scale(
                TSimd.Load(values + k), TSimd.Load((double*)(exponents + k)), TSimd.Load((double*)at.Origin));
            var isBelow = TSimd.IsCountAtMost(TSimd.Load((double*)(counts + k)), TSimd.Load((double*)at.Index));
            var onSideOfB = TSimd.Select(isBelow, TSimd.IsLess(b, a), TSimd.IsAtMost(a, b));
            var weight = TSimd.Subtract(one, TSimd.Divide(value, valueB));
            weight = TSimd.Select(TSimd.IsLess(TSimd.Zero, weight), weight, TSimd.Broadcast(0.5));
            a = TSimd.Select(onSideOfB, a, b);
            valueA = TSimd.Select(onSideOfB, TSimd.Multiply(valueA, weight), valueB);
            b = TSimd.Load(at.Trial);
            TSimd.Store(a, at.A);
            TSimd.Store(valueA, at.ValueA);
            TSimd.Store(b, at.B);
            TSimd.Store(value, at.ValueB);
            Propose(at, a, b, valueA, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Propose(BracketRows at, TVector a, TVector b, TVector valueA, TVector valueB)
    {
        TVector one = TSimd.Broadcast(1), half = TSimd.Broadcast(0.5);
        TVector steps = TSimd.Load(at.Steps), goal = TSimd.Load(at.Goal);
        var width = TSimd.Subtract(b, a);
        var size = TSimd.Absolute(width);
        var isStart = TSimd.IsAtMost(steps, TSimd.Zero);
        var isNarrow = TSimd.IsAtMost(size, goal);
        goal = TSimd.Select(
            isStart, TSimd.Multiply(half, size), TSimd.Select(isNarrow, TSimd.Multiply(half, size), goal));
        var fresh = TSimd.Broadcast(Patience);
        steps = TSimd.Select(isStart, fresh, TSimd.Select(isNarrow, fresh, TSimd.Subtract(steps, one)));
        TSimd.Store(size, at.Size);
        TSimd.Store(goal, at.Goal);
        TSimd.Store(steps, at.Steps);

        var least = TSimd.Divide(TSimd.Broadcast(Tolerance), size);
        var most = TSimd.Subtract(one, least);
        var share = TSimd.Divide(valueB, TSimd.Subtract(valueB, valueA));
        share = TSimd.Select(TSimd.IsAtMost(least, share), share, least);
        share = TSimd.Select(TSimd.IsAtMost(share, most), share, most);
        share = TSimd.Select(TSimd.IsAtMost(steps, TSimd.Zero), half, share);
        TSimd.Store(TSimd.Subtract(b, TSimd.Multiply(width, share)), at.Trial);
    }
}
