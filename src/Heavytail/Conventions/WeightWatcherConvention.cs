using Heavytail.Metrics;

namespace Heavytail.Conventions;

/// <summary>WeightWatcher without its quirks, which is the default.</summary>
internal sealed class WeightWatcherConvention() : Convention("weightwatcher")
{
    /// <summary>Its <c>conv2d_norm</c>: slices of convolutions × √½.</summary>
    internal override double Factor(Layer layer) => layer.Kind.IsConvolution() ? 0.5 : 1;

    internal override IReadOnlyList<ConventionRow> Measure(Layer layer, ScaledSpectrum spectrum)
    {
        var equal = WeightPrecision.Equal(layer, spectrum);
        var metrics = SpectralMetrics.Compute(spectrum, equal);
        return
        [
            new ConventionRow(spectrum, metrics, LayerStatuses.Explain(metrics.Status))
            {
                Fitted = new FittedValues(spectrum.NonZeroMemory, equal),
            },
        ];
    }
}
