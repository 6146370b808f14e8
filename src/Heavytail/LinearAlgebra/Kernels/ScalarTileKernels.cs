using System.Numerics;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: the specification of <see cref="VectorTileKernels{TSimd, T, TVector}"/>.</summary>
internal sealed unsafe class ScalarTileKernels<T> : TileKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Multiply(T* a, T* b, int depth, int columns, T* c)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < depth; k += SumTerms)
            {
                int end = Math.Min(k + SumTerms, depth);
                for (int i = 0; i < Rows; i++)
                {
                    var sum = T.Zero;
                    for (int l = k; l < end; l++)
                    {
                        sum += a[((nint)l * Rows) + i] * b[((nint)l * Rows) + j];
                    }

                    c[(j * Rows) + i] += sum;
                }
            }
        }
    }

    public override void MultiplyStacked(T* a, T** blocks, int count, nint offset, int columns, T* c)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < count * Rows; k += SumTerms)
            {
                int end = Math.Min(k + SumTerms, count * Rows);
                for (int i = 0; i < Rows; i++)
                {
                    var sum = T.Zero;
                    for (int l = k; l < end; l++)
                    {
                        sum += a[((nint)l * Rows) + i] * blocks[l / Rows][offset + (j * Rows) + (l % Rows)];
                    }

                    c[(j * Rows) + i] += sum;
                }
            }
        }
    }
}
