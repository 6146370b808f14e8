using Heavytail.Comparison.Trends;

namespace Heavytail;

/// <summary>The trends of a table of models: by family, over families, and of all models pooled.</summary>
public sealed record TrendAnalysis
{
    /// <summary>The models.</summary>
    public required TrendData Data { get; init; }

    /// <summary>The options of the analysis.</summary>
    public required TrendOptions Options { get; init; }

    /// <summary>The result in a few sentences: of the only family, or of all families together.</summary>
    public required string Answer { get; init; }

    /// <summary>Each family, in the order of the table.</summary>
    public required IReadOnlyList<FamilyTrend> Families { get; init; }

    /// <summary>Means over families of three models or more; empty where there are fewer than two such.</summary>
    public required IReadOnlyList<TrendSummary> Summary { get; init; }

    /// <summary>All models together; empty where there are fewer than two families of two models or more.</summary>
    public required IReadOnlyList<PooledTrend> Pooled { get; init; }

    /// <summary>Warnings about the unit of the score and about pooling, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Analyzes a table. The same data and seed give the same values.</summary>
    /// <param name="data">The models.</param>
    /// <param name="options">The options of the analysis.</param>
    /// <param name="cancellation">Ends the work, between two permutations if need be.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static TrendAnalysis Analyze(
        TrendData data, TrendOptions options, CancellationToken cancellation = default)
    {
        var table = new TrendTable(data, options.Table);
        var units = ScoreUnits.Of(data.Score, data.LowerIsBetter, data.Models);
        var (families, levels) = FamilyTrend.Fit(table, units, options.Seed, cancellation);
        FamilyTrend[] comparable = [.. families.Where(family => !family.MixesUnits)];
        bool several = comparable.Count(family => family.Models.Count >= TrendSummary.SmallestFamily) > 1;
        TrendSummary[] summary = several
            ? [.. data.Metrics.Select(metric => TrendSummary.From(metric, comparable, table))]
            : [];
        var pooling = units.IsMixed ? levels.WithoutPooling() : levels;
        PooledTrend[] pooled = families.Count(family => family.Models.Count > 1) > 1
            ? [.. data.Metrics.Select(metric => PooledTrend.Fit(metric, data, families, pooling, cancellation))]
            : [];
        return new TrendAnalysis
        {
            Data = data,
            Options = options,
            Answer = TrendAnswer.Write(table, families, levels),
            Families = families,
            Summary = summary,
            Pooled = pooled,
            Warnings =
            [
                .. units.Warnings,
                .. PooledSentences.Write(pooled, data.Score, pooling),
                .. DrawnOrders.Warnings(families),
            ],
        };
    }
}
