namespace Heavytail.Metrics;

/// <summary>A model in one line: means over the layers, or slices, that have a value, and counts.</summary>
public sealed record ModelSummary
{
    /// <summary>Layers that were analyzed, whatever came out.</summary>
    public required int Layers { get; init; }

    /// <summary>
    /// Slices that were analyzed, where the convention keeps them apart: means and the counts of findings are then over
    /// slices. Null where they are pooled.
    /// </summary>
    public int? Slices { get; init; }

    /// <summary>Layers with α &lt; 2.</summary>
    public required int OverTrained { get; init; }

    /// <summary>Layers with α &gt; 6.</summary>
    public required int UnderTrained { get; init; }

    /// <summary>Layers without a fit.</summary>
    public required int Failed { get; init; }

    /// <summary>Slices of which the convention takes only the spectral norm; no failures.</summary>
    public int TooSmall { get; init; }

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
    /// <param name="rows">The metrics of each layer, or of each slice.</param>
    /// <param name="skipped">Tensors that were not analyzed.</param>
    /// <param name="parameters">Numbers in all tensors.</param>
    /// <param name="analyzedParameters">Numbers in the layers.</param>
    /// <param name="slicedLayers">How many layers the rows are slices of; null where each is a layer.</param>
    public static ModelSummary Compute(
        IReadOnlyList<LayerMetrics> rows,
        int skipped,
        long parameters,
        long analyzedParameters,
        int? slicedLayers = null) => new()
        {
            Layers = slicedLayers ?? rows.Count,
            Slices = slicedLayers is null ? null : rows.Count,
            OverTrained = rows.Count(row => row.Warning == TrainingWarning.OverTrained),
            UnderTrained = rows.Count(row => row.Warning == TrainingWarning.UnderTrained),
            Failed = rows.Count(row => row.Status is not (LayerStatus.Success or LayerStatus.TooSmall)),
            TooSmall = rows.Count(row => row.Status == LayerStatus.TooSmall),
            Skipped = skipped,
            Parameters = parameters,
            AnalyzedParameters = analyzedParameters,
            Alpha = Mean(rows, row => row.Alpha),
            AlphaWeighted = Mean(rows, row => row.AlphaWeighted),
            LogAlphaNorm = Mean(rows, row => row.LogAlphaNorm),
            LogNorm = Mean(rows, row => row.LogNorm),
            LogSpectralNorm = Mean(rows, row => row.LogSpectralNorm),
            StableRank = Mean(rows, row => row.StableRank),
            D = Mean(rows, row => row.D),
            Entropy = Mean(rows, row => row.Entropy),
        };

    /// <summary>The mean of the finite values; null where there are none.</summary>
    internal static double? Mean(IReadOnlyList<LayerMetrics> rows, Func<LayerMetrics, double?> metric)
    {
        double[] values = [.. rows.Select(metric).OfType<double>().Where(double.IsFinite)];
        return values.Length == 0 ? null : values.Sum() / values.Length;
    }
}
