using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// Strips of three vectors of rows; what belongs to a strip stays in registers. Sums may be taken in wider vectors.
/// </summary>
internal sealed unsafe class VectorRankTwoKernels<TSimd, TVector, TSums, TSumVector> : RankTwoKernels
    where TSimd : struct, ISimd<double, TVector>
    where TVector : struct
    where TSums : struct, ISimd<double, TSumVector>
    where TSumVector : struct
{
    private const int Height = PackedTriangle.PanelRows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Pass(
        double* a, int count, double* vRows, double* wRows, double* v, double* w, double* next, double* y)
    {
        int lanes = TSimd.Lanes;
        for (int r = 0; r < Height; r += 3 * lanes)
        {
            double* column = a + r;
            TVector v0 = TSimd.Load(vRows + r), v1 = TSimd.Load(vRows + r + lanes),
            v2 = TSimd.Load(vRows + r + (2 * lanes));
            TVector w0 = TSimd.Load(wRows + r), w1 = TSimd.Load(wRows + r + lanes),
            w2 = TSimd.Load(wRows + r + (2 * lanes));
            TVector y0 = TSimd.Zero, y1 = TSimd.Zero, y2 = TSimd.Zero;
            for (int c = 0; c < count; c++, column += Height)
            {
                var wc = TSimd.Broadcast(-w[c]);
                var x0 = TSimd.MultiplyAdd(v0, wc, TSimd.Load(column));
                var x1 = TSimd.MultiplyAdd(v1, wc, TSimd.Load(column + lanes));
                var x2 = TSimd.MultiplyAdd(v2, wc, TSimd.Load(column + (2 * lanes)));
                var vc = TSimd.Broadcast(-v[c]);
                x0 = TSimd.MultiplyAdd(w0, vc, x0);
                x1 = TSimd.MultiplyAdd(w1, vc, x1);
                x2 = TSimd.MultiplyAdd(w2, vc, x2);
                TSimd.Store(x0, column);
                TSimd.Store(x1, column + lanes);
                TSimd.Store(x2, column + (2 * lanes));
                var nc = TSimd.Broadcast(next[c]);
                y0 = TSimd.MultiplyAdd(x0, nc, y0);
                y1 = TSimd.MultiplyAdd(x1, nc, y1);
                y2 = TSimd.MultiplyAdd(x2, nc, y2);
            }

            TSimd.Store(y0, y + r);
            TSimd.Store(y1, y + r + lanes);
            TSimd.Store(y2, y + r + (2 * lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Column(
        double* a, nint stride, int panels, double* v, double* w, double vc, double wc, double* x)
    {
        var vFactor = TSimd.Broadcast(-wc);
        var wFactor = TSimd.Broadcast(-vc);
        for (int p = 0; p < panels; p++, a += stride)
        {
            for (int r = 0; r < Height; r += TSimd.Lanes, v += TSimd.Lanes, w += TSimd.Lanes, x += TSimd.Lanes)
            {
                var sum = TSimd.MultiplyAdd(TSimd.Load(v), vFactor, TSimd.Load(a + r));
                TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(w), wFactor, sum), x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Dot(double* x, double* y, int panels)
    {
        int lanes = TSums.Lanes;
        TSumVector s0 = TSums.Zero, s1 = TSums.Zero, s2 = TSums.Zero;
        for (int k = 0; k < panels * Height; k += 3 * lanes)
        {
            s0 = TSums.MultiplyAdd(TSums.Load(x + k), TSums.Load(y + k), s0);
            s1 = TSums.MultiplyAdd(TSums.Load(x + k + lanes), TSums.Load(y + k + lanes), s1);
            s2 = TSums.MultiplyAdd(TSums.Load(x + k + (2 * lanes)), TSums.Load(y + k + (2 * lanes)), s2);
        }

        return TSums.Sum(TSums.Add(TSums.Add(s0, s1), s2));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Combine(double* x, double a, double* y, double b, int panels, double* z)
    {
        var xFactor = TSimd.Broadcast(a);
        var yFactor = TSimd.Broadcast(b);
        for (int k = 0; k < panels * Height; k += TSimd.Lanes)
        {
            var sum = TSimd.Multiply(yFactor, TSimd.Load(y + k));
            TSimd.Store(TSimd.MultiplyAdd(xFactor, TSimd.Load(x + k), sum), z + k);
        }
    }
}
