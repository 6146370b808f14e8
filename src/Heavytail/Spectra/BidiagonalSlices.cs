
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>Singular values of a layer's slices by bidiagonalisation, which needs the whole layer in doubles.</summary>
internal static class BidiagonalSlices
{
    /// <summary>The singular values of each slice, ascending; empty where <paramref name="tally"/> was told something.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="open">Opens its elements as stored.</param>
    /// <param name="scale">What the convention multiplies λ by.</param>
    /// <param name="asFloats">Whether weights are cast and scaled in F32, which is WeightWatcher's own arithmetic.</param>
    /// <param name="engine">How.</param>
    /// <param name="slicesAtOnce">Slices that are computed at the same time.</param>
    /// <param name="tally">Told of weights that are no numbers.</param>
    public static double[][] SingularValues(
        Layer layer,
        Func<Stream> open,
        double scale,
        bool asFloats,
        EngineOptions engine,
        int slicesAtOnce,
        NonFiniteTally tally)
    {
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

        Scale(weights, Math.Sqrt(scale), asFloats);
        return LayerSpectrum.ForEachSlice(
            layer,
            slicesAtOnce,
            slice => SingularSpectrum.SingularValues(
                SliceMatrices.Slice(weights, layer, slice), SpectrumMethod.Bidiagonal, engine.Kernels, engine.Cancellation),
            engine.Cancellation);
    }

    /// <summary>In WeightWatcher's own arithmetic this is a product of floats.</summary>
    private static void Scale(double[] weights, double scale, bool asFloats)
    {
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = asFloats ? (float)weights[k] * (float)scale : weights[k] * scale;
        }
    }
}
