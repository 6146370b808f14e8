using System.Globalization;
using Heavytail.Comparison.Trends;
using Heavytail.Figures;

namespace Heavytail;

/// <summary>Figures of trends: the score of models over a metric, family by family.</summary>
public static class TrendFigures
{
    private const string Name = "trend";
    private const int BandPoints = 40;
    private const double Confidence = 0.95;

    /// <summary>Fewer models have a band so wide that it says nothing.</summary>
    private const int LeastOfBand = 5;

    /// <summary>The metrics that have a figure: those of trends, then the baselines.</summary>
    public static IReadOnlyList<string> Metrics(TrendAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        string[] known =
        [
            .. analysis.Families.SelectMany(family => family.Metrics)
                .Where(trend => trend.Count > 0).Select(trend => trend.Metric).Distinct(StringComparer.Ordinal),
        ];
        return
        [
            .. known.Where(metric => metric == TrendMetrics.Lead),
            .. known.Where(metric => metric != TrendMetrics.Lead && !TrendMetrics.Baselines.Contains(metric)),
            .. known.Where(TrendMetrics.Baselines.Contains),
        ];
    }

    /// <summary>The figures of all metrics.</summary>
    public static IReadOnlyList<Figure> All(TrendAnalysis analysis) =>
        [.. Metrics(analysis).Select(metric => Create(metric, analysis)).OfType<Figure>()];

    /// <summary>
    /// The score over one metric: a point a model, and for each family its line, with the band that holds 95 % of
    /// further models where it has 5 models. Where the pooled trend goes against that within families, its line is
    /// drawn too.
    /// </summary>
    /// <param name="metric">One of <see cref="Metrics"/>.</param>
    /// <param name="analysis">The trends.</param>
    /// <returns>Null where no model has the metric.</returns>
    public static Figure? Create(string metric, TrendAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(analysis);
        var families = analysis.Families
            .Select((family, group) => (Family: family, Group: group, Models: With(metric, family)))
            .Where(item => item.Models.Length > 0).ToArray();
        if (families.Length == 0)
        {
            return null;
        }

        var pooled = analysis.Pooled.FirstOrDefault(trend => trend.Metric == metric);
        bool reverses = pooled is { } trend && (trend.ChangesSign || trend.Reversals.Count > 0);
        var lines = families.SelectMany(item => Lines(metric, item.Family, item.Models, item.Group)).ToArray();
        TrendModel[] models = [.. families.SelectMany(item => item.Models)];
        var names = new Dictionary<TrendModel, string>(ReferenceEqualityComparer.Instance);
        foreach (var (model, name) in models.Zip(OwnNames.OfModels([.. models.Select(model => model.Name)])))
        {
            names[model] = name;
        }

        return new Figure(
            $"{Name}-{FileName(metric)}",
            $"{analysis.Data.Score} by {metric}",
            new FigureAxis(TrendMetrics.Baselines.Contains(metric) ? $"{metric}, a baseline" : $"mean {metric}"),
            ScoreAxis.Of(
                $"{analysis.Data.Score} ({Phrases.Better(analysis.Data)})",
                analysis.Data.Score,
                [.. models.Select(model => model.Score)]))
        {
            Series =
            [
                .. lines.Where(series => series.Style == FigureStyle.Band),
                .. lines.Where(series => series.Style != FigureStyle.Band),
                .. reverses && pooled!.Pooled.Fit is { } fit
                    ? [Pooled(fit, models, metric)]
                    : Array.Empty<FigureSeries>(),
                .. families.Select(item => new FigureSeries(
                    item.Family.Family.Length == 0 ? "models" : item.Family.Family,
                    FigureStyle.Points,
                    FigureRole.Data,
                    [
                        .. item.Models.Select(model => new FigurePoint(model[metric]!.Value, model.Score)
                        {
                            Name = names[model],
                        }),
                    ])
                {
                    Group = item.Group,
                }),
            ],
            Description = Describe(metric, analysis, models.Length, families.Length)
                + Bands(
                    lines.Count(series => series.Style == FigureStyle.Band),
                    families.Count(item => item.Models.Length < LeastOfBand && HasBand(metric, item.Family)))
                + (reverses ? " Pooled, the trend is another than within families: one line of all misleads." : ""),
        };
    }

