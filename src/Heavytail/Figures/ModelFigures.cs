using System.Globalization;
using Heavytail.Figures;

namespace Heavytail;

/// <summary>Figures of a whole model, a point a layer.</summary>
public static class ModelFigures
{
    private const double Low = TrainingWarnings.OverTrainedBelow;
    private const double High = TrainingWarnings.UnderTrainedAbove;

    /// <summary>Where pictures cut intervals off, since some reach a thousand.</summary>
    private const double MostAlpha = 20;

    private static readonly (LayerLabel Label, FigureRole Role)[] s_labels =
    [
        (LayerLabel.Inside, FigureRole.Inside), (LayerLabel.OverTrained, FigureRole.OverTrained),
        (LayerLabel.UnderTrained, FigureRole.UnderTrained), (LayerLabel.Uncertain, FigureRole.Uncertain),
        (LayerLabel.RandomLike, FigureRole.RandomLike), (LayerLabel.None, FigureRole.Data),
    ];

    private static readonly (string Kind, Func<IReadOnlyList<LayerVerdict>, Figure?> Create)[] s_kinds =
    [
        ("alpha-depth", AlphaByDepth), ("alpha-plane", Plane), ("alpha-null", AgainstNoise),
        ("alpha-distribution", Distribution),
    ];

    /// <summary>What figures there are, in their order.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. s_kinds.Select(kind => kind.Kind)];

    /// <summary>A figure of a model; null where its layers do not have what it shows.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="UnknownNameException">There is no such figure.</exception>
    public static Figure? Create(string kind, ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var create = s_kinds.FirstOrDefault(known => known.Kind == kind).Create
            ?? throw UnknownNameException.From(kind, Kinds, "figure");
        LayerVerdict[] rows =
            [.. model.Layers.Select(row => LayerVerdict.From(row, model.Options.Method.Convention))];
        return create(rows);
    }

    /// <summary>The role of a label.</summary>
    public static FigureRole RoleOf(LayerLabel label) => s_labels.First(pair => pair.Label == label).Role;

    private static Figure? AlphaByDepth(IReadOnlyList<LayerVerdict> rows)
    {
        var shown = Indexed(rows).Where(pair => pair.Row.Alpha is not null).ToArray();
        if (shown.Length == 0)
        {
            return null;
        }

        int inside = shown.Count(pair => pair.Row.Alpha is >= Low and <= High);
        double most = shown.Max(pair => Math.Min(MostAlpha, Math.Max(pair.Row.Alpha!.Value, 1.1 * High)));
        return new Figure(
            "alpha-depth",
            "Alpha by depth",
            new FigureAxis(DepthAxis.Title(rows.Select(row => row.Row.Layer)))
            {
                Names = OwnNames.OfLayers([.. rows.Select(NameOf)]),
            },
            new FigureAxis("alpha") { Range = (0.8, 1.05 * most) })
        {
            Description = Text(
                $"Alpha of {Layers(shown.Length)} by depth, with intervals: {inside} between {Low} and {High}, ")
                + Text($"{shown.Count(pair => pair.Row.Label == LayerLabel.Inside)} of these for sure")
                + (shown.Count(pair => pair.Row.Alpha > 1.05 * most) is > 0 and int above
                    ? Text($", {above} above the picture.") : "."),
            Series = [.. ByLabel(shown, pair => PointOf(pair.Index, pair.Row))],
            Marks = [Band],
        };
    }

    private static Figure? Plane(IReadOnlyList<LayerVerdict> rows)
    {
        var shown = Indexed(rows)
            .Where(pair => pair.Row.Alpha is not null && DeltaOf(pair.Row) is double delta && double.IsFinite(delta))
            .ToArray();
        int over = shown.Count(pair => pair.Row.Alpha < Low && DeltaOf(pair.Row) < 0);
        return shown.Length == 0 ? null : new Figure(
            "alpha-plane",
            "Alpha and Δλ_min",
            new FigureAxis("alpha"),
            new FigureAxis("Δλ_min"))
        {
            Description = Text($"Alpha and Δλ_min of {Layers(shown.Length)}: xmin of the power law less that of ")
                + Text($"det X = 1, for λ of mean 1. SETOL calls alpha below {Low} with Δλ_min below 0 ")
                + Text($"over-regularized: {over} {(over == 1 ? "lies" : "lie")} there."),
            Series =
            [
                .. ByLabel(shown, pair => new FigurePoint(pair.Row.Alpha!.Value, DeltaOf(pair.Row)!.Value)
                {
                    Name = NameOf(pair.Row),
                }),
            ],
            Marks =
            [
                new FigureMark("alpha = 2", FigureRole.Threshold, IsVertical: true, Low),
                new FigureMark("Δλ_min = 0", FigureRole.Threshold, IsVertical: false, 0),
            ],
        };
    }

