namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: no vectors, no fused multiply-add. The oracle of <see cref="SimdVectorOps"/>.</summary>
internal sealed class ScalarVectorOps : VectorOps
{
    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    public override void Axpy(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            y[k] += a * x[k];
        }
    }

    public override void SturmCounts(
        ReadOnlySpan<double> diagonal,
        ReadOnlySpan<double> offDiagonalSquared,
        double pivotMin,
        ReadOnlySpan<double> shifts,
        Span<double> counts)
    {
        for (int s = 0; s < SturmBatch; s++)
        {
            int count = 0;
            double q = 1;
            for (int i = 0; i < diagonal.Length; i++)
            {
                q = diagonal[i] - shifts[s] - (offDiagonalSquared[i] / q);
                if (Math.Abs(q) < pivotMin)
                {
                    q = -pivotMin;
                }

                if (q < 0)
                {
                    count++;
                }
            }

            counts[s] = count;
        }
    }
}
