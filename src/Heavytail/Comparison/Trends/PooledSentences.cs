namespace Heavytail.Comparison.Trends;

/// <summary>In words, where the pooled models show something that their families do not.</summary>
internal static class PooledSentences
{
    public static IEnumerable<string> Write(IReadOnlyList<PooledTrend> pooled, string score, ClaimLevels levels) =>
        pooled.SelectMany(trend =>
            new[] { SignPart(trend, score), ReversalPart(trend), SizePart(trend, levels) }.OfType<string>());

    private static string? SignPart(PooledTrend trend, string score) => trend.ChangesSign
        ? $"{TrendWords.Quote(trend.Metric)}: over all models "
            + $"{TrendWords.Relation(score, trend.PairDirection, trend.Metric)} "
            + $"({TrendWords.Write(trend.Pooled.Pairs!)}), within families it {TrendWords.Verb(-trend.PairDirection)} "
            + $"({TrendWords.Write(trend.Within.Pairs!)}): pooling reverses the sign (Simpson's paradox), so do not "
            + "compare across families."
        : null;

    private static string? ReversalPart(PooledTrend trend)
    {
        if (trend.Reversals.Count == 0)
        {
            return null;
        }

        string[] families =
        [
            .. trend.Reversals.Select(reversal =>
                $"{TrendWords.Quote(reversal.Family)} ({TrendWords.Write(reversal.Trend)})"),
        ];
        (string verb, string these) = families.Length == 1 ? ("goes", "this family") : ("go", "these families");
        return $"{TrendWords.Quote(trend.Metric)}: {TrendWords.List(families)} {verb} against the "
            + $"{TrendWords.Models(trend.Pooled.Count)} together ({TrendWords.Write(trend.Pooled.Pairs!)}): "
            + $"the sign reverses within {these}.";
    }

    private static string? SizePart(PooledTrend trend, ClaimLevels levels)
    {
        if (trend.Within.Correlation is not double plain || trend.Within.GivenSize is not { } partial)
        {
            return null;
        }

        double given = partial.Coefficient;
        return trend.Within.Pairs?.PValue <= levels.Within && LosesToSize(plain, given)
            ? $"{TrendWords.Quote(trend.Metric)}: within families r = {TrendWords.Number(plain)}, but "
                + $"{TrendWords.Number(given)} given {TrendWords.Quote(TrendMetrics.Size)}: "
                + "most of what it explains is size."
            : null;
    }

    /// <summary>Whether a clear correlation loses more than half of its value, or changes sign.</summary>
    private static bool LosesToSize(double plain, double given) =>
        Math.Abs(plain) >= 0.5 && (Math.Abs(given) < Math.Abs(plain) / 2 || plain * given < 0);
}
