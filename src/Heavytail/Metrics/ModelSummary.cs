namespace Heavytail;

/// <summary>A model in one line: means over the layers, or slices, that have a value, and counts.</summary>
public sealed record ModelSummary
{
    /// <summary>The number of layers that were analyzed, whatever came out.</summary>
    public required int Layers { get; init; }

    /// <summary>
    /// The number of slices that were analyzed, where the convention keeps them apart: means and the counts of
    /// findings are
    /// then over slices. Null where they are pooled.
    /// </summary>
    public int? Slices { get; init; }

    /// <summary>The number of layers with α &lt; 2, whatever its σ; <see cref="ModelVerdict"/> counts labels.</summary>
    public required int OverTrained { get; init; }

    /// <summary>The number of layers with α &gt; 6, whatever its σ; <see cref="ModelVerdict"/> counts labels.</summary>
    public required int UnderTrained { get; init; }

    /// <summary>The number of layers without a fit.</summary>
    public required int Failed { get; init; }

    /// <summary>The number of slices of which the convention takes only the spectral norm; they did not fail.</summary>
    public int TooSmall { get; init; }

    /// <summary>
    /// The number of tensors of the file that are no layer: biases, norms, and what is not read. Tensors = these and
    /// those that layers are cut from.
    /// </summary>
    public required int Skipped { get; init; }

    /// <summary>The number of layers that were left out: by name, by size, by the convention.</summary>
    public int LeftOut { get; init; }

    /// <summary>See <see cref="LayerInventory.CountParameters(Checkpoint)"/>.</summary>
    public required long Parameters { get; init; }

    /// <summary>Elements of the analyzed layers.</summary>
    public required long AnalyzedParameters { get; init; }

    /// <summary>The means, in the order of <see cref="MetricTable.Means"/>; null where no layer has a value.</summary>
    public required IReadOnlyList<MetricMean> Means { get; init; }

    /// <summary>The mean of a metric; null where no layer has a value, or the metric has no mean.</summary>
    public double? this[string name] => Means.FirstOrDefault(mean => mean.Name == name)?.Value;

    /// <summary>Whether all counts and means are the same.</summary>
    public bool Equals(ModelSummary? other) =>
        other is not null && Counts == other.Counts && Means.SequenceEqual(other.Means);

    /// <inheritdoc/>
    public override int GetHashCode() => Counts.GetHashCode();

    private (int, int?, int, int, int, int, int, int, long, long) Counts =>
        (Layers, Slices, OverTrained, UnderTrained, Failed, TooSmall, Skipped, LeftOut, Parameters, AnalyzedParameters);

    /// <summary>Summarizes layers; values that are missing or infinite do not enter a mean.</summary>
    /// <param name="rows">The metrics of each layer, or of each slice.</param>
    /// <param name="table">The metrics in force.</param>
    /// <param name="counts">Layers, tensors and parameters.</param>
    internal static ModelSummary Compute(IReadOnlyList<LayerMetrics> rows, MetricTable table, ModelCounts counts) =>
        new()
        {
            Layers = counts.SlicedLayers ?? rows.Count,
            Slices = counts.SlicedLayers is null ? null : rows.Count,
            OverTrained = rows.Count(row => row.Warning == TrainingWarning.OverTrained),
            UnderTrained = rows.Count(row => row.Warning == TrainingWarning.UnderTrained),
            Failed = rows.Count(row => row.Status is not (LayerStatus.Success or LayerStatus.TooSmall)),
            TooSmall = rows.Count(row => row.Status == LayerStatus.TooSmall),
            Skipped = counts.Skipped,
            LeftOut = counts.LeftOut,
            Parameters = counts.Parameters,
            AnalyzedParameters = counts.AnalyzedParameters,
            Means = [.. table.Means.Select(metric => new MetricMean(metric.Name, metric.Mean(rows)))],
        };
}

/// <summary>The mean of a metric over the layers, or slices, of a model.</summary>
/// <param name="Name">The name of the metric.</param>
/// <param name="Value">The mean of its finite values; null where there are none.</param>
public sealed record MetricMean(string Name, double? Value);

/// <summary>What a summary counts beside its layers' metrics.</summary>
/// <param name="Skipped">Tensors that are no layer.</param>
/// <param name="Parameters">Elements of the network's weights, biases and norms.</param>
/// <param name="AnalyzedParameters">Elements of the layers that were analyzed.</param>
/// <param name="SlicedLayers">The number of layers that the rows are slices of; null where each is a layer.</param>
internal sealed record ModelCounts(int Skipped, long Parameters, long AnalyzedParameters, int? SlicedLayers = null)
{
    /// <summary>Layers that are left out.</summary>
    public int LeftOut { get; init; }
}