    /// <summary>A metric as a part of a file name: <c>log10(parameters)</c> has none.</summary>
    private static string FileName(string metric) =>
        string.Concat(metric.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '-')).Trim('-');

    private static string Describe(string metric, TrendAnalysis analysis, int models, int families)
    {
        string of = families == 1 ? "" : Text($" of {families} families");
        string said = string.Join("; ", analysis.Families.Select(family => Say(metric, family)).OfType<string>());
        return Text($"{analysis.Data.Score} of {models} models{of} over {metric}")
            + (said.Length == 0 ? "." : $": {said}.");
    }

    /// <summary>What bands hold, and why some are not drawn.</summary>
    private static string Bands(int drawn, int leftOut) => (drawn, leftOut) switch
    {
        (0, 0) => "",
        (0, _) => Text($" Bands are left out of fewer than {LeastOfBand} models."),
        (_, 0) => " Bands hold 95 % of further models.",
        _ => Text($" Bands hold 95 % of further models; families of fewer than {LeastOfBand} models have none."),
    };

    /// <summary>Whether further models of a family have an interval.</summary>
    private static bool HasBand(string metric, FamilyTrend family) =>
        family[metric]?.Fit is { } fit && fit.Predict(0, Confidence) is not null;

    private static string? Say(string metric, FamilyTrend family) =>
        family[metric] is { Kendall: { } tau, Fit: { } fit } trend
            ? Text($"{(family.Family.Length == 0 ? "n" : family.Family + " n")} = {trend.Count}, ")
                + Text($"tau {tau.Coefficient:F2} ({TrendWords.P(tau.PValue)}), R² {fit.RSquared:F2}")
                + (fit.LeaveOneOutRSquared is double left ? Text($", leave-one-out {left:F2}") : "")
            : null;

    private static TrendModel[] With(string metric, FamilyTrend family) =>
        [.. family.Models.Where(model => model[metric] is double value && double.IsFinite(value))];

    private static IEnumerable<FigureSeries> Lines(string metric, FamilyTrend family, TrendModel[] models, int group)
    {
        if (family[metric]?.Fit is not { } fit)
        {
            yield break;
        }

        double low = models.Min(model => model[metric]!.Value);
        double high = models.Max(model => model[metric]!.Value);
        if (models.Length >= LeastOfBand && HasBand(metric, family))
        {
            yield return new FigureSeries(
                $"{family.Family} 95 %".Trim(),
                FigureStyle.Band,
                FigureRole.Fit,
                [
                    .. Enumerable.Range(0, BandPoints + 1).Select(k =>
                    {
                        double x = low + ((high - low) * k / BandPoints);
                        var interval = fit.Predict(x, Confidence)!.Value;
                        return new FigurePoint(x, interval.Value) { Low = interval.Low, High = interval.High };
                    }),
                ])
            {
                Group = group,
            };
        }

        yield return Line($"{family.Family} line".Trim(), FigureStyle.Line, fit, low, high) with { Group = group };
    }

    private static FigureSeries Pooled(LinearFit fit, IEnumerable<TrendModel> models, string metric)
    {
        double[] values = [.. models.Select(model => model[metric]!.Value)];
        return Line("all models, pooled", FigureStyle.Dashed, fit, values.Min(), values.Max());
    }

    private static FigureSeries Line(string name, FigureStyle style, LinearFit fit, double low, double high) => new(
        name,
        style,
        style == FigureStyle.Dashed ? FigureRole.Threshold : FigureRole.Fit,
        [
            new FigurePoint(low, fit.Intercept + (fit.Slope * low)),
            new FigurePoint(high, fit.Intercept + (fit.Slope * high)),
        ]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
