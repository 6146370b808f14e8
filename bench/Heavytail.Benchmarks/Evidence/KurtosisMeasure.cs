using Heavytail.Metrics;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>The kurtosis alone, which the pass over the weights that finds traps computes too.</summary>
internal sealed class KurtosisMeasure : IMeasure
{
    public string Name => "kurtosis";

    /// <summary>Its row stands in <see cref="MetricTable.BuiltIn"/>.</summary>
    public IReadOnlyList<Metric> Metrics => [];

    public MeasureNeeds Needs => MeasureNeeds.Weights;

    public LayerMetrics Measure(MeasureInput input)
    {
        var moments = new WeightMoments();
        input.ReadWeights(moments.Add);
        return input.Metrics with { Weights = new WeightMetrics { Kurtosis = moments.Kurtosis } };
    }
}
