namespace Heavytail.Plans;

/// <summary>The variance of the weights, which AlphaQ multiplies with: mean square less squared mean.</summary>
internal sealed class VarianceMeasure : IMeasure
{
    /// <summary>The name of the metric.</summary>
    public const string Variance = "plan_variance";

    private const double CostPerWeight = 4;

    public string Name => "plan-variance";

    public IReadOnlyList<Metric> Metrics { get; } = [new(Variance)];

    public MeasureNeeds Needs => MeasureNeeds.Weights;

    public double Cost(Layer layer) => CostPerWeight * layer.ElementCount;

    /// <summary>By Welford's update, in one pass.</summary>
    public LayerMetrics Measure(MeasureInput input)
    {
        long count = 0;
        double mean = 0;
        double squares = 0;
        input.ReadWeights(weights =>
        {
            foreach (double weight in weights)
            {
                count++;
                double change = weight - mean;
                mean += change / count;
                squares += change * (weight - mean);
            }
        });
        return input.Metrics.With(Variance, count > 0 ? squares / count : null);
    }
}
