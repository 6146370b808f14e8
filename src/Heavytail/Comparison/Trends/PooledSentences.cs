namespace Heavytail.Comparison.Trends;

/// <summary>Where all models together say something that their families do not, in words.</summary>
internal static class PooledSentences
{
    public static IReadOnlyList<string> Write(IReadOnlyList<PooledTrend> pooled, TrendData data) =>
        [.. pooled.SelectMany(trend => Write(trend, data.Score))];

    private static IEnumerable<string> Write(PooledTrend trend, string score)
    {
        if (trend.ChangesSign && trend.Pooled.Tau is double all && trend.Within.Tau is double within)
        {
            bool byRank = all * within < 0;
            (string what, double pooled, double inside) = byRank
                ? ("tau", all, within)
                : ("slope", trend.Pooled.Fit!.Slope, trend.Within.Fit!.Slope);
            yield return $"{trend.Metric}: over all models {TrendWords.Relation(score, Math.Sign(pooled), trend.Metric)} ({what} {TrendWords.Digits(pooled)}), "
                + $"within families it {(inside < 0 ? "falls" : "rises")} ({what} {TrendWords.Digits(inside)}): pooling reverses the sign (Simpson's paradox), so do not compare across families.";
        }

        if (trend.Reversals.Count > 0)
        {
            string[] families = [.. trend.Reversals.Select(reversal => $"{reversal.Family} ({TrendWords.Write(reversal.Trend)})")];
            yield return $"{trend.Metric}: {TrendWords.List(families)} {(families.Length == 1 ? "goes" : "go")} against the {TrendWords.Models(trend.Pooled.Count)} together (tau {TrendWords.Number(trend.Pooled.Tau ?? 0)}): the sign reverses within {(families.Length == 1 ? "this family" : "these families")}.";
        }

        if (trend.Within.GivenSize is { } given && trend.Within.Correlation is double plain && LosesToSize(plain, given.Coefficient))
        {
            yield return $"{trend.Metric}: within families r = {TrendWords.Number(plain)}, but {TrendWords.Number(given.Coefficient)} given log10(parameters): what it says is mostly size.";
        }
    }

    /// <summary>A clear correlation of which less than half is left, or whose sign turns.</summary>
    private static bool LosesToSize(double plain, double given) =>
        Math.Abs(plain) >= 0.5 && (Math.Abs(given) < Math.Abs(plain) / 2 || plain * given < 0);
}
