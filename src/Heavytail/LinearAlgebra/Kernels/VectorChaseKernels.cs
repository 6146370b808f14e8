using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Strips of three vectors of rows; each block is read twice from L1.</summary>
internal sealed unsafe class VectorChaseKernels<TSimd, TVector> : ChaseKernels
    where TSimd : struct, ISimd<double, TVector>
    where TVector : struct
{
    private const int MaxWidth = 48;

    /// <summary>Row l has zeros in the lanes before l and ones from there on.</summary>
    private static readonly AlignedMemory<double> s_masks = MakeMasks();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Step(double* diagonal, int stride, int width, double* v, double tau)
    {
        double* w = stackalloc double[MaxWidth];
        double* u = stackalloc double[MaxWidth];
        double* old = stackalloc double[MaxWidth];
        int step = stride - 1;
        MultiplyDiagonal(diagonal, step, width, v, tau, w);
        UpdateDiagonal(diagonal, step, width, v, w, s_masks.Pointer);
        double* below = diagonal + width;
        MultiplyBelow(below, step, width, v, tau, u, old);
        double next = Reflector(below, width, v);
        if (width == 3 * TSimd.Lanes)
        {
            UpdateBelowInRegisters(below, step, width, old, u, v, next);
        }
        else
        {
            UpdateBelow(below, step, width, old, u, v, next);
        }

        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Reflector(double* x, int width, double* v)
    {
        int lanes = TSimd.Lanes;
        double alpha = x[0];
        var sum = TSimd.Zero;
        if (lanes > 1)
        {
            // All but the first element: the mask of column 1 has a zero in lane 0.
            var rest = TSimd.Multiply(TSimd.Load(x), TSimd.Load(s_masks.Pointer + lanes));
            sum = TSimd.Multiply(rest, rest);
        }

        for (int r = lanes; r < width; r += lanes)
        {
            var part = TSimd.Load(x + r);
            sum = TSimd.MultiplyAdd(part, part, sum);
        }

        (double tau, double beta, double scale) = Scalars(alpha, TSimd.Sum(sum));
        var factor = TSimd.Broadcast(scale);
        for (int r = 0; r < width; r += lanes)
        {
            TSimd.Store(TSimd.Multiply(factor, TSimd.Load(x + r)), v + r);
            TSimd.Store(TSimd.Zero, x + r);
        }

        v[0] = 1;
        x[0] = beta;
        return tau;
    }

    /// <summary>w = τ·D·v − ½·τ²·(vᵀDv)·v. Zeros lie above the diagonal as far as a vector reaches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyDiagonal(double* d, int step, int width, double* v, double tau, double* w)
    {
        int lanes = TSimd.Lanes;
        double* dots = stackalloc double[MaxWidth];
        new Span<double>(dots, width).Clear();
        for (int r = 0; r < width; r += 3 * lanes)
        {
            TVector y0 = TSimd.Zero, y1 = TSimd.Zero, y2 = TSimd.Zero;
            TVector v0 = TSimd.Load(v + r), v1 = TSimd.Load(v + r + lanes), v2 = TSimd.Load(v + r + (2 * lanes));
            double* a = d + r;
            int c = 0;
            for (; c < r + lanes; c++, a += step)
            {
                TVector a0 = TSimd.Load(a), a1 = TSimd.Load(a + lanes), a2 = TSimd.Load(a + (2 * lanes));
                var x = TSimd.Broadcast(v[c]);
                y0 = TSimd.MultiplyAdd(a0, x, y0);
                y1 = TSimd.MultiplyAdd(a1, x, y1);
                y2 = TSimd.MultiplyAdd(a2, x, y2);
                dots[c] += TSimd.Sum(TSimd.MultiplyAdd(a2, v2, TSimd.MultiplyAdd(a1, v1, TSimd.Multiply(a0, v0))));
            }

            for (; c < r + (2 * lanes); c++, a += step)
            {
                TVector a1 = TSimd.Load(a + lanes), a2 = TSimd.Load(a + (2 * lanes));
                var x = TSimd.Broadcast(v[c]);
                y1 = TSimd.MultiplyAdd(a1, x, y1);
                y2 = TSimd.MultiplyAdd(a2, x, y2);
                dots[c] += TSimd.Sum(TSimd.MultiplyAdd(a2, v2, TSimd.Multiply(a1, v1)));
            }

            for (; c < r + (3 * lanes); c++, a += step)
            {
                var a2 = TSimd.Load(a + (2 * lanes));
                y2 = TSimd.MultiplyAdd(a2, TSimd.Broadcast(v[c]), y2);
                dots[c] += TSimd.Sum(TSimd.Multiply(a2, v2));
            }

            TSimd.Store(y0, w + r);
            TSimd.Store(y1, w + r + lanes);
            TSimd.Store(y2, w + r + (2 * lanes));
        }

        // The diagonal stands in both products.
        for (int r = 0; r < width; r++)
        {
            dots[r] -= d[r * (step + 1)] * v[r];
        }

        var factor = TSimd.Broadcast(tau);
        var dot = TSimd.Zero;
        for (int r = 0; r < width; r += lanes)
        {
            var part = TSimd.Multiply(factor, TSimd.Add(TSimd.Load(w + r), TSimd.Load(dots + r)));
            TSimd.Store(part, w + r);
            dot = TSimd.MultiplyAdd(part, TSimd.Load(v + r), dot);
        }

        factor = TSimd.Broadcast(-0.5 * tau * TSimd.Sum(dot));
        for (int r = 0; r < width; r += lanes)
        {
            TSimd.Store(TSimd.MultiplyAdd(factor, TSimd.Load(v + r), TSimd.Load(w + r)), w + r);
        }
    }

    /// <summary>D −= v·wᵀ + w·vᵀ from the diagonal down: zeros above it stay zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateDiagonal(double* d, int step, int width, double* v, double* w, double* masks)
    {
        int lanes = TSimd.Lanes;
        for (int r = 0; r < width; r += lanes)
        {
            TVector vr = TSimd.Load(v + r), wr = TSimd.Load(w + r);
            double* a = d + r;
            int c = 0;
            for (; c < r; c++, a += step)
            {
                var x = TSimd.MultiplyAdd(vr, TSimd.Broadcast(-w[c]), TSimd.Load(a));
                TSimd.Store(TSimd.MultiplyAdd(wr, TSimd.Broadcast(-v[c]), x), a);
            }

            for (; c < r + lanes; c++, a += step)
            {
                var mask = TSimd.Load(masks + ((c - r) * lanes));
                var x = TSimd.MultiplyAdd(TSimd.Multiply(vr, mask), TSimd.Broadcast(-w[c]), TSimd.Load(a));
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Multiply(wr, mask), TSimd.Broadcast(-v[c]), x), a);
            }
        }
    }

    /// <summary>u = τ·B·v; the first column of B −= u·vᵀ; a copy of v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBelow(double* b, int step, int width, double* v, double tau, double* u, double* copy)
    {
        int lanes = TSimd.Lanes;
        new ReadOnlySpan<double>(v, width).CopyTo(new Span<double>(copy, width));
        for (int r = 0; r < width; r += 3 * lanes)
        {
            TVector y0 = TSimd.Zero, y1 = TSimd.Zero, y2 = TSimd.Zero;
            TVector z0 = TSimd.Zero, z1 = TSimd.Zero, z2 = TSimd.Zero;
            double* a = b + r;
            for (int c = 0; c < width; c += 2)
            {
                var x = TSimd.Broadcast(v[c]);
                y0 = TSimd.MultiplyAdd(TSimd.Load(a), x, y0);
                y1 = TSimd.MultiplyAdd(TSimd.Load(a + lanes), x, y1);
                y2 = TSimd.MultiplyAdd(TSimd.Load(a + (2 * lanes)), x, y2);
                a += step;
                x = TSimd.Broadcast(v[c + 1]);
                z0 = TSimd.MultiplyAdd(TSimd.Load(a), x, z0);
                z1 = TSimd.MultiplyAdd(TSimd.Load(a + lanes), x, z1);
                z2 = TSimd.MultiplyAdd(TSimd.Load(a + (2 * lanes)), x, z2);
                a += step;
            }

            FinishBelow(TSimd.Add(y0, z0), b + r, v[0], tau, u + r);
            FinishBelow(TSimd.Add(y1, z1), b + r + lanes, v[0], tau, u + r + lanes);
            FinishBelow(TSimd.Add(y2, z2), b + r + (2 * lanes), v[0], tau, u + r + (2 * lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishBelow(TVector product, double* b, double first, double tau, double* u)
    {
        var part = TSimd.Multiply(TSimd.Broadcast(tau), product);
        TSimd.Store(part, u);
        TSimd.Store(TSimd.MultiplyAdd(part, TSimd.Broadcast(-first), TSimd.Load(b)), b);
    }

    /// <summary>
    /// The columns of B from the second on: B −= u·vᵀ + v'·zᵀ with z = τ'·(Bᵀv' − (uᵀv')·v), each column read once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateBelow(double* b, int step, int width, double* v, double* u, double* next, double tau)
    {
        int lanes = TSimd.Lanes;
        var uDot = TSimd.Zero;
        for (int r = 0; r < width; r += lanes)
        {
            uDot = TSimd.MultiplyAdd(TSimd.Load(u + r), TSimd.Load(next + r), uDot);
        }

        double inner = TSimd.Sum(uDot);
        for (int c = 1; c < width; c++)
        {
            double* column = b + (c * step);
            var sum = TSimd.Zero;
            for (int r = 0; r < width; r += 3 * lanes)
            {
                sum = TSimd.MultiplyAdd(TSimd.Load(column + r), TSimd.Load(next + r), sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(column + r + lanes), TSimd.Load(next + r + lanes), sum);
                sum = TSimd.MultiplyAdd(TSimd.Load(column + r + (2 * lanes)), TSimd.Load(next + r + (2 * lanes)), sum);
            }

            var x = TSimd.Broadcast(-v[c]);
            var z = TSimd.Broadcast(-tau * (TSimd.Sum(sum) - (inner * v[c])));
            for (int r = 0; r < width; r += lanes)
            {
                var a = TSimd.MultiplyAdd(TSimd.Load(u + r), x, TSimd.Load(column + r));
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(next + r), z, a), column + r);
            }
        }
    }

    /// <summary>The same where a column is three vectors: all that stays the same stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateBelowInRegisters(
        double* b, int step, int width, double* v, double* u, double* next, double tau)
    {
        int lanes = TSimd.Lanes;
        TVector u0 = TSimd.Load(u), u1 = TSimd.Load(u + lanes), u2 = TSimd.Load(u + (2 * lanes));
        TVector n0 = TSimd.Load(next), n1 = TSimd.Load(next + lanes), n2 = TSimd.Load(next + (2 * lanes));
        double inner = TSimd.Sum(TSimd.MultiplyAdd(u2, n2, TSimd.MultiplyAdd(u1, n1, TSimd.Multiply(u0, n0))));
        double* column = b + step;
        for (int c = 1; c < width; c++, column += step)
        {
            TVector a0 = TSimd.Load(column), a1 = TSimd.Load(column + lanes), a2 = TSimd.Load(column + (2 * lanes));
            double dot = TSimd.Sum(TSimd.MultiplyAdd(a2, n2, TSimd.MultiplyAdd(a1, n1, TSimd.Multiply(a0, n0))));
            var x = TSimd.Broadcast(-v[c]);
            var z = TSimd.Broadcast(-tau * (dot - (inner * v[c])));
            a0 = TSimd.MultiplyAdd(u0, x, a0);
            a1 = TSimd.MultiplyAdd(u1, x, a1);
            a2 = TSimd.MultiplyAdd(u2, x, a2);
            TSimd.Store(TSimd.MultiplyAdd(n0, z, a0), column);
            TSimd.Store(TSimd.MultiplyAdd(n1, z, a1), column + lanes);
            TSimd.Store(TSimd.MultiplyAdd(n2, z, a2), column + (2 * lanes));
        }
    }

    private static AlignedMemory<double> MakeMasks()
    {
        int lanes = TSimd.Lanes;
        var masks = new AlignedMemory<double>(lanes * lanes);
        for (int k = 0; k < lanes * lanes; k++)
        {
            masks.Pointer[k] = k % lanes >= k / lanes ? 1 : 0;
        }

        return masks;
    }
}
