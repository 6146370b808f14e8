using Heavytail.Comparison.Trends;

namespace Heavytail;

/// <summary>One metric over families: means and standard deviations of the families' own values.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Families">Families that have a trend: three models or more.</param>
/// <param name="AsExpected">
/// Families whose τ has the sign that theory expects; null for metrics of which it expects nothing.
/// </param>
/// <param name="Rmse">The root mean square error of the lines, in the unit of the score.</param>
/// <param name="RSquared">R² of the lines.</param>
/// <param name="LeaveOneOutRSquared">R² of the lines where each model is predicted by the others.</param>
/// <param name="Kendall">τ-b.</param>
/// <param name="Spearman">ρ.</param>
public sealed record TrendSummary(
    string Metric,
    int Families,
    int? AsExpected,
    MeanAndDeviation? Rmse,
    MeanAndDeviation? RSquared,
    MeanAndDeviation? LeaveOneOutRSquared,
    MeanAndDeviation? Kendall,
    MeanAndDeviation? Spearman)
{
    /// <summary>Two models lie on a line whatever they are: a family of two says nothing.</summary>
    public const int SmallestFamily = 3;

    internal static TrendSummary From(string metric, IReadOnlyList<FamilyTrend> families, TrendTable table)
    {
        MetricTrend[] trends =
        [
            .. families.Select(family => family[metric]).OfType<MetricTrend>()
                .Where(trend => trend.Count >= SmallestFamily && trend.Fit is not null),
        ];
        int expected = table.Data.LowerIsBetter ? 1 : -1;
        return new TrendSummary(
            metric,
            trends.Length,
            table.SmallerIsBetter(metric) ? trends.Count(trend => trend.Direction == expected) : null,
            Over(trend => trend.Fit!.Rmse),
            Over(trend => trend.Fit!.RSquared),
            Over(trend => trend.Fit!.LeaveOneOutRSquared),
            Over(trend => trend.Kendall?.Coefficient),
            Over(trend => trend.Spearman?.Coefficient));

        MeanAndDeviation? Over(Func<MetricTrend, double?> value)
        {
            double[] values = [.. trends.Select(value).OfType<double>()];
            return values.Length > 0 ? MeanAndDeviation.Compute(values) : null;
        }
    }
}
