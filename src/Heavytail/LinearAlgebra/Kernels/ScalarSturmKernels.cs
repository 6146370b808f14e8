namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loop: the specification of <see cref="VectorSturmKernels{TSimd, TVector}"/>.</summary>
internal sealed unsafe class ScalarSturmKernels : SturmKernels
{
    public override void Evaluate(
        double** terms, int n, double* shifts, long* counts, double* values, long* exponents)
    {
        for (int k = 0; k < Batch; k++)
        {
            double* term = terms[k / Block];
            (double p, double before) = (1, 0);
            (counts[k], exponents[k]) = (0, 0);
            for (int i = 0; i < n; i++, term += 2)
            {
                double next = ((term[0] - shifts[k]) * p) + (term[1] * before);
                counts[k] += double.IsNegative(next) != double.IsNegative(p) ? 1 : 0;
                (before, p) = (p, next);
                if ((i + 1) % Stretch == 0)
                {
                    int exponent = Math.ILogB(Math.Max(Math.Abs(p), Math.Abs(before)));
                    p = Math.ScaleB(p, -exponent);
                    before = Math.ScaleB(before, -exponent);
                    exponents[k] += exponent;
                }
            }

            values[k] = p;
        }
    }
}
