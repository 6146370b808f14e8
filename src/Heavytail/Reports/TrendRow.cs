namespace Heavytail.Reports;

/// <summary>One metric over some models as a row: what tables, CSV and JSON lines have in common.</summary>
/// <param name="Scope">
/// <c>family</c>; <c>pooled</c>, all models; <c>within</c>, all models with family means taken off; <c>mean</c> and
/// <c>sd</c>, over families.
/// </param>
/// <param name="Family">The family, where it is one.</param>
/// <param name="Metric">The metric.</param>
public sealed record TrendRow(string Scope, string? Family, string Metric)
{
    /// <summary>The scope of a row of one family.</summary>
    public const string FamilyScope = "family";

    /// <summary>Models, or families where it is a mean of them.</summary>
    public int? Count { get; init; }

    /// <summary>Models that lack the metric.</summary>
    public int? Missing { get; init; }

    public double? Slope { get; init; }

    public double? Intercept { get; init; }

    public double? RSquared { get; init; }

    public double? LeaveOneOutRSquared { get; init; }

    public double? Rmse { get; init; }

    public double? Tau { get; init; }

    public double? TauP { get; init; }

    /// <summary>The smallest p that n and ties allow.</summary>
    public double? SmallestP { get; init; }

    public double? Rho { get; init; }

    public double? RhoP { get; init; }

    /// <summary>Pearson's correlation given log10(parameters).</summary>
    public double? PartialR { get; init; }

    public double? PartialP { get; init; }

    /// <summary>Every row of an analysis: families, means over them, pooled and within.</summary>
    public static IReadOnlyList<TrendRow> From(TrendAnalysis analysis) =>
    [
        .. analysis.Families.SelectMany(family =>
            family.Metrics.Select(trend => From(FamilyScope, family.Family, trend))),
        .. analysis.Summary.Select(summary => From("mean", summary, value => value?.Mean)),
        .. analysis.Summary.Select(summary => From("sd", summary, value => value?.Deviation)),
        .. analysis.Pooled.Select(pooled => From("pooled", pooled.Metric, pooled.Pooled)),
        .. analysis.Pooled.Select(pooled => From("within", pooled.Metric, pooled.Within)),
    ];

    /// <summary>A trend over models.</summary>
    internal static TrendRow From(string scope, string? family, MetricTrend trend) =>
        new TrendRow(scope, family, trend.Metric)
        {
            Count = trend.Count,
            Missing = trend.Missing,
            Rho = trend.Spearman?.Coefficient,
            RhoP = trend.Spearman?.PValue,
        }.With(trend.Fit, trend.Kendall, trend.GivenSize);

    /// <summary>A trend over families.</summary>
    internal static TrendRow From(string scope, string metric, OverallTrend trend) =>
        new TrendRow(scope, null, metric) { Count = trend.Count }.With(trend.Fit, null, trend.GivenSize) with
        {
            Tau = trend.Tau,
        };

    private static TrendRow From(string scope, TrendSummary summary, Func<MeanAndDeviation?, double?> part) =>
        new(scope, null, summary.Metric)
        {
            Count = summary.Families,
            RSquared = part(summary.RSquared),
            LeaveOneOutRSquared = part(summary.LeaveOneOutRSquared),
            Rmse = part(summary.Rmse),
            Tau = part(summary.Kendall),
            Rho = part(summary.Spearman),
        };

    private TrendRow With(LinearFit? fit, RankCorrelation? kendall, PartialCorrelation? givenSize) => this with
    {
        Slope = fit?.Slope,
        Intercept = fit?.Intercept,
        RSquared = fit?.RSquared,
        LeaveOneOutRSquared = fit?.LeaveOneOutRSquared,
        Rmse = fit?.Rmse,
        Tau = kendall?.Coefficient,
        TauP = kendall?.PValue,
        SmallestP = kendall?.SmallestPValue,
        PartialR = givenSize?.Coefficient,
        PartialP = givenSize?.PValue,
    };
}
