namespace Heavytail;

/// <summary>The distribution of a layer's weights themselves, whatever their places in W.</summary>
public sealed record WeightMetrics
{
    /// <summary>The fourth central moment over the square of the second: 3 for a normal distribution.</summary>
    public double? Kurtosis { get; init; }
}
