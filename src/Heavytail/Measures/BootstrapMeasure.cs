using Heavytail.Fits;

namespace Heavytail.Measures;

/// <summary>
/// How sure α is, by resampling: its interval, in place of the quick one, the goodness of fit of the power law, and the
/// interval of the matrix, from the layer without some of its rows.
/// </summary>
internal sealed class BootstrapMeasure : IMeasure
{
    private const int Draws = 500;

    /// <summary>p to within 0.025.</summary>
    private const int Replicas = 400;

    /// <summary>Multiply-adds for each eigenvalue, draw and doubling of their number.</summary>
    private const double CostPerEigenvalue = 60;

    public string Name => "intervals";

    public IReadOnlyList<Metric> Metrics { get; } =
    [
        new("gof_p", MetricKind.Real, m => m.Interval?.GoodnessOfFit) { IsOwn = true },
        new("alpha_ci_matrix_low", MetricKind.Real, m => m.Interval?.MatrixLow) { IsOwn = true },
        new("alpha_ci_matrix_high", MetricKind.Real, m => m.Interval?.MatrixHigh) { IsOwn = true },
    ];

    public bool NeedsIndependence => true;

    public MeasureNeeds Needs => MeasureNeeds.Blocks;

    public double Cost(Layer layer) => BlockSpectra.Cost(layer)
        + (CostPerEigenvalue * (Draws + Replicas) * layer.EigenvalueCount * Math.Log2(layer.EigenvalueCount + 1));

    public LayerMetrics Measure(MeasureInput input)
    {
        if (input.Fitted is not { } fitted || IntervalMeasure.FitOf(input.Metrics) is not { } fit)
        {
            return input.Metrics;
        }

        var values = fitted.Values.Span;

        // Draws of fewer values repeat the same few exponents: an interval of two values would have no width.
        bool isEnough = fitted.Candidates.Groups.Length >= PlausibleTails.Fewest;
        var interval = isEnough
            ? TailBootstrap.Interval(values, fitted.Equal, Draws, input.SeedFor("bootstrap"))
            : null;
        var goodness = isEnough
            ? GoodnessOfFit.Of(values, fitted.Equal, fit, Replicas, input.SeedFor("goodness of fit"))
            : null;
        var matrix = BlockJackknife.Interval(fit.Alpha, input.AlphasWithoutBlocks());
        return input.Metrics with
        {
            Interval = (input.Metrics.Interval ?? new IntervalMetrics()) with
            {
                Low = isEnough ? interval?.Low : input.Metrics.Interval?.Low,
                High = isEnough ? interval?.High : input.Metrics.Interval?.High,
                GoodnessOfFit = goodness?.P,
                MatrixLow = matrix?.Low,
                MatrixHigh = matrix?.High,
            },
        };
    }
}
