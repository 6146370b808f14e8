using Heavytail.Statistics;

namespace Heavytail;

/// <summary>
/// One metric over several families. Its line and its partial correlation have no p, or one that counts models as
/// independent; those of one family are not.
/// </summary>
/// <param name="Count">Number of models, n.</param>
/// <param name="Families">Number of their families.</param>
/// <param name="Correlation">Pearson's r.</param>
/// <param name="Fit">Least squares; within families its slope is the one they have in common.</param>
/// <param name="Tau">Kendall's τ-b.</param>
/// <param name="GivenSize">r given log10(parameters).</param>
public sealed record OverallTrend(
    int Count, int Families, double? Correlation, LinearFit? Fit, double? Tau, PartialCorrelation? GivenSize)
{
    /// <summary>
    /// Kendall's τ-b of pairs of models with its p: of all pairs where models are pooled, else of pairs within a
    /// family.
    /// </summary>
    public GroupedCorrelation? Pairs { get; init; }

    /// <summary>−1 where the score falls as the metric grows, 1 where it rises, 0 for neither.</summary>
    public int Direction => Math.Sign(Tau ?? 0);

    /// <summary>All models as if they were one family.</summary>
    internal static OverallTrend Pooled(
        string metric, IReadOnlyList<TrendModel> models, CancellationToken cancellation) => From(
        metric,
        models,
        leastFamily: 1,
        (values, _) => values,
        (values, _) => values,
        (x, y, groups) => (LeastSquares.Fit(x, y), GroupedTau.Compute(x, y, new int[groups.Length], cancellation)),
        (values, score, size, _) => PartialCorrelation.Compute(values, score, size));

    /// <summary>The models of families of two or more, with family means taken off metric, score and size.</summary>
    internal static OverallTrend Within(
        string metric, IReadOnlyList<TrendModel> models, CancellationToken cancellation) => From(
        metric,
        models,
        leastFamily: 2,
        (values, groups) => GroupMeans.Remove(values, groups),
        (values, groups) => GroupMeans.RemoveForRanks(values, groups),
        (x, y, groups) => (LeastSquares.FitWithin(x, y, groups), GroupedTau.Compute(x, y, groups, cancellation)),
        (values, score, size, families) =>
            families == 0 ? null : PartialCorrelation.Compute(values, score, size, families));

    private static OverallTrend From(
        string metric,
        IReadOnlyList<TrendModel> models,
        int leastFamily,
        Func<double[], int[], double[]> centre,
        Func<double[], int[], double[]> centreForRanks,
        Func<double[], double[], int[], (LinearFit? Fit, GroupedCorrelation? Pairs)> relate,
        Func<double[], double[], double[], int, PartialCorrelation?> partial)
    {
        var (columns, scores, groups, families) = Columns([metric]);
        double[] values = centre(columns[0], groups);
        double[] score = centre(scores, groups);
        var (fit, pairs) = relate(columns[0], scores, groups);
        return new OverallTrend(
            score.Length,
            families,
            Statistics.Correlation.Pearson(values, score),
            fit,
            KendallTau.Coefficient(centreForRanks(columns[0], groups), centreForRanks(scores, groups)),
            metric == TrendMetrics.Size ? null : GivenSize())
        {
            Pairs = pairs,
        };

        PartialCorrelation? GivenSize()
        {
            var (both, known, of, count) = Columns([metric, TrendMetrics.Size]);
            return partial(centre(both[0], of), centre(known, of), centre(both[1], of), count);
        }

        (double[][] Metrics, double[] Score, int[] Groups, int Families) Columns(string[] metrics)
        {
            var kept = models.Where(model => metrics.All(name => model[name] is not null))
                .GroupBy(model => model.Family).Where(family => family.Count() >= leastFamily).ToArray();
            TrendModel[] rows = [.. kept.SelectMany(family => family)];
            int[] groups = [.. kept.SelectMany((family, index) => family.Select(_ => index))];
            return (
                [.. metrics.Select(name => rows.Select(row => row[name]!.Value).ToArray())],
                [.. rows.Select(row => row.Score)],
                groups,
                kept.Length);
        }
    }
}
