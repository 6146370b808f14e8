using Heavytail.Fits.Laws;

namespace Heavytail.Measures;

/// <summary>The high-temperature Marchenko–Pastur law of a whole spectrum.</summary>
internal sealed class HighTemperatureMeasure : IMeasure
{
    /// <summary>Multiply-adds of some 300 laws, 0.1 s, whatever the number of eigenvalues.</summary>
    private const double CostOfLaws = 1e9;

    /// <summary>Multiply-adds for each eigenvalue, at which each of the laws is looked up some ten times.</summary>
    private const double CostPerEigenvalue = 4e5;

    public string Name => "htmp";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("htmp_form", MetricKind.Word, m => (double?)m.HighTemperature?.Form)
            { IsOwn = true, Words = HighTemperatureForms.Words },
        new("htmp_gamma", MetricKind.Real, m => m.HighTemperature?.Gamma) { IsOwn = true },
        new("htmp_kappa", MetricKind.Real, m => m.HighTemperature?.Kappa) { IsOwn = true },
        new("htmp_scale", MetricKind.Real, m => m.HighTemperature?.Scale) { IsOwn = true },
        new("htmp_alpha", MetricKind.Real, m => m.HighTemperature?.Alpha) { IsOwn = true },
        new("htmp_loglik", MetricKind.Real, m => m.HighTemperature?.LogLikelihood) { IsOwn = true },
        new("htmp_gain", MetricKind.Real, m => m.HighTemperature?.Gain) { IsOwn = true, SummaryOrder = 55 },
        new("htmp_D", MetricKind.Real, m => m.HighTemperature?.D) { IsOwn = true, SummaryOrder = 56 },
    ];

    public double Cost(Layer layer) => CostOfLaws + (CostPerEigenvalue * layer.EigenvalueCount);

    public LayerMetrics Measure(MeasureInput input) => HighTemperatureFit.Of(
        input.Spectrum.NonZero, input.Layer.N) is { } fit
        ? input.Metrics with
        {
            HighTemperature = new HighTemperatureMetrics
            {
                Form = FormOf(fit),
                Gamma = fit.Gamma < HighTemperatureFit.MostGamma ? fit.Gamma : null,
                Kappa = fit.IsMarchenkoPastur ? null : fit.Kappa,
                Scale = fit.Scale,
                Alpha = fit.Alpha,
                LogLikelihood = fit.LogLikelihood,
                Gain = fit.Gain,
                D = fit.D,
            },
        }
        : input.Metrics;

    private static HighTemperatureForm FormOf(HighTemperatureFit fit) => (fit.IsInverse, fit.IsMarchenkoPastur) switch
    {
        (false, true) => HighTemperatureForm.MarchenkoPastur,
        (false, false) => HighTemperatureForm.Direct,
        (true, false) => HighTemperatureForm.Inverse,
        (true, true) => HighTemperatureForm.InverseMarchenkoPastur,
    };
}
