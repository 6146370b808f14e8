using Heavytail.Comparison.Trends;

namespace Heavytail;

/// <summary>The trends of a table of models: by family, over families, and of all models pooled.</summary>
public sealed record TrendAnalysis
{
    /// <summary>The models.</summary>
    public required TrendData Data { get; init; }

    /// <summary>The options of the analysis.</summary>
    public required TrendOptions Options { get; init; }

    /// <summary>Each family, in the order of the table.</summary>
    public required IReadOnlyList<FamilyTrend> Families { get; init; }

    /// <summary>Means over families of three models or more; empty where there are fewer than two such.</summary>
    public required IReadOnlyList<TrendSummary> Summary { get; init; }

    /// <summary>All models together; empty where there are fewer than two families of two models or more.</summary>
    public required IReadOnlyList<PooledTrend> Pooled { get; init; }

    /// <summary>Warnings about the unit of the score and about pooling, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Analyzes a table. The same data and seed give the same values.</summary>
    public static TrendAnalysis Analyze(TrendData data, TrendOptions options)
    {
        var table = new TrendTable(data, options.Table);
        var (families, levels) = FamilyTrend.Fit(table, options.Seed);
        bool several = families.Count(family => family.Models.Count >= TrendSummary.SmallestFamily) > 1;
        TrendSummary[] summary = several
            ? [.. data.Metrics.Select(metric => TrendSummary.From(metric, families, table))]
            : [];
        PooledTrend[] pooled = families.Count(family => family.Models.Count > 1) > 1
            ? [.. data.Metrics.Select(metric => PooledTrend.Fit(metric, data, families, levels))]
            : [];
        return new TrendAnalysis
        {
            Data = data,
            Options = options,
            Families = families,
            Summary = summary,
            Pooled = pooled,
            Warnings =
            [
                .. ScoreUnits.Warnings(data),
                .. PooledSentences.Write(pooled, data.Score, levels),
                .. DrawnOrders.Warnings(families),
            ],
        };
    }
}
