using System.Globalization;

namespace Heavytail.Comparison.Trends;

/// <summary>Numbers and phrases that the sentences share.</summary>
internal static class TrendWords
{
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits.</summary>
    public static string Digits(double value) => RealText.Short(value, 3);

    /// <summary>A name of the user's, or of a metric: quoted, so that it is no word of the sentence.</summary>
    public static string Quote(string name) => $"`{name}`";

    /// <summary>Three decimals.</summary>
    public static string Share(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string P(double p) =>
        p < 0.001 ? "p < 0.001" : $"p = {p.ToString("0.###", CultureInfo.InvariantCulture)}";

    /// <summary>The order of models: <c>tau −0.93, p = 0.001</c>.</summary>
    public static string Write(MetricTrend trend) => trend.Kendall is { } kendall
        ? $"tau {Number(kendall.Coefficient)}, {P(kendall.PValue)}"
        : "no tau";

    /// <summary>The line: <c>slope −5.28, R² 0.964, leave-one-out R² 0.94</c>.</summary>
    public static string Line(LinearFit fit)
    {
        string leftOut = fit.LeaveOneOutRSquared is double value ? $", leave-one-out R² {Share(value)}" : "";
        return $"slope {Digits(fit.Slope)}, R² {Share(fit.RSquared ?? 0)}{leftOut}";
    }

    /// <summary>Pairs within families, or of all models: <c>tau −0.35, p &lt; 0.001</c>.</summary>
    public static string Write(GroupedCorrelation pairs) => $"tau {Number(pairs.Coefficient)}, {P(pairs.PValue)}";

    /// <summary><c>falls</c> or <c>rises</c>.</summary>
    public static string Verb(int direction) => direction < 0 ? "falls" : "rises";

    /// <summary><c>`accuracy` falls as `alpha` grows</c>.</summary>
    public static string Relation(string score, int direction, string metric) =>
        $"{Quote(score)} {Verb(direction)} as {Quote(metric)} grows";

    /// <summary>Quoted names: <c>`a`</c>; <c>`a` and `b`</c>; <c>`a`, `b` and `c`</c>.</summary>
    public static string Names(IEnumerable<string> names) => List([.. names.Select(Quote)]);

    /// <summary><c>a</c>; <c>a and b</c>; <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count < 2
        ? string.Concat(items)
        : $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}";

    /// <summary>Quoted names up to a number, then a count: <c>`a`, `b` and 7 more</c>.</summary>
    public static string Few(IEnumerable<string> names, int most)
    {
        string[] all = [.. names.Select(Quote)];
        return List(all.Length <= most + 1 ? all : [.. all.Take(most), $"{Count(all.Length - most)} more"]);
    }

    public static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    public static string Models(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} model{(count == 1 ? "" : "s")}");
}
