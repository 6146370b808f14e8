using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>A layer's numbers → its spectrum, by the convention in force.</summary>
internal static class LayerSpectrum
{
    private static readonly double s_convolutionScale = Math.Sqrt(0.5);

    /// <summary>Computes the pooled spectrum.</summary>
    /// <param name="weights">All numbers of the tensor, finite, row-major; overwritten.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="compatibility">Whose arithmetic.</param>
    /// <param name="kernels">Inner loops.</param>
    /// <param name="cancellation">Stops between columns.</param>
    public static EigenvalueSpectrum Compute(
        double[] weights,
        Layer layer,
        Compatibility compatibility,
        Kernels kernels,
        CancellationToken cancellation)
    {
        bool exact = compatibility == Compatibility.WeightWatcher;
        Scale(weights, layer.Kind, exact);
        var method = exact ? SpectrumMethod.Bidiagonal : MethodFor(layer.Tensor.Type);
        double[][] slices = new double[layer.Rf][];
        for (int k = 0; k < layer.Rf; k++)
        {
            slices[k] = SingularSpectrum.SingularValues(
                SliceMatrices.Slice(weights, layer, k), method, kernels, cancellation);
        }

        return new EigenvalueSpectrum(
            slices, Array.ConvertAll(slices, slice => NumericalRank.ZeroBelow(slice, layer.N, layer.Tensor.Type, method)));
    }

    /// <summary>
    /// The Gram matrix resolves s down to about 1e-8·s_max, where the rounding of F32 and coarser types begins; weights
    /// stored in F64 mean something far below that, so those take the slower way.
    /// </summary>
    private static SpectrumMethod MethodFor(ElementType type) =>
        type == ElementType.F64 ? SpectrumMethod.Bidiagonal : SpectrumMethod.Gram;

    /// <summary>Convolution slices × √½ (WeightWatcher's conv2d_norm); in its own arithmetic that is a product of floats.</summary>
    private static void Scale(double[] weights, LayerKind kind, bool asFloats)
    {
        double scale = kind.IsConvolution() ? s_convolutionScale : 1;
        for (int k = 0; k < weights.Length; k++)
        {
            weights[k] = asFloats ? (float)weights[k] * (float)scale : weights[k] * scale;
        }
    }
}
