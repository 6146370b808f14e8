using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The plain loops: the specification of <see cref="VectorRankTwoKernels{TSimd, TVector, TSums, TSumVector}"/>.
/// </summary>
internal sealed unsafe class ScalarRankTwoKernels : RankTwoKernels
{
    private const int Height = PackedTriangle.PanelRows;

    public override void Pass(
        double* a, int count, double* vRows, double* wRows, double* v, double* w, double* next, double* y)
    {
        new Span<double>(y, Height).Clear();
        for (int c = 0; c < count; c++, a += Height)
        {
            for (int r = 0; r < Height; r++)
            {
                a[r] -= (vRows[r] * w[c]) + (wRows[r] * v[c]);
                y[r] += a[r] * next[c];
            }
        }
    }

    public override void Column(
        double* a, nint stride, int panels, double* v, double* w, double vc, double wc, double* x)
    {
        for (int k = 0; k < panels * Height; k++)
        {
            x[k] = a[(k / Height * stride) + (k % Height)] - (v[k] * wc) - (w[k] * vc);
        }
    }

    public override double Dot(double* x, double* y, int panels)
    {
        double sum = 0;
        for (int k = 0; k < panels * Height; k++)
        {
            sum += x[k] * y[k];
        }

        return sum;
    }

    public override void Combine(double* x, double a, double* y, double b, int panels, double* z)
    {
        for (int k = 0; k < panels * Height; k++)
        {
            z[k] = (a * x[k]) + (b * y[k]);
        }
    }
}
