namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>
/// The plain loops, of one lane: the specification of <see cref="VectorLaneKernels{TSimd, TVector}"/>.
/// </summary>
internal sealed unsafe class ScalarLaneKernels : LaneKernels
{
    public override int Lanes => 1;

    public override void Column(double* a, int count, double* v, double* w, double* x)
    {
        for (int i = 0; i < count; i++)
        {
            x[i] = a[i] - (v[i] * w[0]) - (w[i] * v[0]);
        }
    }

    public override void Reflect(double* x, int count, double* tau, double* beta)
    {
        double alpha = x[0];
        double squares = Dot(x + 1, x + 1, count - 1);
        x[0] = 1;
        if (squares < Householder.TinySquares)
        {
            (*tau, *beta) = (0, alpha);
            new Span<double>(x + 1, count - 1).Clear();
            return;
        }

        *beta = -Math.CopySign(Math.Sqrt((alpha * alpha) + squares), alpha);
        *tau = (*beta - alpha) / *beta;
        for (int i = 1; i < count; i++)
        {
            x[i] *= 1 / (alpha - *beta);
        }
    }

    public override void Pass(double* a, int count, double* v, double* w, double* next, double* y)
    {
        new Span<double>(y, count).Clear();
        for (int j = 0; j < count; j++)
        {
            for (int i = j; i < count; i++, a++)
            {
                *a -= (v[i] * w[j]) + (w[i] * v[j]);
                y[i] += *a * next[j];
                y[j] += i > j ? *a * next[i] : 0;
            }
        }
    }

    public override void Combine(double* y, double* v, int count, double* tau, double* w)
    {
        double factor = -0.5 * *tau * *tau * Dot(y, v, count);
        for (int i = 0; i < count; i++)
        {
            w[i] = (*tau * y[i]) + (factor * v[i]);
        }
    }

    private static double Dot(double* x, double* y, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
