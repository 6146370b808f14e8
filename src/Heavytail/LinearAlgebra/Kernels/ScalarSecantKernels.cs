namespace Heavytail.LinearAlgebra.Kernels;

/// <summary>The plain loops: the specification of <see cref="VectorSecantKernels{TSimd, TVector}"/>.</summary>
internal sealed unsafe class ScalarSecantKernels : SecantKernels
{
    public override void Start(BracketRows rows, int count)
    {
        for (int k = 0; k < count; k++)
        {
            Propose(rows, k);
        }
    }

    public override void Narrow(BracketRows rows, int count, long* counts, double* values, long* exponents)
    {
        for (int k = 0; k < count; k++)
        {
            int exponent = (int)Math.Clamp(exponents[k] - rows.Origin[k], LeastExponent, MostExponent);
            double value = Math.ScaleB(values[k], exponent);
            bool isBelow = counts[k] <= rows.Index[k];
            if (isBelow == (rows.B[k] < rows.A[k]))
            {
                // On b's side of the root: a stays, and weighs less, so that it does not stay for ever.
                double weight = 1 - (value / rows.ValueB[k]);
                rows.ValueA[k] *= weight > 0 ? weight : 0.5;
            }
            else
            {
                (rows.A[k], rows.ValueA[k]) = (rows.B[k], rows.ValueB[k]);
            }

            (rows.B[k], rows.ValueB[k]) = (rows.Trial[k], value);
            Propose(rows, k);
        }
    }

    private static void Propose(BracketRows rows, int k)
    {
        double width = rows.B[k] - rows.A[k];
        double size = Math.Abs(width);
        rows.Size[k] = size;
        bool isInTime = rows.Steps[k] <= 0 || size <= rows.Goal[k];
        (rows.Steps[k], rows.Goal[k]) = isInTime ? (Patience, 0.5 * size) : (rows.Steps[k] - 1, rows.Goal[k]);

        // As a share of the width, from b on: at least the tolerance away from both ends, which near the root closes
        // the interval. Comparisons are such that no number is below the least.
        double least = Tolerance / size;
        double share = rows.ValueB[k] / (rows.ValueB[k] - rows.ValueA[k]);
        share = least <= share ? share : least;
        share = share <= 1 - least ? share : 1 - least;
        share = rows.Steps[k] <= 0 ? 0.5 : share;
        rows.Trial[k] = rows.B[k] - (width * share);
    }
}
