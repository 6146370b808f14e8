
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Analysis;

/// <summary>
/// What an analysis would take, from headers alone: an order of magnitude for one thread of a server core of 2023, on which
/// the figures were measured (bench/results).
/// </summary>
/// <param name="Seconds">On one thread; others share the work of more than one layer well.</param>
/// <param name="Bytes">Memory of the layer that needs most, beside what the program itself takes.</param>
public sealed record WorkEstimate(double Seconds, long Bytes)
{
    /// <summary>Multiply-adds a second by the Gram matrix where matrices are large.</summary>
    private const double GramRate = 4.4e10;

    /// <summary>By bidiagonalisation, which F64 and WeightWatcher's digits need.</summary>
    private const double BidiagonalRate = 5e9;

    /// <summary>The M at which half of the rate is reached: rows of a small matrix are short.</summary>
    private const double HalfRateSide = 100;

    /// <summary>Bytes a second from a disk that has them cached, or is a fast one.</summary>
    private const double ReadingRate = 1e9;

    internal static WorkEstimate From(Checkpoint checkpoint, LayerInventory plan, AnalysisOptions options) => new(
        plan.Layers.Sum(layer => SecondsOf(layer, options)),
        plan.Layers.Select(layer => LayerMemory.Estimate(checkpoint, layer, options).Bytes(slicesAtOnce: 1)).DefaultIfEmpty().Max());

    private static double SecondsOf(Layer layer, AnalysisOptions options)
    {
        double rate = LayerSpectrum.MethodFor(layer.Tensor.Type, options.Compatibility) == SpectrumMethod.Gram
            ? GramRate * layer.M / (layer.M + HalfRateSide)
            : BidiagonalRate;
        return (layer.Cost / rate) + (layer.ElementCount * (layer.Tensor.Type.Bits() / 8) / ReadingRate);
    }
}
