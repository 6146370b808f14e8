using Heavytail.Fits.Laws;
using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Fits.Laws;

/// <summary>Values of the high-temperature law, ascending, of mean 1.</summary>
internal static class HighTemperatureSample
{
    /// <summary>Independent values, by the inverse of the distribution function.</summary>
    public static double[] Independent(double gamma, double kappa, int count, ulong seed)
    {
        double[] grid = [.. Enumerable.Range(0, 100_001).Select(k => -160 + (k * 164e-5))];
        double[] below = new HighTemperatureLaw(gamma, kappa).Below(grid, 0);
        var random = new SplitMix(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                double p = random.NextUniform();
                int at = Array.BinarySearch(below, p);
                at = Math.Clamp(at < 0 ? ~at : at, 1, grid.Length - 1);
                double part = (p - below[at - 1]) / (below[at] - below[at - 1]);
                return Math.Exp(grid[at - 1] + (part * (grid[at] - grid[at - 1])));
            }).Order(),
        ];
    }

    /// <summary>
    /// Eigenvalues of the ensemble that the law is of: β-Laguerre matrices BBᵀ of β = κ/(γ·M), B bidiagonal with
    /// χ of κ, κ − β, … degrees of freedom beside χ of (M − 1)·β, … β (Dumitriu &amp; Edelman 2002).
    /// </summary>
    public static double[] Ensemble(double gamma, double kappa, int order, ulong seed)
    {
        var random = new SplitMix(seed);
        double beta = kappa / (gamma * order);
        double[] sides = new double[(2 * order) - 1];
        for (int k = 0; k < sides.Length; k++)
        {
            double freedom = k % 2 == 0 ? kappa - (beta * (k / 2)) : beta * (order - 1 - (k / 2));
            sides[k] = Math.Sqrt(2 * Gamma(freedom / 2, random));
        }

        // Golub and Kahan's matrix has the singular values of B and their negatives.
        double[] values = TridiagonalEigenvalues.Compute(
            new SymmetricTridiagonal(new double[2 * order], sides), new EngineOptions(KernelSet.Current));
        return [.. values[order..].Select(value => value * value / kappa)];
    }

    /// <summary>A value of the gamma law of scale 1 (Marsaglia &amp; Tsang 2000).</summary>
    private static double Gamma(double shape, SplitMix random)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextUniform(), 1 / shape);
        }

        double d = shape - (1.0 / 3);
        while (true)
        {
            double z = random.NextNormal();
            double v = Math.Pow(1 + (z / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextUniform()) < (0.5 * z * z) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
