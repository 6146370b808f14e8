using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Kernels;
using Heavytail.LinearAlgebra.Storage;
using MathNet.Numerics.Distributions;

namespace Heavytail.Benchmarks.Bulk;

/// <summary>
/// Spectra of WᵀW for Gaussian matrices of N × M. Those without spikes come from the tridiagonal matrix that has the
/// same law: Dumitriu and Edelman, J. Math. Phys. 43 (2002) 5830, Laguerre, β = 1.
/// </summary>
internal static class NoiseSpectra
{
    private static readonly EngineOptions s_options = new(KernelSet.Current);

    /// <summary>All eigenvalues, ascending.</summary>
    public static double[] Draw(int rows, int columns, Random random) =>
        TridiagonalEigenvalues.Compute(Tridiagonal(rows, columns, columns, random), s_options);

    /// <summary>
    /// Whether the largest eigenvalue is above a value, from the first rows of the tridiagonal matrix: the largest
    /// eigenvectors end within a few M^⅓ of them.
    /// </summary>
    public static bool IsLargestAbove(double value, int rows, int columns, Random random)
    {
        int kept = Math.Min(columns, 40 + (int)(15 * Math.Cbrt(columns)));
        var matrix = Tridiagonal(rows, columns, kept, random);
        double pivot = 1;
        for (int i = 0; i < kept; i++)
        {
            double before = i == 0 ? 0 : matrix.OffDiagonal[i - 1];
            pivot = value - matrix.Diagonal[i] - (before * before / pivot);
            if (pivot < 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A Gaussian matrix of variance 1 plus one of rank k. Rotations change no law, so that the spikes stand on the
    /// diagonal.
    /// </summary>
    /// <param name="rows">N.</param>
    /// <param name="columns">M.</param>
    /// <param name="spikes">Singular values of the added matrix.</param>
    /// <param name="random">Random numbers.</param>
    public static double[] Planted(int rows, int columns, double[] spikes, Random random)
    {
        double[] normal = new double[rows * columns];
        Normal.Samples(random, normal, 0, 1);
        for (int i = 0; i < spikes.Length; i++)
        {
            normal[(i * columns) + i] += spikes[i];
        }

        return Of(normal, rows, columns);
    }

    /// <summary>Gaussian matrices whose columns have standard deviations of their own.</summary>
    public static double[] Colored(int rows, double[] deviations, Random random)
    {
        double[] normal = new double[rows * deviations.Length];
        Normal.Samples(random, normal, 0, 1);
        for (int i = 0; i < normal.Length; i++)
        {
            normal[i] *= deviations[i % deviations.Length];
        }

        return Of(normal, rows, deviations.Length);
    }

    private static double[] Of(double[] weights, int rows, int columns) =>
        [.. Spectrum.Of(Array.ConvertAll(weights, value => (float)value), rows, columns).Eigenvalues];

    private static SymmetricTridiagonal Tridiagonal(int rows, int columns, int kept, Random random)
    {
        double[] diagonal = new double[kept];
        double[] beside = new double[kept - 1];
        double below = 0;
        for (int i = 0; i < kept; i++)
        {
            double on = ChiSquared(rows - i, random);
            diagonal[i] = on + below;
            if (i < kept - 1)
            {
                below = ChiSquared(columns - 1 - i, random);
                beside[i] = Math.Sqrt(on * below);
            }
        }

        return new SymmetricTridiagonal(diagonal, beside);
    }

    private static double ChiSquared(int freedom, Random random) => Gamma.Sample(random, 0.5 * freedom, 0.5);
}
