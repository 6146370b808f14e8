using System.Numerics.Tensors;

namespace Heavytail.Comparison.Models;

/// <summary>What two sets of orthonormal vectors have in common.</summary>
internal static class Overlaps
{
    /// <summary>Compares as many vectors as both have.</summary>
    /// <param name="one">Vectors of length 1, orthogonal to each other.</param>
    /// <param name="other">Vectors of as many components.</param>
    public static VectorOverlap Of(double[][] one, double[][] other)
    {
        int k = Math.Min(one.Length, other.Length);
        int d = one[0].Length;
        double[] cosines = new double[k * k];
        double subspace = 0;
        double vectors = 0;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                double cosine = TensorPrimitives.Dot<double>(one[i], other[j]);
                cosines[(i * k) + j] = cosine;
                subspace += cosine * cosine;
                vectors += i == j ? cosine * cosine : 0;
            }
        }

        double least = Math.Sqrt(Math.Max(0, Spectrum.Of(cosines, k, k).Eigenvalues[0]));
        return new VectorOverlap(
            Math.Min(1, subspace / k), (double)k / d, Math.Min(1, vectors / k), 1.0 / d,
            double.RadiansToDegrees(Math.Acos(Math.Min(1, least))));
    }

    /// <summary>The mean over slices.</summary>
    public static VectorOverlap Mean(IReadOnlyList<VectorOverlap> slices) => new(
        slices.Average(slice => slice.Subspace),
        slices.Average(slice => slice.SubspaceChance),
        slices.Average(slice => slice.Vectors),
        slices.Average(slice => slice.VectorsChance),
        slices.Average(slice => slice.Angle));
}
