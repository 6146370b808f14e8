namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The plain loops: the specification of <see cref="VectorRotationKernels{TSimd, TVector}"/>.
/// </summary>
internal sealed unsafe class ScalarRotationKernels : RotationKernels
{
    public override void Sweep(double* rows, double* cosines, double* sines, int count)
    {
        for (int k = 0; k < count; k++)
        {
            double* x = rows + (k * (long)StripColumns);
            double* y = x + StripColumns;
            for (int j = 0; j < StripColumns; j++)
            {
                (x[j], y[j]) = ((cosines[k] * x[j]) + (sines[k] * y[j]), (cosines[k] * y[j]) - (sines[k] * x[j]));
            }
        }
    }
}
