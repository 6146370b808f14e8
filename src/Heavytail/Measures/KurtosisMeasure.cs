using Heavytail.Metrics;

namespace Heavytail.Measures;

/// <summary>The kurtosis of the weights, which needs the weights and not their spectrum.</summary>
internal sealed class KurtosisMeasure : IMeasure
{
    /// <summary>A weight costs about this many multiply-adds of a spectrum, by the time that both take.</summary>
    private const double CostPerWeight = 40;

    public string Name => "kurtosis";

    /// <summary>Its row stands in <see cref="MetricTable.BuiltIn"/>.</summary>
    public IReadOnlyList<Metric> Metrics => [];

    public MeasureNeeds Needs => MeasureNeeds.Weights;

    public double Cost(Layer layer) => CostPerWeight * layer.ElementCount;

    public LayerMetrics Measure(MeasureInput input)
    {
        var moments = new WeightMoments();
        input.ReadWeights(moments.Add);
        return input.Metrics with { Weights = new WeightMetrics { Kurtosis = moments.Kurtosis } };
    }
}
