using System.Globalization;

namespace Heavytail;

/// <summary>Figures of a ranking.</summary>
public static class RankingFigures
{
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
        return placed.Length == 0 ? null : new Figure(
            "rank-places",
            "Places, and how sure they are",
            Names(placed),
            new FigureAxis("place, 1 the best") { Range = (placed.Length + 0.5, 0.5) })
        {
            Description = $"The place of {Phrases.Count(placed.Length, "model")} by the shape of spectra; bars hold "
                + $"{share} % of draws of layers. Models whose bars overlap are not told apart.",
            Series =
            [
                .. placed.Any(model => model.ScaleRank is not null)
                    ? [Series("by scale, not quality", FigureRole.Noise, placed, model => model.ScaleRank)]
                    : Array.Empty<FigureSeries>(),
                new FigureSeries(
                    "by shape",
                    FigureStyle.Points,
                    FigureRole.Data,
                    [
                        .. placed.Select((model, k) => new FigurePoint(k, model.Place!.Value)
                        {
                            Low = model.PlaceInterval?.Low,
                            High = model.PlaceInterval?.High,
                            Name = model.Path,
                        }),
                    ]),
            ],
        };
    }

    private static Figure? Predictions(Ranking ranking)
    {
        RankedModel[] predicted = [.. ranking.Models.Where(model => model.Prediction is not null)];
        return ranking.Reference is not { } reference || predicted.Length == 0 ? null : new Figure(
            "rank-predictions",
            $"Predicted {reference.Score}",
            Names(predicted),
            new FigureAxis($"{reference.Score}, predicted"))
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
                            Name = model.Path,
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
        new("model, the best first") { Names = [.. models.Select(model => Path.GetFileName(model.Path))] };

    private static FigureSeries Series(
        string name, FigureRole role, IReadOnlyList<RankedModel> models, Func<RankedModel, double?> value) => new(
        name,
        FigureStyle.Points,
        role,
        [
            .. models.Select((model, k) => (k, model.Path, Value: value(model))).Where(item => item.Value is not null)
                .Select(item => new FigurePoint(item.k, item.Value!.Value) { Name = item.Path }),
        ]);
}
