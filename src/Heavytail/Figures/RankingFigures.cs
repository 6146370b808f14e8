using System.Globalization;
using Heavytail.Figures;

namespace Heavytail;

/// <summary>Figures of a ranking.</summary>
public static class RankingFigures
{
    private const string Shape = "shape";

    /// <summary>Between the series of a model.</summary>
    private const double Offset = 0.16;

    /// <summary>Means of ranks that differ by no more are equal.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The figures that a ranking has: places with intervals, predicted scores, each metric.</summary>
    public static IReadOnlyList<Figure> All(Ranking ranking)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return [.. new[] { Places(ranking), Predictions(ranking) }.Concat(Metrics(ranking)).OfType<Figure>()];
    }

    private static Figure? Places(Ranking ranking)
    {
        RankedModel[] placed = [.. ranking.Models.Where(model => model.Place is not null)];
        string share = string.Create(CultureInfo.InvariantCulture, $"{100 * ranking.Options.Confidence:0.#}");
        string by = Words(ranking);
        var names = OwnNames.OfModels([.. placed.Select(model => model.Path)]);
        var places = new FigureSeries(
            "by " + by,
            FigureStyle.Points,
            FigureRole.Data,
            [
                .. placed.Select((model, k) => new FigurePoint(k, model.Place!.Value)
                {
                    Low = model.PlaceInterval?.Low,
                    High = model.PlaceInterval?.High,
                    Name = names[k],
                }),
            ]);
        FigureSeries?[] beside = ranking.Metrics.Count == ranking.ScaleMetrics.Count ? [] :
        [
            ranking.ScaleHasSay ? ByShape(ranking, placed, names) : null,
            placed.Any(model => model.ScaleRank is not null)
                ? Series("by scale alone, not quality", FigureRole.Noise, placed, model => model.ScaleRank)
                : null,
        ];
        return placed.Length == 0 ? null : new Figure(
            "rank-places",
            "Places, and how sure they are",
            Names(placed),
            new FigureAxis("place, 1 the best") { Range = (placed.Length + 0.5, 0.5) })
        {
            Description = $"The place of {Phrases.Count(placed.Length, "model")} by {by}"
                + (by == Shape ? " of spectra" : "") + $"; bars hold "
                + $"{share} % of draws of layers. Models whose bars overlap are not told apart.",
            Series = Beside([places, .. beside.OfType<FigureSeries>()]),
        };
    }

    /// <summary>What orders the models.</summary>
    private static string Words(Ranking ranking) =>
        !ranking.ScaleHasSay ? Shape
        : ranking.ScaleMetrics.Count < ranking.Metrics.Count ? "shape and scale together"
        : "scale";

    /// <summary>The places that shape alone would give; null where they are those of shape and scale.</summary>
    private static FigureSeries? ByShape(
        Ranking ranking, RankedModel[] placed, IReadOnlyList<string> names)
    {
        double[] means =
        [
            .. placed.Select(model =>
                model.Ranks.Where((_, m) => !ranking.ScaleMetrics.Contains(ranking.Metrics[m])).Average()!.Value),
        ];
        double[] places = [.. means.Select(mean => 1.0 + means.Count(other => other < mean - Rounding))];
        return places.Zip(placed).All(pair => pair.First == pair.Second.Place) ? null : new FigureSeries(
            "by shape alone",
            FigureStyle.Points,
            FigureRole.Fit,
            [.. places.Select((place, k) => new FigurePoint(k, place) { Name = names[k] })]);
    }

    /// <summary>Series beside each other, so that equal places are seen.</summary>
    private static FigureSeries[] Beside(FigureSeries[] series) =>
    [
        .. series.Select((one, k) => one with
        {
            Points =
            [
                .. one.Points.Select(point => point with
                {
                    X = point.X + (Offset * (k - ((series.Length - 1) / 2.0))),
                }),
            ],
        }),
    ];

    private static Figure? Predictions(Ranking ranking)
    {
        RankedModel[] predicted = [.. ranking.Models.Where(model => model.Prediction is not null)];
        var names = OwnNames.OfModels([.. predicted.Select(model => model.Path)]);
        return ranking.Reference is not { } reference || predicted.Length == 0 ? null : new Figure(
            "rank-predictions",
            $"Predicted {reference.Score}",
            Names(predicted),
            ScoreAxis.Of(
                $"{reference.Score}, predicted",
                reference.Score,
                [.. predicted.Select(model => model.Prediction!.Value.Value)],
                [.. predicted.SelectMany(model => new[] { model.Prediction!.Value.Low, model.Prediction.Value.High })]))
        {
            Description = $"{reference.Score} of {Phrases.Count(predicted.Length, "model")}, predicted from "
                + $"{reference.Metric} by the line through `{reference.Family}` of `{reference.Source}`, with "
                + "jackknife+ intervals.",
            Series =
            [
                new FigureSeries(
                    "predicted",
                    FigureStyle.Points,
                    FigureRole.Data,
                    [
                        .. predicted.Select((model, k) => new FigurePoint(k, model.Prediction!.Value.Value)
                        {
                            Low = model.Prediction.Value.Low,
                            High = model.Prediction.Value.High,
                            Name = names[k],
                        }),
                    ]),
            ],
        };
    }

    private static IEnumerable<Figure> Metrics(Ranking ranking) => ranking.Metrics.Select((metric, m) =>
    {
        bool isScale = ranking.ScaleMetrics.Contains(metric);
        var models = ranking.Models;
        return new Figure(
            $"rank-{metric}",
            $"Mean {metric} of each model",
            Names(models),
            new FigureAxis($"mean {metric}"))
        {
            Description = $"Mean {metric} of {Phrases.Count(models.Count, "model")} in the order of the ranking; "
                + "smaller is better"
                + (isScale ? ", but one factor on all weights changes it: it measures scale, not quality." : "."),
            Series =
            [
                Series("placed", isScale ? FigureRole.Noise : FigureRole.Data, models, model =>
                    model.Place is null ? null : model.Values[m]),
                .. models.Any(model => model.Place is null)
                    ? [Series("without a place", FigureRole.RandomLike, models, model =>
                        model.Place is null ? model.Values[m] : null)]
                    : Array.Empty<FigureSeries>(),
            ],
        };
    });

    private static FigureAxis Names(IEnumerable<RankedModel> models) =>
        new("model, the best first") { Names = OwnNames.OfModels([.. models.Select(model => model.Path)]) };

    private static FigureSeries Series(
        string name, FigureRole role, IReadOnlyList<RankedModel> models, Func<RankedModel, double?> value)
    {
        var names = OwnNames.OfModels([.. models.Select(model => model.Path)]);
        return new FigureSeries(
            name,
            FigureStyle.Points,
            role,
            [
                .. models.Select((model, k) => (k, Value: value(model))).Where(item => item.Value is not null)
                    .Select(item => new FigurePoint(item.k, item.Value!.Value) { Name = names[item.k] }),
            ]);
    }
}
