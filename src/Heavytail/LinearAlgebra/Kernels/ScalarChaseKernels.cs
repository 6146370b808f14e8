namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: the specification of <see cref="VectorChaseKernels{TSimd, TVector}"/>.</summary>
internal sealed unsafe class ScalarChaseKernels : ChaseKernels
{
    public override double Reflector(double* x, int width, double* v)
    {
        double squares = 0;
        for (int k = 1; k < width; k++)
        {
            squares += x[k] * x[k];
        }

        (double tau, double beta, double scale) = Scalars(x[0], squares);
        for (int k = 0; k < width; k++)
        {
            v[k] = k == 0 ? 1 : x[k] * scale;
            x[k] = k == 0 ? beta : 0;
        }

        return tau;
    }

    public override double Step(double* diagonal, int stride, int width, double* v, double tau)
    {
        if (tau != 0)
        {
            Rotate(diagonal, stride - 1, width, v, tau);
        }

        return Push(diagonal + width, stride - 1, width, v, tau);
    }

    /// <summary>D ← H·D·H, lower triangle.</summary>
    private static void Rotate(double* d, int step, int width, double* v, double tau)
    {
        double* w = stackalloc double[width];
        double dot = 0;
        for (int r = 0; r < width; r++)
        {
            double sum = 0;
            for (int c = 0; c < width; c++)
            {
                sum += d[r >= c ? r + (c * step) : c + (r * step)] * v[c];
            }

            w[r] = tau * sum;
            dot += w[r] * v[r];
        }

        for (int r = 0; r < width; r++)
        {
            w[r] -= 0.5 * tau * dot * v[r];
        }

        for (int c = 0; c < width; c++)
        {
            for (int r = c; r < width; r++)
            {
                d[r + (c * step)] -= (v[r] * w[c]) + (w[r] * v[c]);
            }
        }
    }

    /// <summary>B ← H'·B·H; v becomes that of H'.</summary>
    private double Push(double* b, int step, int width, double* v, double tau)
    {
        for (int r = 0; r < width && tau != 0; r++)
        {
            double sum = 0;
            for (int c = 0; c < width; c++)
            {
                sum += b[r + (c * step)] * v[c];
            }

            for (int c = 0; c < width; c++)
            {
                b[r + (c * step)] -= tau * sum * v[c];
            }
        }

        double next = Reflector(b, width, v);
        for (int c = 1; c < width && next != 0; c++)
        {
            double* column = b + (c * step);
            double sum = 0;
            for (int r = 0; r < width; r++)
            {
                sum += v[r] * column[r];
            }

            for (int r = 0; r < width; r++)
            {
                column[r] -= next * sum * v[r];
            }
        }

        return next;
    }
}
