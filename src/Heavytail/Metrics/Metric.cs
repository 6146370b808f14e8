namespace Heavytail;

/// <summary>
/// One metric of a layer: a column of every table, a property in JSON and, where it has a mean, a value of the summary
/// and of trends.
/// </summary>
/// <param name="Name">The name of its column.</param>
/// <param name="Kind">Whether it counts, measures or names.</param>
/// <param name="Get">Finds it in the groups of a layer; null where there is none.</param>
public sealed record Metric(string Name, MetricKind Kind, Func<LayerMetrics, double?> Get)
{
    /// <summary>A metric that is stored under its own name: see <see cref="LayerMetrics.With"/>.</summary>
    /// <param name="name">The name of its column.</param>
    /// <param name="kind">Whether it counts or measures.</param>
    public Metric(string name, MetricKind kind = MetricKind.Real)
        : this(name, kind, metrics => metrics.Custom(name))
    {
    }

    /// <summary>Its position among the means of a model's summary, from 1; 0 where it has no mean.</summary>
    public int SummaryOrder { get; init; }

    /// <summary>Its position among the metrics that trends look at, from 1; 0 where they do not.</summary>
    public int TrendOrder { get; init; }

    /// <summary>Its position among the default columns of tables, from 1; 0 where they leave it out.</summary>
    public int TableOrder { get; init; }

    /// <summary>
    /// Whether theory expects the smaller value in the better model of a family (arXiv 2002.06716, Table 1).
    /// </summary>
    public bool SmallerIsBetter { get; init; }

    /// <summary>Whether rankings of models may use it.</summary>
    public bool Ranks { get; init; }

    /// <summary>
    /// Whether it ranks models by scale: one factor on all weights changes its value, and says nothing of quality. In a
    /// ranking all such metrics have one vote together, or none.
    /// </summary>
    public bool RanksByScale { get; init; }

    /// <summary>The words of a <see cref="MetricKind.Word"/>: its value is the index of one.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether a measure of this library adds it: its name and its text stand in the catalog.</summary>
    internal bool IsOwn { get; init; }

    /// <summary>The word of a value; null where there is no value.</summary>
    internal string? WordOf(double? value) => value is double index ? Words[(int)index] : null;

    /// <summary>What it is, for <c>explain</c>; null where it is found in <see cref="MetricCatalog"/>.</summary>
    public MetricText? Text { get; init; }

    /// <summary>
    /// Its value in a row: a layer, a slice, or all slices of a layer together; null where there is none.
    /// </summary>
    public double? Value(LayerMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.OverSlices is null
            ? Get(metrics)
            : metrics.OverSlices.TryGetValue(Name, out double value) ? value : null;
    }

    /// <summary>
    /// Its value in a row that stands for all slices of a layer: a mean of the values that are finite, or a sum of
    /// counts, or the word that all have.
    /// </summary>
    /// <param name="slices">The slices of one layer.</param>
    internal double? OverSlices(IReadOnlyList<LayerMetrics> slices) => Kind switch
    {
        MetricKind.Real => Mean(slices),
        MetricKind.Word => slices.Select(Get).Distinct().ToArray() is [var common] ? common : null,
        _ => slices.Any(slice => Get(slice) is not null) ? slices.Sum(slice => Get(slice) ?? 0) : null,
    };

    /// <summary>The mean of the finite values; null where there are none.</summary>
    /// <param name="rows">Layers, or slices.</param>
    internal double? Mean(IReadOnlyList<LayerMetrics> rows)
    {
        double[] values = [.. rows.Select(Get).OfType<double>().Where(double.IsFinite)];
        return values.Length == 0 ? null : values.Sum() / values.Length;
    }
}

/// <summary>What a metric holds.</summary>
public enum MetricKind
{
    /// <summary>A real number.</summary>
    Real,

    /// <summary>A whole number: how many there are of something.</summary>
    Count,

    /// <summary>One of several words: see <see cref="Metric.Words"/>.</summary>
    Word,
}
