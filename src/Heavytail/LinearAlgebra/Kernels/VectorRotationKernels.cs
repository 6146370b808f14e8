using System.Runtime.CompilerServices;
using Heavytail.LinearAlgebra.Simd;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>Four vectors of a strip at a time; the row that the next rotation needs stays in registers.</summary>
internal sealed unsafe class VectorRotationKernels<TSimd, TVector> : RotationKernels
    where TSimd : struct, ISimd<double, TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sweep(double* rows, double* cosines, double* sines, int count)
    {
        for (int first = 0; first < StripColumns; first += 4 * TSimd.Lanes)
        {
            SweepFour(rows + first, cosines, sines, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SweepFour(double* row, double* cosines, double* sines, int count)
    {
        int lanes = TSimd.Lanes;
        TVector x0 = TSimd.Load(row), x1 = TSimd.Load(row + lanes);
        TVector x2 = TSimd.Load(row + (2 * lanes)), x3 = TSimd.Load(row + (3 * lanes));
        for (int k = 0; k < count; k++)
        {
            double* below = row + StripColumns;
            TVector c = TSimd.Broadcast(cosines[k]), s = TSimd.Broadcast(sines[k]);
            var minus = TSimd.Broadcast(-sines[k]);
            var y = TSimd.Load(below);
            TSimd.Store(TSimd.MultiplyAdd(c, x0, TSimd.Multiply(s, y)), row);
            x0 = TSimd.MultiplyAdd(c, y, TSimd.Multiply(minus, x0));
            y = TSimd.Load(below + lanes);
            TSimd.Store(TSimd.MultiplyAdd(c, x1, TSimd.Multiply(s, y)), row + lanes);
            x1 = TSimd.MultiplyAdd(c, y, TSimd.Multiply(minus, x1));
            y = TSimd.Load(below + (2 * lanes));
            TSimd.Store(TSimd.MultiplyAdd(c, x2, TSimd.Multiply(s, y)), row + (2 * lanes));
            x2 = TSimd.MultiplyAdd(c, y, TSimd.Multiply(minus, x2));
            y = TSimd.Load(below + (3 * lanes));
            TSimd.Store(TSimd.MultiplyAdd(c, x3, TSimd.Multiply(s, y)), row + (3 * lanes));
            x3 = TSimd.MultiplyAdd(c, y, TSimd.Multiply(minus, x3));
            row = below;
        }

        TSimd.Store(x0, row);
        TSimd.Store(x1, row + lanes);
        TSimd.Store(x2, row + (2 * lanes));
        TSimd.Store(x3, row + (3 * lanes));
    }
}
