using Heavytail.Fits;
using Heavytail.Metrics;

namespace Heavytail.Conventions;

/// <summary>WeightWatcher without its quirks, which is the default.</summary>
/// <param name="poolsSlices">Whether the slices of a layer make one spectrum.</param>
internal sealed class WeightWatcherConvention(bool poolsSlices = true) : Convention("weightwatcher")
{
    private static readonly WeightWatcherConvention s_bySlice = new(poolsSlices: false);

    public override bool PoolsSlices => poolsSlices;

    internal override Convention BySlice => s_bySlice;

    /// <summary>Its <c>conv2d_norm</c>: slices of convolutions × √½. What is no slice is taken as it is.</summary>
    internal override double Factor(Layer layer) => layer.Kind.IsConvolution() && layer.HasSlices ? 0.5 : 1;

    internal override FittedValues? Fitted(Layer layer, ScaledSpectrum spectrum) => Values(layer, spectrum);

    internal override long EigenvalueCount(Layer layer) => poolsSlices ? layer.EigenvalueCount : layer.M;

    internal override IReadOnlyList<ConventionRow> Measure(Layer layer, ScaledSpectrum spectrum) => poolsSlices
        ? [Row(layer, spectrum, slice: null)]
        : [.. Enumerable.Range(0, layer.Rf).Select(slice => Row(layer, spectrum.Slice(slice), slice))];

    internal override RowAlpha Alpha(Layer layer, ScaledSpectrum spectrum, int? slice)
    {
        var row = slice is int index ? spectrum.Slice(index) : spectrum;
        return new RowAlpha(row, SpectralMetrics.Alpha(row, Values(layer, row).Equal));
    }

    private static ConventionRow Row(Layer layer, ScaledSpectrum spectrum, int? slice)
    {
        var fitted = Values(layer, spectrum);
        var metrics = SpectralMetrics.Compute(spectrum, fitted);
        return new ConventionRow(spectrum, metrics, LayerStatuses.Explain(metrics.Status), slice) { Fitted = fitted };
    }

    private static FittedValues Values(Layer layer, ScaledSpectrum spectrum) =>
        new(spectrum.NonZeroMemory, WeightPrecision.Equal(layer, spectrum));
}
