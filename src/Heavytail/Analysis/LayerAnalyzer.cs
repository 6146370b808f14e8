using System.Globalization;
using Heavytail.Files;
using Heavytail.Formats;
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Analysis;

/// <summary>One layer: numbers → spectrum → metrics.</summary>
internal static class LayerAnalyzer
{
    /// <param name="checkpoint">The file.</param>
    /// <param name="layer">One of its layers.</param>
    /// <param name="options">Whose arithmetic, and by which convention.</param>
    /// <param name="engine">How each slice is computed.</param>
    /// <param name="slicesAtOnce">Slices that are computed at the same time.</param>
    /// <returns>The layer, or each of its slices where the convention does not pool them.</returns>
    /// <exception cref="InvalidCheckpointException">The numbers cannot be read.</exception>
    public static IReadOnlyList<LayerAnalysis> Analyze(
        Checkpoint checkpoint, Layer layer, AnalysisOptions options, EngineOptions engine, int slicesAtOnce)
    {
        try
        {
            (var spectrum, var nonFinite) = LayerSpectrum.Compute(
                layer,
                () => checkpoint.OpenRead(layer.Tensor, layer.Layout.View),
                options.Compatibility,
                engine,
                slicesAtOnce,
                options.Convention);
            if (spectrum is null)
            {
                return
                [
                    new LayerAnalysis(
                        layer, new LayerMetrics { Status = LayerStatus.NonFiniteWeights }, Describe(nonFinite!, layer)),
                ];
            }

            return options.Convention.PoolsSlices()
                ? [Pooled(layer, spectrum, options.Compatibility)]
                : [.. Enumerable.Range(0, layer.Rf).Select(k => Slice(layer, k, spectrum.Slice(k), options.Convention))];
        }
        catch (Exception e) when (Checkpoint.IsDamage(e))
        {
            throw Checkpoint.Damaged(layer.Tensor, e);
        }
    }

    private static LayerAnalysis Pooled(Layer layer, EigenvalueSpectrum spectrum, Compatibility compatibility)
    {
        var metrics = compatibility == Compatibility.WeightWatcher
            ? WeightWatcherMetrics.Compute(spectrum, WeightWatcherShape.N(layer))
            : SpectralMetrics.Compute(spectrum);
        return new LayerAnalysis(layer, metrics, Explain(metrics.Status));
    }

    private static LayerAnalysis Slice(Layer layer, int index, EigenvalueSpectrum spectrum, Convention convention)
    {
        var metrics = convention.IsTooSmall(layer)
            ? HistoricalMetrics.OfTooSmall(spectrum)
            : HistoricalMetrics.Compute(spectrum);
        string? note = metrics.Status == LayerStatus.TooSmall ? convention.Remark(layer) : Explain(metrics.Status);
        return new LayerAnalysis(layer, metrics, note) { Slice = index };
    }

    private static string? Explain(LayerStatus status) => status switch
    {
        LayerStatus.Success => null,
        LayerStatus.AllZero => "all weights are zero",
        LayerStatus.TooFewEigenvalues => "fewer than two eigenvalues are above zero",
        LayerStatus.EqualEigenvalues => "the largest eigenvalues are all equal: alpha is infinite",
        LayerStatus.OutOfRange => "the eigenvalues are beyond the range of double",
        _ => "the power-law fit failed",
    };

    /// <summary>How many NaN and infinities there are, and where the first is.</summary>
    private static string Describe(NonFiniteWeights found, Layer layer)
    {
        long rest = layer.Layout.PlaceInTensor(found.First);
        long[] place = new long[layer.Tensor.Shape.Rank];
        for (int d = place.Length - 1; d >= 0; d--)
        {
            rest = Math.DivRem(rest, layer.Tensor.Shape[d], out place[d]);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Nan} NaN and {found.Infinite} infinite weights, the first at [{string.Join(", ", place)}]");
    }
}
