using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// A vector is one element of each matrix. Columns are taken four at a time where there are 32 registers, else two; the
/// order of sums is that of single columns.
/// </summary>
internal sealed unsafe class VectorLaneKernels<TSimd, TVector> : LaneKernels
    where TSimd : struct, ISimd<double, TVector>, ISimdBits<TVector>, ISimdLanes<TVector>
    where TVector : struct
{
    public override int Lanes => TSimd.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Column(double* a, int count, double* v, double* w, double* x)
    {
        TVector v0 = Negative(v), w0 = Negative(w);
        for (nint i = 0; i < (nint)count * TSimd.Lanes; i += TSimd.Lanes)
        {
            var sum = TSimd.MultiplyAdd(TSimd.Load(v + i), w0, TSimd.Load(a + i));
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(w + i), v0, sum), x + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Reflect(double* x, int count, double* tau, double* beta)
    {
        TVector one = TSimd.Broadcast(1), zero = TSimd.Zero;
        var alpha = TSimd.Load(x);
        var squares = Dot(x + TSimd.Lanes, x + TSimd.Lanes, count - 1);
        var norm = TSimd.SquareRoot(TSimd.MultiplyAdd(alpha, alpha, squares));
        var reflected = TSimd.Select(TSimd.IsLess(alpha, zero), norm, TSimd.Subtract(zero, norm));
        var isTiny = TSimd.IsLess(squares, TSimd.Broadcast(Householder.TinySquares));
        var difference = TSimd.Subtract(reflected, alpha);
        TSimd.Store(TSimd.Select(isTiny, zero, TSimd.Divide(difference, reflected)), tau);
        TSimd.Store(TSimd.Select(isTiny, alpha, reflected), beta);
        var scale = TSimd.Select(isTiny, zero, TSimd.Divide(TSimd.Broadcast(-1), difference));
        TSimd.Store(one, x);
        for (nint i = TSimd.Lanes; i < (nint)count * TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(TSimd.Multiply(scale, TSimd.Load(x + i)), x + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pass(double* a, int count, double* v, double* w, double* next, double* y)
    {
        nint lanes = TSimd.Lanes;
        int step = TSimd.TileColumns >= 8 ? 4 : 2;
        new Span<double>(y, count * TSimd.Lanes).Clear();
        nint at = 0;
        for (; count >= step; count -= step)
        {
            // The triangle on top of the columns, then what is below them together.
            double* columns = a;
            for (int k = 0; k < step; k++, at += lanes)
            {
                OneColumn(a, step - k, v + at, w + at, next + at, y + at);
                a += (count - k) * lanes;
            }

            if (step == 4)
            {
                FourColumns(columns, count, v + at, w + at, next + at, y + at);
            }
            else
            {
                TwoColumns(columns, count, v + at, w + at, next + at, y + at);
            }
        }

        for (; count > 0; a += count * lanes, count--, at += lanes)
        {
            OneColumn(a, count, v + at, w + at, next + at, y + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Combine(double* y, double* v, int count, double* tau, double* w)
    {
        var t = TSimd.Load(tau);
        var factor = TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast(-0.5), TSimd.Multiply(t, t)), Dot(y, v, count));
        for (nint i = 0; i < (nint)count * TSimd.Lanes; i += TSimd.Lanes)
        {
            var sum = TSimd.Multiply(factor, TSimd.Load(v + i));
            TSimd.Store(TSimd.MultiplyAdd(t, TSimd.Load(y + i), sum), w + i);
        }
    }

    /// <summary>The first rows of a column, from the diagonal on; all pointers are at its row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneColumn(double* a, int rows, double* v, double* w, double* next, double* y)
    {
        nint lanes = TSimd.Lanes;
        TVector vj = Negative(v), wj = Negative(w), nj = TSimd.Load(next);
        var x = Updated(a, v, w, vj, wj);
        TSimd.Store(x, a);
        var sum = TSimd.MultiplyAdd(x, nj, TSimd.Load(y));
        for (nint i = lanes; i < rows * lanes; i += lanes)
        {
            x = Updated(a + i, v + i, w + i, vj, wj);
            TSimd.Store(x, a + i);
            TSimd.Store(TSimd.MultiplyAdd(x, nj, TSimd.Load(y + i)), y + i);
            sum = TSimd.MultiplyAdd(x, TSimd.Load(next + i), sum);
        }

        TSimd.Store(sum, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Updated(double* a, double* v, double* w, TVector vj, TVector wj) =>
        TSimd.MultiplyAdd(TSimd.Load(w), vj, TSimd.MultiplyAdd(TSimd.Load(v), wj, TSimd.Load(a)));

    /// <summary>What is below the triangle on top of four columns; vectors begin there, after four elements.</summary>
    /// <param name="a">The first column, from its diagonal on.</param>
    /// <param name="count">Its length.</param>
    /// <param name="v">As the others, at the first row below.</param>
    /// <param name="w">w.</param>
    /// <param name="next">The vector to multiply by.</param>
    /// <param name="y">Is added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourColumns(double* a, int count, double* v, double* w, double* next, double* y)
    {
        nint lanes = TSimd.Lanes;
        double* a0 = a + (4 * lanes);
        double* a1 = a0 + ((count - 1) * lanes);
        double* a2 = a1 + ((count - 2) * lanes);
        double* a3 = a2 + ((count - 3) * lanes);
        TVector v0 = Negative(v - (4 * lanes)), w0 = Negative(w - (4 * lanes)), n0 = TSimd.Load(next - (4 * lanes));
        TVector v1 = Negative(v - (3 * lanes)), w1 = Negative(w - (3 * lanes)), n1 = TSimd.Load(next - (3 * lanes));
        TVector v2 = Negative(v - (2 * lanes)), w2 = Negative(w - (2 * lanes)), n2 = TSimd.Load(next - (2 * lanes));
        TVector v3 = Negative(v - lanes), w3 = Negative(w - lanes), n3 = TSimd.Load(next - lanes);
        TVector s0 = TSimd.Load(y - (4 * lanes)), s1 = TSimd.Load(y - (3 * lanes));
        TVector s2 = TSimd.Load(y - (2 * lanes)), s3 = TSimd.Load(y - lanes);
        for (nint i = 0; i < (count - 4) * lanes; i += lanes)
        {
            TVector vi = TSimd.Load(v + i), wi = TSimd.Load(w + i), ni = TSimd.Load(next + i);
            var x0 = TSimd.MultiplyAdd(wi, v0, TSimd.MultiplyAdd(vi, w0, TSimd.Load(a0 + i)));
            var x1 = TSimd.MultiplyAdd(wi, v1, TSimd.MultiplyAdd(vi, w1, TSimd.Load(a1 + i)));
            var x2 = TSimd.MultiplyAdd(wi, v2, TSimd.MultiplyAdd(vi, w2, TSimd.Load(a2 + i)));
            var x3 = TSimd.MultiplyAdd(wi, v3, TSimd.MultiplyAdd(vi, w3, TSimd.Load(a3 + i)));
            TSimd.Store(x0, a0 + i);
            TSimd.Store(x1, a1 + i);
            TSimd.Store(x2, a2 + i);
            TSimd.Store(x3, a3 + i);
            s0 = TSimd.MultiplyAdd(x0, ni, s0);
            s1 = TSimd.MultiplyAdd(x1, ni, s1);
            s2 = TSimd.MultiplyAdd(x2, ni, s2);
            s3 = TSimd.MultiplyAdd(x3, ni, s3);
            var sum = TSimd.MultiplyAdd(x0, n0, TSimd.Load(y + i));
            sum = TSimd.MultiplyAdd(x1, n1, sum);
            sum = TSimd.MultiplyAdd(x2, n2, sum);
            TSimd.Store(TSimd.MultiplyAdd(x3, n3, sum), y + i);
        }

        TSimd.Store(s0, y - (4 * lanes));
        TSimd.Store(s1, y - (3 * lanes));
        TSimd.Store(s2, y - (2 * lanes));
        TSimd.Store(s3, y - lanes);
    }

    /// <summary>The same for two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoColumns(double* a, int count, double* v, double* w, double* next, double* y)
    {
        nint lanes = TSimd.Lanes;
        double* a0 = a + (2 * lanes);
        double* a1 = a0 + ((count - 1) * lanes);
        TVector v0 = Negative(v - (2 * lanes)), w0 = Negative(w - (2 * lanes)), n0 = TSimd.Load(next - (2 * lanes));
        TVector v1 = Negative(v - lanes), w1 = Negative(w - lanes), n1 = TSimd.Load(next - lanes);
        TVector s0 = TSimd.Load(y - (2 * lanes)), s1 = TSimd.Load(y - lanes);
        for (nint i = 0; i < (count - 2) * lanes; i += lanes)
        {
            TVector vi = TSimd.Load(v + i), wi = TSimd.Load(w + i), ni = TSimd.Load(next + i);
            var x0 = TSimd.MultiplyAdd(wi, v0, TSimd.MultiplyAdd(vi, w0, TSimd.Load(a0 + i)));
            var x1 = TSimd.MultiplyAdd(wi, v1, TSimd.MultiplyAdd(vi, w1, TSimd.Load(a1 + i)));
            TSimd.Store(x0, a0 + i);
            TSimd.Store(x1, a1 + i);
            s0 = TSimd.MultiplyAdd(x0, ni, s0);
            s1 = TSimd.MultiplyAdd(x1, ni, s1);
            var sum = TSimd.MultiplyAdd(x0, n0, TSimd.Load(y + i));
            TSimd.Store(TSimd.MultiplyAdd(x1, n1, sum), y + i);
        }

        TSimd.Store(s0, y - (2 * lanes));
        TSimd.Store(s1, y - lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Negative(double* x) => TSimd.Subtract(TSimd.Zero, TSimd.Load(x));

    /// <summary>Four sums, of every fourth term each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector Dot(double* x, double* y, int count)
    {
        nint lanes = TSimd.Lanes;
        TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
        nint i = 0;
        for (; i <= (count - 4) * lanes; i += 4 * lanes)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(x + i), TSimd.Load(y + i), s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x + i + lanes), TSimd.Load(y + i + lanes), s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x + i + (2 * lanes)), TSimd.Load(y + i + (2 * lanes)), s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(x + i + (3 * lanes)), TSimd.Load(y + i + (3 * lanes)), s3);
        }

        for (; i < count * lanes; i += lanes)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(x + i), TSimd.Load(y + i), s0);
        }

        return TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3));
    }
}
