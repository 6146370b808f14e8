namespace Heavytail.Benchmarks;

/// <summary>
/// Independent standard normal weights, stored as <c>float</c> as networks are; the same in every process.
/// </summary>
internal static class GaussianWeights
{
    private const int Seed = 1;

    /// <summary>The matrices of a size one after another, each row-major.</summary>
    public static float[] Create(MatrixSize size)
    {
        var random = new Random(Seed);
        float[] weights = new float[size.Length];
        for (int k = 0; k < weights.Length; k += 2)
        {
            // Box & Muller: two uniform numbers make two normal ones.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            weights[k] = (float)(radius * cosine);
            if (k + 1 < weights.Length)
            {
                weights[k + 1] = (float)(radius * sine);
            }
        }

        return weights;
    }
}
