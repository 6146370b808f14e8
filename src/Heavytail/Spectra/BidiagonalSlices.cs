using Heavytail.LinearAlgebra;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>Singular values of a layer's slices by bidiagonalization, which needs the whole layer in doubles.</summary>
internal static class BidiagonalSlices
{
    /// <summary>
    /// The singular values of each slice, ascending; empty where <paramref name="tally"/> counts a weight.
    /// </summary>
    /// <param name="request">The layer, and whether its weights are cast to F32 and scaled first.</param>
    /// <param name="open">Opens its elements as stored.</param>
    /// <param name="engine">Kernels, and threads for each slice.</param>
    /// <param name="slicesAtOnce">Slices that are computed at the same time.</param>
    /// <param name="tally">Counts weights that are NaN or infinite.</param>
    public static double[][] SingularValues(
        SpectrumRequest request, Func<Stream> open, EngineOptions engine, int slicesAtOnce, NonFiniteTally tally)
    {
        var layer = request.Layer;
        if (layer.IsComputed && layer.Rf > 1)
        {
            return ComputedSlices(layer, open, engine, slicesAtOnce, tally);
        }

        double[] weights = new double[layer.ElementCount];
        using (var stream = open())
        {
            ElementConversion.Read(stream, layer.Tensor.Type, weights);
        }

        if (NonFiniteWeights.In(weights, place => place) is { } damage)
        {
            tally.Add(damage);
            return [];
        }

        if (request.FloatFactor is double factor)
        {
            ScaleAsFloats(weights, (float)Math.Sqrt(factor));
            if (NonFiniteWeights.In(weights, place => place) is { } beyond)
            {
                tally.Add(beyond with { ByCast = true });
                return [];
            }
        }

        return SliceBatches.Run(
            layer,
            1,
            slicesAtOnce,
            (slice, _) =>
            [
                SingularSpectrum.SingularValues(
                    SliceMatrices.Slice(weights, layer, slice),
                    SpectrumMethod.Bidiagonal,
                    engine),
            ],
            engine.Cancellation);
    }

    /// <summary>Computed slices are more than memory holds: each is read when its turn comes.</summary>
    private static double[][] ComputedSlices(
        Layer layer, Func<Stream> open, EngineOptions engine, int slicesAtOnce, NonFiniteTally tally)
    {
        long elements = (long)layer.Rows * layer.Columns;
        var alone = layer with { Rf = 1 };
        double[][] values = SliceBatches.Run(
            layer,
            1,
            slicesAtOnce,
            (slice, _) =>
            {
                engine.Cancellation.ThrowIfCancellationRequested();
                double[] weights = new double[elements];
                using (var stream = open())
                {
                    stream.Position = slice * elements * (layer.Tensor.Type.Bits() / 8);
                    ElementConversion.Read(stream, layer.Tensor.Type, weights);
                }

                if (NonFiniteWeights.In(weights, place => (slice * elements) + place) is { } damage)
                {
                    tally.Add(damage);
                    return [[]];
                }

                return
                [
                    SingularSpectrum.SingularValues(
                        SliceMatrices.Slice(weights, alone, 0), SpectrumMethod.Bidiagonal, engine),
                ];
            },
            engine.Cancellation);
        return tally.Total is null ? values : [];
    }

    private static void ScaleAsFloats(double[] weights, float scale)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = (float)weights[k] * scale;
        }
    }
}
