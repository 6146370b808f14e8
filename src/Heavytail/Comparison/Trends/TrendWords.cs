using System.Globalization;

namespace Heavytail.Comparison.Trends;

/// <summary>Numbers and phrases that the sentences share.</summary>
internal static class TrendWords
{
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Digits(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>Three decimals.</summary>
    public static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string P(double p) =>
        p < 0.001 ? "p < 0.001" : $"p = {p.ToString("0.###", CultureInfo.InvariantCulture)}";

    /// <summary><c>tau −0.93, R² 0.964, p = 0.001</c>.</summary>
    public static string Write(MetricTrend trend)
    {
        var kendall = trend.Kendall;
        string fit = trend.Fit?.RSquared is double share ? $", R² {Share(share)}" : "";
        return kendall is null ? $"no tau{fit}" : $"tau {Number(kendall.Coefficient)}{fit}, {P(kendall.PValue)}";
    }

    /// <summary><c>accuracy falls as alpha grows</c>.</summary>
    public static string Relation(string score, int direction, string metric) =>
        $"{score} {(direction < 0 ? "falls" : "rises")} as {metric} grows";

    /// <summary><c>a</c>; <c>a and b</c>; <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count < 2
        ? string.Concat(items)
        : $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}";

    public static string Models(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} model{(count == 1 ? "" : "s")}");
}
