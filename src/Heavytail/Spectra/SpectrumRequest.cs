using Heavytail.Tensors;

namespace Heavytail.Spectra;

/// <summary>What an engine is asked for: the spectrum of a layer, and how exactly.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Access">How its stored values can be read.</param>
/// <param name="Precision">The arithmetic of the reduction to a band.</param>
/// <param name="FloatFactor">
/// Null, or c²: the weights are cast to F32 and multiplied by c in F32 before they are decomposed, as WeightWatcher
/// does.
/// </param>
internal sealed record SpectrumRequest(
    Layer Layer, TensorAccess Access, Precision Precision = Precision.Double, double? FloatFactor = null)
{
    /// <summary>What identifies the elements to a store; null for what no store keeps.</summary>
    public SpectrumContent? Content { get; init; }

    /// <summary>
    /// The Gram matrix resolves s down to about 1e-8·s_max, where the rounding of F32 and coarser types begins. Weights
    /// stored in F64 carry information far below that, so those take the slower way, and so do WeightWatcher's digits.
    /// </summary>
    public SpectrumMethod Method => FloatFactor is not null || Layer.Tensor.Type == ElementType.F64
        ? SpectrumMethod.Bidiagonal
        : SpectrumMethod.Gram;
}

/// <summary>What an engine may use for one layer.</summary>
/// <param name="SlicesAtOnce">Slices that are computed at the same time.</param>
/// <param name="ThreadsPerSlice">Threads inside each slice.</param>
internal readonly record struct SpectrumResources(int SlicesAtOnce, int ThreadsPerSlice);

/// <summary>What an engine found: one of the two, the other null.</summary>
/// <param name="Spectrum">The spectrum.</param>
/// <param name="NonFinite">The weights that are NaN or infinite, for which there is no spectrum.</param>
internal readonly record struct SpectrumResult(Spectrum? Spectrum, NonFiniteWeights? NonFinite);
