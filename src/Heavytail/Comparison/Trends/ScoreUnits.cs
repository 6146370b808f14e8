using System.Globalization;

namespace Heavytail.Comparison.Trends;

/// <summary>Finds scores of which some are fractions and others percent.</summary>
internal static class ScoreUnits
{
    /// <summary>
    /// The smallest percentage over the largest fraction: 0.93 beside 71 is a mix, error rates of 0.8 and 1.2 percent
    /// are not. Accuracies of 10 percent and less do not count: a table may have 0.5 and 4 percent of a hard task.
    /// </summary>
    private const double Gap = 10;

    /// <summary>Fractions, in percent, are near the others: within this factor of their range.</summary>
    private const double Near = 2;

    /// <summary>A warning that names the models of the smaller group; none where the scores have one unit.</summary>
    public static IEnumerable<string> Warnings(TrendData data)
    {
        if (!ScoreNames.MayBePercent(data.Score))
        {
            return [];
        }

        // Error rates of easy and hard data sets differ by decades, so they are compared within a family only.
        return data.LowerIsBetter
            ? data.Models.GroupBy(model => model.Family)
                .SelectMany(family => Warning(data.Score, [.. family], isError: true))
            : Warning(data.Score, data.Models, isError: false);
    }

    private static string[] Warning(string score, IReadOnlyList<TrendModel> models, bool isError)
    {
        TrendModel[] low = [.. models.Where(model => model.Score <= 1)];
        TrendModel[] high = [.. models.Where(model => model.Score > 1)];
        if (low.Length == 0 || high.Length == 0 || models.Any(model => model.Score is <= 0 or > 100)
            || high.Min(model => model.Score) < Gap * (isError ? low.Max(model => model.Score) : 1)
            || 100 * low.Max(model => model.Score) * Near < high.Min(model => model.Score)
            || 100 * low.Min(model => model.Score) > Near * high.Max(model => model.Score))
        {
            return [];
        }

        return
        [
            $"{score} mixes fractions and percent: {Range(low)} for {Names(low)}, {Range(high)} for {Names(high)}; "
                + "no trend of such a column means anything.",
        ];
    }

    private static string Range(TrendModel[] models) => string.Create(
        CultureInfo.InvariantCulture,
        $"{models.Min(model => model.Score):G4} to {models.Max(model => model.Score):G4}");

    private static string Names(TrendModel[] models) =>
        models.Length > 3 ? TrendWords.Models(models.Length) : TrendWords.List([.. models.Select(model => model.Name)]);
}
