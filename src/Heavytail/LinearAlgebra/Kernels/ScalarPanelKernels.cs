namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: the specification of <see cref="VectorPanelKernels{TSimd, TVector}"/>.</summary>
internal sealed unsafe class ScalarPanelKernels : PanelKernels
{
    public override void Dots(double* blocks, int count, int rows, int c, double* g)
    {
        for (int block = 0; block < count; block++, blocks += rows * rows)
        {
            for (int j = c; j < rows; j++)
            {
                double sum = 0;
                for (int r = 0; r < rows; r++)
                {
                    sum += blocks[(c * rows) + r] * blocks[(j * rows) + r];
                }

                g[j] += sum;
            }
        }
    }

    public override void Reflect(double* blocks, int count, int rows, int c, double scale, double* w, double* g)
    {
        for (int block = 0; block < count; block++)
        {
            double* a = blocks + (block * rows * rows);
            for (int r = 0; r < rows; r++)
            {
                double v = scale * a[(c * rows) + r];
                a[(c * rows) + r] = v;
                for (int j = c + 1; j < rows; j++)
                {
                    a[(j * rows) + r] -= w[j] * v;
                }
            }
        }

        if (c + 1 < rows)
        {
            Dots(blocks, count, rows, c + 1, g);
        }
    }
}
