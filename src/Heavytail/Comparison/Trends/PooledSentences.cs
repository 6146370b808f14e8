namespace Heavytail.Comparison.Trends;

/// <summary>In words, where the pooled models show something that their families do not.</summary>
internal static class PooledSentences
{
    public static IReadOnlyList<string> Write(IReadOnlyList<PooledTrend> pooled, TrendData data) =>
        [.. pooled.SelectMany(trend => Write(trend, data.Score))];

    private static IEnumerable<string> Write(PooledTrend trend, string score) =>
        new[] { SignPart(trend, score), ReversalPart(trend), SizePart(trend) }.OfType<string>();

    private static string? SignPart(PooledTrend trend, string score)
    {
        if (!trend.ChangesSign || trend.Pooled.Tau is not double all || trend.Within.Tau is not double within)
        {
            return null;
        }

        (string what, double pooled, double inside) = all * within < 0
            ? ("tau", all, within)
            : ("slope", trend.Pooled.Fit!.Slope, trend.Within.Fit!.Slope);
        string relation = TrendWords.Relation(score, Math.Sign(pooled), trend.Metric);
        return $"{trend.Metric}: over all models {relation} ({what} {TrendWords.Digits(pooled)}), "
            + $"within families it {(inside < 0 ? "falls" : "rises")} ({what} {TrendWords.Digits(inside)}): "
            + "pooling reverses the sign (Simpson's paradox), so do not compare across families.";
    }

    private static string? ReversalPart(PooledTrend trend)
    {
        if (trend.Reversals.Count == 0)
        {
            return null;
        }

        string[] families =
        [
            .. trend.Reversals.Select(reversal => $"{reversal.Family} ({TrendWords.Write(reversal.Trend)})"),
        ];
        (string verb, string these) = families.Length == 1 ? ("goes", "this family") : ("go", "these families");
        return $"{trend.Metric}: {TrendWords.List(families)} {verb} against the "
            + $"{TrendWords.Models(trend.Pooled.Count)} together (tau {TrendWords.Number(trend.Pooled.Tau ?? 0)}): "
            + $"the sign reverses within {these}.";
    }

    private static string? SizePart(PooledTrend trend)
    {
        if (trend.Within.Correlation is not double plain || trend.Within.GivenSize is not { } partial)
        {
            return null;
        }

        double given = partial.Coefficient;
        return LosesToSize(plain, given)
            ? $"{trend.Metric}: within families r = {TrendWords.Number(plain)}, but {TrendWords.Number(given)} "
                + "given log10(parameters): most of what it explains is size."
            : null;
    }

    /// <summary>Whether a clear correlation loses more than half of its value, or changes sign.</summary>
    private static bool LosesToSize(double plain, double given) =>
        Math.Abs(plain) >= 0.5 && (Math.Abs(given) < Math.Abs(plain) / 2 || plain * given < 0);
}
