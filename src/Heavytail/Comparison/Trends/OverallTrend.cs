using Heavytail.Statistics;

namespace Heavytail;

/// <summary>One metric over several families, without p: models of one family are not independent.</summary>
/// <param name="Count">Number of models, n.</param>
/// <param name="Families">Number of their families.</param>
/// <param name="Correlation">Pearson's r.</param>
/// <param name="Fit">Least squares; within families its slope is the one they have in common.</param>
/// <param name="Tau">Kendall's τ-b.</param>
/// <param name="GivenSize">r given log10(parameters).</param>
public sealed record OverallTrend(
    int Count, int Families, double? Correlation, LinearFit? Fit, double? Tau, PartialCorrelation? GivenSize)
{
    /// <summary>−1 where the score falls as the metric grows, 1 where it rises, 0 for neither.</summary>
    public int Direction => Math.Sign(Tau ?? 0);

    /// <summary>All models as if they were one family.</summary>
    internal static OverallTrend Pooled(string metric, IReadOnlyList<TrendModel> models) => From(
        metric,
        models,
        leastFamily: 1,
        (values, _) => values,
        (values, score, size, _) => PartialCorrelation.Compute(values, score, size));

    /// <summary>The models of families of two or more, with family means taken off metric, score and size.</summary>
    internal static OverallTrend Within(string metric, IReadOnlyList<TrendModel> models) => From(
        metric,
        models,
        leastFamily: 2,
        (values, groups) => GroupMeans.Remove(values, groups),
        (values, score, size, families) => families == 0 ? null : PartialCorrelation.Compute(values, score, size, families));

    private static OverallTrend From(
        string metric,
        IReadOnlyList<TrendModel> models,
        int leastFamily,
        Func<double[], int[], double[]> centre,
        Func<double[], double[], double[], int, PartialCorrelation?> partial)
    {
        var (values, score, families) = Columns([metric]);
        return new OverallTrend(
            score.Length,
            families,
            Statistics.Correlation.Pearson(values[0], score),
            LeastSquares.Fit(values[0], score),
            KendallTau.Coefficient(values[0], score),
            metric == TrendMetrics.Size ? null : GivenSize());

        PartialCorrelation? GivenSize()
        {
            var (both, scores, groups) = Columns([metric, TrendMetrics.Size]);
            return partial(both[0], scores, both[1], groups);
        }

        (double[][] Metrics, double[] Score, int Families) Columns(string[] metrics)
        {
            var kept = models.Where(model => metrics.All(name => model[name] is not null))
                .GroupBy(model => model.Family).Where(family => family.Count() >= leastFamily).ToArray();
            TrendModel[] rows = [.. kept.SelectMany(family => family)];
            int[] groups = [.. kept.SelectMany((family, index) => family.Select(_ => index))];
            return (
                [.. metrics.Select(name => centre([.. rows.Select(model => model[name]!.Value)], groups))],
                centre([.. rows.Select(model => model.Score)], groups),
                kept.Length);
        }
    }
}
