namespace Heavytail.Spectra;

/// <summary>Runs over the slices of a layer, some at a time.</summary>
internal static class SliceBatches
{
    /// <summary>Runs in batches of slices, on so many threads, the calling one among them.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="size">The most slices of a batch; fewer where threads would have no work.</param>
    /// <param name="batchesAtOnce">Threads.</param>
    /// <param name="compute">The first slice and their number → M values of each.</param>
    /// <param name="cancellation">Nothing more is started.</param>
    public static double[][] Run(
        Layer layer, int size, int batchesAtOnce, Func<int, int, double[][]> compute, CancellationToken cancellation)
    {
        double[][] result = new double[layer.Rf][];
        batchesAtOnce = Math.Max(1, batchesAtOnce);
        size = Math.Clamp((layer.Rf + batchesAtOnce - 1) / batchesAtOnce, 1, size);
        int batches = (layer.Rf + size - 1) / size;
        void RunOne(int batch)
        {
            int first = batch * size;
            compute(first, Math.Min(size, result.Length - first)).CopyTo(result, first);
        }

        if (batchesAtOnce == 1)
        {
            for (int k = 0; k < batches; k++)
            {
                RunOne(k);
            }

            return result;
        }

        var settings = new ParallelOptions { MaxDegreeOfParallelism = batchesAtOnce, CancellationToken = cancellation };
        Parallel.For(0, batches, settings, RunOne);
        return result;
    }
}
