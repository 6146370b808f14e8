namespace Heavytail;

/// <summary>Metrics of a whole model that may track its score, and the baselines that they must beat.</summary>
public static class TrendMetrics
{
    /// <summary>The baseline: log10 of the number of parameters.</summary>
    public const string Size = "log10(parameters)";

    /// <summary>The other baseline: the number of layers.</summary>
    public const string Depth = "layers";

    /// <summary>The metric that the papers put forward.</summary>
    public const string Lead = "alpha_weighted";

    /// <summary>Metrics that only published tables have, with their position among the others.</summary>
    private static readonly (int Order, string Name)[] s_published = [(7, "log_stable_rank"), (10, "mp_softrank")];

    /// <summary>Metrics by WeightWatcher's names, means over a model's layers or slices.</summary>
    public static IReadOnlyList<string> Names { get; } = NamesIn(MetricTable.BuiltIn);

    /// <summary>Metrics that need no weights.</summary>
    public static IReadOnlyList<string> Baselines { get; } = [Size, Depth];

    /// <summary>
    /// Whether the theory expects the smaller value in the better model: so for α, norms and metrics made of them
    /// (arXiv 2002.06716, Table 1). It predicts nothing for the others.
    /// </summary>
    public static bool SmallerIsBetter(string metric) =>
        SmallerIsBetter(metric, MetricTable.BuiltIn);

    /// <summary>The same of the metrics of an analysis, those of further measures included.</summary>
    /// <param name="metric">Name of a metric.</param>
    /// <param name="table">The metrics of the analysis: <c>AnalysisOptions.Metrics</c>.</param>
    public static bool SmallerIsBetter(string metric, MetricTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Contains(metric) && table.Find(metric).SmallerIsBetter;
    }

    /// <summary>The metrics that trends look at, those of further measures included.</summary>
    internal static IReadOnlyList<string> NamesIn(MetricTable table) =>
    [
        .. table.Trends.Select(metric => (Order: metric.TrendOrder, metric.Name)).Concat(s_published)
            .OrderBy(metric => metric.Order).Select(metric => metric.Name).Distinct(),
    ];

    /// <summary>The metrics of a summary, and the baselines.</summary>
    internal static Dictionary<string, double> From(ModelSummary summary, MetricTable table)
    {
        var values = summary.Means
            .Where(mean => mean.Value is not null && IsTracked(mean.Name, table))
            .ToDictionary(mean => mean.Name, mean => mean.Value!.Value);
        if (summary.Parameters > 0)
        {
            values.Add(Size, Math.Log10(summary.Parameters));
        }

        values.Add(Depth, summary.Layers);
        return values;
    }

    private static bool IsTracked(string metric, MetricTable table) =>
        table.Contains(metric) && table.Find(metric).TrendOrder > 0;
}
