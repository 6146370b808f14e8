using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Register tiles of one vector × 8 columns.</summary>
internal sealed unsafe class VectorEdgeKernels<TSimd, TVector> : EdgeKernels
    where TSimd : struct, ISimd<double, TVector>
    where TVector : struct
{
    private const int Height = PackedTriangle.PanelRows;
    private const int SumTerms = TileKernels<double>.SumTerms;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(double* a, double* b, int depth, int rows, double* c)
    {
        for (int i = 0; i < rows; i += TSimd.Lanes)
        {
            for (nint k = 0; k < depth; k += SumTerms)
            {
                AddTile(a + (k * Height) + i, b + (k * Height), (int)Math.Min(SumTerms, depth - k), c + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(double* a, double* b, int depth, double* c)
    {
        TVector c0 = TSimd.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        for (int k = 0; k < depth; k++, a += Height, b += Height)
        {
            var x = TSimd.Load(a);
            c0 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[0]), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[1]), c1);
            c2 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[2]), c2);
            c3 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[3]), c3);
            c4 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[4]), c4);
            c5 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[5]), c5);
            c6 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[6]), c6);
            c7 = TSimd.MultiplyAdd(x, TSimd.Broadcast(b[7]), c7);
        }

        AddTo(c, c0);
        AddTo(c + Height, c1);
        AddTo(c + (2 * Height), c2);
        AddTo(c + (3 * Height), c3);
        AddTo(c + (4 * Height), c4);
        AddTo(c + (5 * Height), c5);
        AddTo(c + (6 * Height), c6);
        AddTo(c + (7 * Height), c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(double* c, TVector sum) => TSimd.Store(TSimd.Add(TSimd.Load(c), sum), c);
}
