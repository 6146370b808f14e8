using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: the specification of <see cref="VectorEdgeKernels{TSimd, TVector}"/>.</summary>
internal sealed unsafe class ScalarEdgeKernels : EdgeKernels
{
    private const int Height = PackedTriangle.PanelRows;

    public override void Multiply(double* a, double* b, int depth, int rows, double* c)
    {
        for (int j = 0; j < Step; j++)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int k = 0; k < depth; k += TileKernels<double>.SumTerms)
                {
                    int end = Math.Min(k + TileKernels<double>.SumTerms, depth);
                    double sum = 0;
                    for (int l = k; l < end; l++)
                    {
                        sum += a[(l * Height) + i] * b[(l * Height) + j];
                    }

                    c[(j * Height) + i] += sum;
                }
            }
        }
    }
}
