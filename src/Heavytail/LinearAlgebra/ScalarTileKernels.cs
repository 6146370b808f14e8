using System.Numerics;

namespace Heavytail.LinearAlgebra;

/// <summary>The plain loops: the specification of <see cref="VectorTileKernels{TSimd, T, TVector}"/>.</summary>
internal sealed unsafe class ScalarTileKernels<T> : TileKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Multiply(T* a, T* b, int depth, int columns, T* c)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < depth; k++)
            {
                AddColumn(a + ((nint)k * Rows), b[((nint)k * Rows) + j], c + (j * Rows));
            }
        }
    }

    public override void MultiplyStacked(T* a, T** blocks, int count, nint offset, int columns, T* c)
    {
        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < count * Rows; k++)
            {
                AddColumn(a + ((nint)k * Rows), blocks[k / Rows][offset + (j * Rows) + (k % Rows)], c + (j * Rows));
            }
        }
    }

    private static void AddColumn(T* a, T b, T* c)
    {
        for (int i = 0; i < Rows; i++)
        {
            c[i] += a[i] * b;
        }
    }
}
