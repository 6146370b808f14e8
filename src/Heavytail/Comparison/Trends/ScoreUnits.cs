namespace Heavytail.Comparison.Trends;

/// <summary>Scores of which some are fractions and others percent: nothing is claimed of them.</summary>
/// <param name="Families">The families that have both.</param>
/// <param name="Warnings">What is mixed, and what to do; empty where the scores have one unit.</param>
internal sealed record ScoreUnits(IReadOnlySet<string> Families, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// The smallest percentage over the largest fraction: 0.93 beside 71 is a mix, error rates of 0.8 and 1.2 percent
    /// are not. Accuracies of 10 percent and less do not count: a table may have 0.5 and 4 percent of a hard task.
    /// </summary>
    private const double Gap = 10;

    /// <summary>Fractions, in percent, are near the others: within this factor of their range.</summary>
    private const double Near = 2;

    /// <summary>Whether the models cannot be pooled: some families have fractions, others percent.</summary>
    public bool IsMixed => Warnings.Count > 0;

    public static ScoreUnits Of(string score, bool lowerIsBetter, IReadOnlyList<TrendModel> models)
    {
        // Error rates of easy and hard data sets differ by decades, so they are compared within a family only.
        TrendModel[][] compared = !ScoreNames.MayBePercent(score) ? []
            : lowerIsBetter ? [.. models.GroupBy(model => model.Family).Select(family => family.ToArray())]
            : [[.. models]];
        TrendModel[][] mixed = [.. compared.Where(group => IsMix(group, lowerIsBetter))];
        return new(
            mixed.SelectMany(group => group).GroupBy(model => model.Family)
                .Where(family => family.Any(IsFraction) && !family.All(IsFraction))
                .Select(family => family.Key).ToHashSet(),
            [.. mixed.Select(group => Warning(score, group))]);
    }

    /// <summary>Whether a family has both.</summary>
    public bool Mixes(string family) => Families.Contains(family);

    /// <summary>What is said of such a family.</summary>
    public static string Sentence(string score, int models) =>
        $"{TrendWords.Quote(score)} of these {TrendWords.Models(models)} seems to mix fractions and percent, so no "
            + "trend is claimed.";

    private static bool IsFraction(TrendModel model) => model.Score <= 1;

    private static bool IsMix(TrendModel[] models, bool isError)
    {
        double[] low = [.. models.Where(IsFraction).Select(model => model.Score)];
        double[] high = [.. models.Where(model => !IsFraction(model)).Select(model => model.Score)];
        return low.Length > 0 && high.Length > 0 && low.Min() > 0 && high.Max() <= 100
            && high.Min() >= Gap * (isError ? low.Max() : 1)
            && 100 * low.Max() * Near >= high.Min()
            && 100 * low.Min() <= Near * high.Max();
    }

    private static string Warning(string score, TrendModel[] models)
    {
        TrendModel[] low = [.. models.Where(IsFraction)];
        TrendModel[] high = [.. models.Where(model => !IsFraction(model))];
        return $"{TrendWords.Quote(score)} seems to mix fractions and percent: {Range(low)} for {Names(low)}, "
            + $"{Range(high)} for {Names(high)}. Nothing is claimed where both meet: multiply the fractions by 100 "
            + "in the table.";
    }

    private static string Range(TrendModel[] models)
    {
        (double least, double most) = (models.Min(model => model.Score), models.Max(model => model.Score));
        return least == most ? Digits(least) : $"{Digits(least)} to {Digits(most)}";
    }

    private static string Digits(double score) => RealText.Short(score, 4);

    private static string Names(TrendModel[] models) =>
        models.Length > 3 ? TrendWords.Models(models.Length) : TrendWords.Names(models.Select(model => model.Name));
}
