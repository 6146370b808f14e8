namespace Heavytail.Metrics;

/// <summary>A model in one line: means over the layers that have a value, and counts.</summary>
public sealed record ModelSummary
{
    /// <summary>Layers that were analyzed, whatever came out.</summary>
    public required int Layers { get; init; }

    /// <summary>Layers with α &lt; 2.</summary>
    public required int OverTrained { get; init; }

    /// <summary>Layers with α &gt; 6.</summary>
    public required int UnderTrained { get; init; }

    /// <summary>Layers without a fit.</summary>
    public required int Failed { get; init; }

    /// <summary>Tensors that were not analyzed.</summary>
    public required int Skipped { get; init; }

    /// <summary>Numbers in all tensors of floating type, running statistics of batch norms left out.</summary>
    public required long Parameters { get; init; }

    /// <summary>Numbers in the analyzed layers.</summary>
    public required long AnalyzedParameters { get; init; }

    public double? Alpha { get; init; }

    public double? AlphaWeighted { get; init; }

    public double? LogAlphaNorm { get; init; }

    public double? LogNorm { get; init; }

    public double? LogSpectralNorm { get; init; }

    public double? StableRank { get; init; }

    public double? D { get; init; }

    public double? Entropy { get; init; }

    /// <summary>Summarises layers; values that are missing or infinite do not enter a mean.</summary>
    public static ModelSummary Of(
        IReadOnlyList<LayerMetrics> layers, int skipped, long parameters, long analyzedParameters) => new()
        {
            Layers = layers.Count,
            OverTrained = layers.Count(layer => layer.Warning == TrainingWarning.OverTrained),
            UnderTrained = layers.Count(layer => layer.Warning == TrainingWarning.UnderTrained),
            Failed = layers.Count(layer => layer.Status != LayerStatus.Success),
            Skipped = skipped,
            Parameters = parameters,
            AnalyzedParameters = analyzedParameters,
            Alpha = Mean(layers, layer => layer.Alpha),
            AlphaWeighted = Mean(layers, layer => layer.AlphaWeighted),
            LogAlphaNorm = Mean(layers, layer => layer.LogAlphaNorm),
            LogNorm = Mean(layers, layer => layer.LogNorm),
            LogSpectralNorm = Mean(layers, layer => layer.LogSpectralNorm),
            StableRank = Mean(layers, layer => layer.StableRank),
            D = Mean(layers, layer => layer.D),
            Entropy = Mean(layers, layer => layer.Entropy),
        };

    private static double? Mean(IReadOnlyList<LayerMetrics> layers, Func<LayerMetrics, double?> metric)
    {
        double[] values = [.. layers.Select(metric).OfType<double>().Where(double.IsFinite)];
        return values.Length == 0 ? null : values.Sum() / values.Length;
    }
}