    private static Figure? AgainstNoise(IReadOnlyList<LayerVerdict> rows)
    {
        var shown = Indexed(rows)
            .Where(pair => pair.Row.Alpha is not null && pair.Row.Row.Metrics.Null?.Alpha is not null).ToArray();
        if (shown.Length == 0)
        {
            return null;
        }

        double most = shown.Max(pair => Math.Max(pair.Row.Alpha!.Value, NoiseOf(pair.Row)));
        double least = shown.Min(pair => Math.Min(pair.Row.Alpha!.Value, NoiseOf(pair.Row)));
        int below = shown.Count(pair => pair.Row.Alpha < NoiseOf(pair.Row));
        return new Figure(
            "alpha-null",
            "Alpha against alpha of the permuted layer",
            new FigureAxis("alpha of the same entries in random order", IsLogarithmic: true),
            new FigureAxis("alpha", IsLogarithmic: true))
        {
            Description = Text(
                $"Alpha of {Layers(shown.Length)} against that of their permuted entries: {below} are below it."),
            Series =
            [
                new FigureSeries(
                    "as noise", FigureStyle.Dashed, FigureRole.Noise,
                    [new FigurePoint(least, least), new FigurePoint(most, most)]),
                .. ByLabel(shown, pair => new FigurePoint(NoiseOf(pair.Row), pair.Row.Alpha!.Value)
                {
                    Name = NameOf(pair.Row),
                }),
            ],
        };
    }

    private static Figure? Distribution(IReadOnlyList<LayerVerdict> rows)
    {
        const double Width = 0.5;
        double[] alphas = [.. rows.Select(row => row.Alpha).OfType<double>()];
        if (alphas.Length == 0)
        {
            return null;
        }

        int bins = (int)Math.Ceiling((Math.Min(MostAlpha, alphas.Max()) - 1) / Width) + 1;
        int[] counts = new int[bins];
        foreach (double alpha in alphas)
        {
            counts[(int)Math.Clamp((alpha - 1) / Width, 0, bins - 1)]++;
        }

        int beyond = alphas.Count(alpha => alpha > 1 + (bins * Width));
        return new Figure(
            "alpha-distribution",
            "Distribution of alpha",
            new FigureAxis("alpha"),
            new FigureAxis("layers"))
        {
            Description = Text($"How many of {Layers(alphas.Length)} have which alpha; the median is ")
                + Text($"{Median(alphas):F2}.") + (beyond > 0 ? Text($" The last bar has {beyond} beyond it.") : ""),
            Series =
            [
                new FigureSeries(
                    "layers", FigureStyle.Bars, FigureRole.Data,
                    [
                        .. counts.Select((count, k) => new FigurePoint(1 + ((k + 0.5) * Width), count)
                        {
                            Low = 1 + (k * Width),
                            High = 1 + ((k + 1) * Width),
                        }),
                    ]),
            ],
            Marks = [Band with { IsVertical = true }],
        };
    }

    private static FigureMark Band { get; } = new("expected", FigureRole.Range, IsVertical: false, Low) { To = High };

    private static IEnumerable<FigureSeries> ByLabel(
        IReadOnlyList<(int Index, LayerVerdict Row)> rows, Func<(int Index, LayerVerdict Row), FigurePoint> point) =>
        from pair in s_labels
        let points = rows.Where(row => row.Row.Label == pair.Label).Select(point).ToArray()
        where points.Length > 0
        select new FigureSeries(
            pair.Label == LayerLabel.None ? "no label" : pair.Label.Word(), FigureStyle.Points, pair.Role, points);

    private static FigurePoint PointOf(int index, LayerVerdict row) => new(index, row.Alpha!.Value)
    {
        Low = row.Interval?.Low,
        High = row.Interval?.High,
        Name = NameOf(row),
    };

    private static (int Index, LayerVerdict Row)[] Indexed(IReadOnlyList<LayerVerdict> rows) =>
        [.. rows.Select((row, index) => (index, row))];

    private static double? DeltaOf(LayerVerdict row) => row.Row.Metrics.Erg?.DeltaLambdaMin;

    private static double NoiseOf(LayerVerdict row) => row.Row.Metrics.Null!.Alpha!.Value;

    private static string NameOf(LayerVerdict row) => row.Row.Slice is int slice
        ? Text($"{row.Row.Name} slice {slice}")
        : row.Row.Name;

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private static string Layers(int count) => FigureText.Count(count, "layer");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
