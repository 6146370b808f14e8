using System.IO.Enumeration;
using Heavytail.Comparison.Trends;
using Heavytail.Statistics;

namespace Heavytail;

/// <summary>A family with known scores, from which those of others are predicted.</summary>
/// <param name="Source">The table.</param>
/// <param name="Family">The family.</param>
/// <param name="Score">Column of the score to predict.</param>
/// <param name="Metric">Metric to predict from.</param>
/// <param name="Convention">How weights were scaled and pooled; null where the table does not name it.</param>
/// <param name="Fit">The line through its models.</param>
/// <param name="Models">Its models, all with the metric.</param>
public sealed record RankingReference(
    string Source,
    string Family,
    string Score,
    string Metric,
    string? Convention,
    LinearFit Fit,
    IReadOnlyList<TrendModel> Models)
{
    /// <summary>The least and the largest value of the metric in the family.</summary>
    public (double Low, double High) Range
    {
        get
        {
            double[] values = [.. Models.Select(model => model[Metric]!.Value)];
            return (values.Min(), values.Max());
        }
    }

    /// <summary>Confidence of a prediction interval: n models warrant at most n/(n + 1).</summary>
    public double Confidence(RankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Math.Min(options.Confidence, Warranted(Fit.Count));
    }

    /// <summary>
    /// Whether a value is between those of the family, to rounding; beyond them the line says nothing.
    /// </summary>
    internal bool Holds(double value)
    {
        var (low, high) = Range;
        double rounding = ModelRanking.Tie * Math.Max(1, Math.Abs(value));
        return value >= low - rounding && value <= high + rounding;
    }

    /// <summary>The score of a model with this value of the metric.</summary>
    /// <returns>Null where there are fewer than three other models.</returns>
    /// <remarks>
    /// A model of the family with exactly the same value is the same network: it does not predict its own score.
    /// </remarks>
    internal (PredictionInterval Interval, double Confidence)? Predict(double value, RankingOptions options)
    {
        TrendModel[] others = [.. Models.Where(model => model[Metric] != value)];
        double confidence = Math.Min(options.Confidence, Warranted(others.Length));
        return LineOf(Metric, others)?.PredictLeaveOneOut(value, confidence) is { } interval
            ? (interval, confidence)
            : null;
    }

    private static double Warranted(int count) => (double)count / (count + 1);

    private static LinearFit? LineOf(string metric, IReadOnlyList<TrendModel> models) => LeastSquares.Fit(
        [.. models.Select(model => model[metric]!.Value)], [.. models.Select(model => model.Score)]);

    /// <summary>Fits the family.</summary>
    /// <param name="data">The table's models.</param>
    /// <param name="metric">Metric to predict scores from.</param>
    /// <param name="family">Glob that matches one family; null for the only one of three models or more.</param>
    /// <exception cref="TableException">There is no such family, or several, or its trend cannot be fitted.</exception>
    public static RankingReference From(TrendData data, string metric, string? family)
    {
        ArgumentNullException.ThrowIfNull(data);
        var families = data.Models.GroupBy(model => model.Family)
            .Where(group => family is null
                ? group.Count() >= TrendSummary.SmallestFamily
                : FileSystemName.MatchesSimpleExpression(family, group.Key, ignoreCase: false))
            .ToArray();
        if (families.Length != 1)
        {
            string found = families.Length == 0
                ? $"no family {(family is null ? "of three models or more" : $"`{family}`")}"
                : $"{families.Length} families: "
                    + string.Join(", ", families.Select(group => TrendWords.Quote(group.Key)));
            string[] all = [.. data.Models.Select(model => model.Family).Distinct()];
            throw new TableException(
                data.Source,
                found,
                families.Length > 1
                    ? "choose one with `--family GLOB`"
                    : Spelling.DidYouMean(family?.Trim('*') ?? "", all)
                        ?? $"families are {string.Join(", ", all.Select(TrendWords.Quote))}");
        }

        if (ScoreUnits.Of(data.Score, data.LowerIsBetter, [.. families[0]]).Warnings is [var mixed, ..])
        {
            throw new TableException(data.Source, mixed);
        }

        TrendModel[] models = [.. families[0].Where(model => model[metric] is not null)];
        return LineOf(metric, models) is { CanPredict: true } fit
            ? new RankingReference(data.Source, families[0].Key, data.Score, metric, data.Convention, fit, models)
            : throw new TableException(
                data.Source,
                $"family `{families[0].Key}`: no line with an error fits {TrendWords.Models(models.Length)} "
                + $"with {TrendWords.Quote(metric)} and {TrendWords.Quote(data.Score)}",
                "a prediction needs three models or more that differ");
    }
}
