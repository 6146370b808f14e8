using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Strips of three vectors; the sums of each column stay vectors until the panel has been read.</summary>
internal sealed unsafe class VectorPanelKernels<TSimd, TVector> : PanelKernels
    where TSimd : struct, ISimd<double, TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dots(double* blocks, int count, int rows, int c, double* g)
    {
        int lanes = TSimd.Lanes;
        double* sums = stackalloc double[rows * lanes];
        new Span<double>(sums, rows * lanes).Clear();
        double* end = blocks + ((long)count * rows * rows);
        for (double* block = blocks; block < end; block += rows * rows)
        {
            for (int r = 0; r < rows; r += 3 * lanes)
            {
                double* x = block + (c * rows) + r;
                TVector x0 = TSimd.Load(x), x1 = TSimd.Load(x + lanes), x2 = TSimd.Load(x + (2 * lanes));
                for (int j = c; j < rows; j++)
                {
                    double* a = block + (j * rows) + r;
                    var sum = TSimd.MultiplyAdd(x0, TSimd.Load(a), TSimd.Load(sums + (j * lanes)));
                    sum = TSimd.MultiplyAdd(x1, TSimd.Load(a + lanes), sum);
                    TSimd.Store(TSimd.MultiplyAdd(x2, TSimd.Load(a + (2 * lanes)), sum), sums + (j * lanes));
                }
            }
        }

        AddSums(sums, c, rows, g);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Reflect(double* blocks, int count, int rows, int c, double scale, double* w, double* g)
    {
        int lanes = TSimd.Lanes;
        double* sums = stackalloc double[rows * lanes];
        new Span<double>(sums, rows * lanes).Clear();
        double* end = blocks + ((long)count * rows * rows);
        for (double* block = blocks; block < end; block += rows * rows)
        {
            for (int r = 0; r < rows; r += 3 * lanes)
            {
                double* a = block + (c * rows) + r;
                var factor = TSimd.Broadcast(scale);
                var v0 = TSimd.Multiply(factor, TSimd.Load(a));
                var v1 = TSimd.Multiply(factor, TSimd.Load(a + lanes));
                var v2 = TSimd.Multiply(factor, TSimd.Load(a + (2 * lanes)));
                TSimd.Store(v0, a);
                TSimd.Store(v1, a + lanes);
                TSimd.Store(v2, a + (2 * lanes));
                if (c + 1 == rows)
                {
                    continue;
                }

                a += rows;
                factor = TSimd.Broadcast(-w[c + 1]);
                var x0 = TSimd.MultiplyAdd(v0, factor, TSimd.Load(a));
                var x1 = TSimd.MultiplyAdd(v1, factor, TSimd.Load(a + lanes));
                var x2 = TSimd.MultiplyAdd(v2, factor, TSimd.Load(a + (2 * lanes)));
                TSimd.Store(x0, a);
                TSimd.Store(x1, a + lanes);
                TSimd.Store(x2, a + (2 * lanes));
                double* sum = sums + ((c + 1) * lanes);
                var s = TSimd.MultiplyAdd(x0, x0, TSimd.Load(sum));
                s = TSimd.MultiplyAdd(x1, x1, s);
                TSimd.Store(TSimd.MultiplyAdd(x2, x2, s), sum);
                for (int j = c + 2; j < rows; j++)
                {
                    a += rows;
                    sum += lanes;
                    factor = TSimd.Broadcast(-w[j]);
                    var a0 = TSimd.MultiplyAdd(v0, factor, TSimd.Load(a));
                    var a1 = TSimd.MultiplyAdd(v1, factor, TSimd.Load(a + lanes));
                    var a2 = TSimd.MultiplyAdd(v2, factor, TSimd.Load(a + (2 * lanes)));
                    TSimd.Store(a0, a);
                    TSimd.Store(a1, a + lanes);
                    TSimd.Store(a2, a + (2 * lanes));
                    s = TSimd.MultiplyAdd(x0, a0, TSimd.Load(sum));
                    s = TSimd.MultiplyAdd(x1, a1, s);
                    TSimd.Store(TSimd.MultiplyAdd(x2, a2, s), sum);
                }
            }
        }

        AddSums(sums, c + 1, rows, g);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSums(double* sums, int first, int end, double* g)
    {
        for (int j = first; j < end; j++)
        {
            g[j] += TSimd.Sum(TSimd.Load(sums + (j * TSimd.Lanes)));
        }
    }
}
