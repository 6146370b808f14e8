using Heavytail.Tests.Support;

namespace Heavytail.Tests.RandomMatrices;

/// <summary>Gaussian matrices, as their spectra.</summary>
internal static class NoiseMatrix
{
    /// <summary>Eigenvalues of WᵀW, W of standard normal elements, plus singular values on its diagonal.</summary>
    public static double[] Eigenvalues(int rows, int columns, ulong seed, params double[] spikes)
    {
        double[] weights = SplitMix.Normals((seed * 7919) + 17, rows * columns);
        for (int i = 0; i < spikes.Length; i++)
        {
            weights[(i * columns) + i] += spikes[i];
        }

        return Of(weights, rows, columns);
    }

    /// <summary>Eigenvalues of WᵀW, the columns of W with standard deviations of their own.</summary>
    public static double[] Colored(int rows, double[] deviations, ulong seed)
    {
        double[] weights = SplitMix.Normals((seed * 7919) + 17, rows * deviations.Length);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= deviations[i % deviations.Length];
        }

        return Of(weights, rows, deviations.Length);
    }

    private static double[] Of(double[] weights, int rows, int columns) =>
        [.. Spectrum.Of(Array.ConvertAll(weights, value => (float)value), rows, columns).Eigenvalues];
}
