namespace Heavytail.LinearAlgebra;

/// <summary>The plain loops: no vectors, no fused multiply-add. The oracle of <see cref="VectorKernels"/>.</summary>
internal sealed class ScalarKernels : Kernels
{
    public override string Name => "scalar";

    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    public override void AddScaled(ReadOnlySpan<double> x, double a, Span<double> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            y[k] += a * x[k];
        }
    }

    public override void AddScaledPair(
        ReadOnlySpan<double> x, double a, ReadOnlySpan<double> z, double b, Span<double> y)
    {
        for (int k = 0; k < x.Length; k++)
        {
            y[k] += (a * x[k]) + (b * z[k]);
        }
    }

    public override void DotTile(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, int stride, int length, Span<double> sums)
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                sums[(4 * i) + j] += Dot(a.Slice(i * stride, length), b.Slice(j * stride, length));
            }
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
