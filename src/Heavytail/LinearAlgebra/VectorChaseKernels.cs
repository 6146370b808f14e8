using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra;

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
        int step = stride - 1;
        MultiplyDiagonal(diagonal, step, width, v, tau, w);
        UpdateDiagonal(diagonal, step, width, v, w, s_masks.Pointer);
        double* below = diagonal + width;
        MultiplyBelow(below, step, width, v, tau, u);
        double* old = w;
        new ReadOnlySpan<double>(v, width).CopyTo(new Span<double>(old, width));
        for (int r = 0; r < width; r++)
        {
            below[r] -= u[r] * old[0];
        }

        double next = Reflector(below, width, v);
        UpdateBelow(below, step, width, old, u, v, next);
        return next;
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
        double dot = 0;
        for (int r = 0; r < width; r++)
        {
            w[r] = tau * (w[r] + dots[r] - (d[r * (step + 1)] * v[r]));
            dot += w[r] * v[r];
        }

        double half = -0.5 * tau * dot;
        for (int r = 0; r < width; r++)
        {
            w[r] += half * v[r];
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

    /// <summary>u = τ·B·v.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBelow(double* b, int step, int width, double* v, double tau, double* u)
    {
        int lanes = TSimd.Lanes;
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

            var factor = TSimd.Broadcast(tau);
            TSimd.Store(TSimd.Multiply(factor, TSimd.Add(y0, z0)), u + r);
            TSimd.Store(TSimd.Multiply(factor, TSimd.Add(y1, z1)), u + r + lanes);
            TSimd.Store(TSimd.Multiply(factor, TSimd.Add(y2, z2)), u + r + (2 * lanes));
        }
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
