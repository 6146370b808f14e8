using Heavytail.LinearAlgebra;
using Heavytail.LinearAlgebra.Storage;

namespace Heavytail.Spectra;

/// <summary>
/// Eigenvalues of a layer's slices by their Gram matrices. A dense layer is read, converted and multiplied block by
/// block and never held; a convolution, whose slices files interleave, is held in its stored bytes.
/// </summary>
/// <remarks>
/// Products of two F32 or coarser numbers are exact in double and stay within 2^±298, so nothing is scaled beforehand.
/// </remarks>
internal static class GramSlices
{
    /// <summary>λ ≥ 0 of each slice, ascending; empty where <paramref name="tally"/> counts a weight.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="open">Opens its elements as stored.</param>
    /// <param name="engine">Kernels, threads inside a slice and precision.</param>
    /// <param name="slicesAtOnce">Slices that are computed at the same time.</param>
    /// <param name="tally">Counts weights that are NaN or infinite.</param>
    public static double[][] Eigenvalues(
        Layer layer, Func<Stream> open, EngineOptions engine, int slicesAtOnce, NonFiniteTally tally)
    {
        var type = layer.Tensor.Type;
        if (layer.Rf == 1)
        {
            return Compute([WeightSource.Open(open, type, layer.ReadRows, layer.ReadColumns, tally)], engine, tally);
        }

        if (layer.IsComputed)
        {
            return ComputedSlices(layer, open, engine, slicesAtOnce, tally);
        }

        using var held = BufferedWeights.Load(
            open, type, (long)layer.Rows * layer.Columns, layer.Rf, layer.Layout.SlicesFirst);
        return SliceBatches.Run(
            layer,
            SymmetricEigenvalues.BatchSize(layer.M),
            slicesAtOnce,
            (first, count) => Compute(
                Enumerable.Range(first, count).Select(
                    slice => new BufferedSource(held, slice, type, layer.ReadRows, layer.ReadColumns, tally)),
                engine,
                tally),
            engine.Cancellation);
    }

    /// <summary>Computed slices are more than memory holds: each batch is read when its turn comes.</summary>
    private static double[][] ComputedSlices(
        Layer layer, Func<Stream> open, EngineOptions engine, int slicesAtOnce, NonFiniteTally tally)
    {
        var type = layer.Tensor.Type;
        long elements = (long)layer.Rows * layer.Columns;
        return SliceBatches.Run(
            layer,
            SymmetricEigenvalues.BatchSize(layer.M),
            slicesAtOnce,
            (first, count) =>
            {
                engine.Cancellation.ThrowIfCancellationRequested();
                using var stream = open();
                stream.Position = first * elements * (type.Bits() / 8);
                using var held = BufferedWeights.Load(stream, type, elements, count, slicesFirst: true);
                return Compute(
                    Enumerable.Range(0, count).Select(
                        slice => new BufferedSource(held, slice, type, layer.Rows, layer.Columns, tally)),
                    engine,
                    tally);
            },
            engine.Cancellation);
    }

    /// <summary>
    /// Small slices in a batch: they are multiplied one by one, and take the steps of the rest together.
    /// </summary>
    private static double[][] Compute(
        IEnumerable<WeightSource> sources, EngineOptions engine, NonFiniteTally tally)
    {
        var grams = new List<PackedTriangle>();
        try
        {
            foreach (var source in sources)
            {
                // The source's buffers go before those of the eigenvalues come.
                using (source)
                {
                    grams.Add(GramMatrix.Compute(source, engine));
                }
            }

            return tally.Total is null
                ? Array.ConvertAll(
                    SymmetricEigenvalues.Compute(grams, engine), SingularSpectrum.NonNegative)
                : [.. grams.Select(_ => Array.Empty<double>())];
        }
        finally
        {
            grams.ForEach(gram => gram.Dispose());
        }
    }
}
