using System.Globalization;
using Heavytail.Figures;

namespace Heavytail;

/// <summary>Two models side by side.</summary>
public static class LayerDifferences
{
    /// <summary>A picture shows no less than this, so that differences of nothing look like nothing.</summary>
    private const double LeastSpan = 0.5;

    /// <summary>The layers that both models have by name, slice and shape, in the order of the first.</summary>
    public static IReadOnlyList<LayerDifference> Between(ModelAnalysis before, ModelAnalysis after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var others = after.Layers.GroupBy(KeyOf).ToDictionary(group => group.Key, group => group.First());
        return
        [
            .. from row in before.Layers
               where others.ContainsKey(KeyOf(row))
               select new LayerDifference(
                   LayerVerdict.From(row, before.Options.Method.Convention),
                   LayerVerdict.From(others[KeyOf(row)], after.Options.Method.Convention)),
        ];
    }

    /// <summary>α of the layers that two models share, one above the other; null where they share none.</summary>
    public static Figure? Figure(ModelAnalysis before, ModelAnalysis after) => Figure(Between(before, after));

    /// <summary>α of layers that two models share, one above the other; null where there are none.</summary>
    internal static Figure? Figure(IReadOnlyList<LayerDifference> pairs)
    {
        LayerDifference[] shared = [.. pairs.Where(pair => pair.Alpha is not null)];
        int clear = shared.Count(pair => pair.IsClear == true);
        return shared.Length == 0 ? null : new Figure(
            "alpha-difference",
            "Difference of alpha by layer",
            new FigureAxis(DepthAxis.Title(shared.Select(pair => pair.Before.Row.Layer)))
            {
                Names = [.. shared.Select(NameOf)],
            },
            new FigureAxis("difference of alpha") { Range = RangeOf(shared) })
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"Alpha of {shared.Length} shared layers less that of the first: {clear} beyond both intervals. A bar ")
                + "holds the differences that the intervals of both models allow; it ends at the edge of the picture.",
            Series =
            [
                .. Series(shared, isClear: true, "beyond both intervals", FigureRole.Spike),
                .. Series(shared, isClear: false, "within the intervals", FigureRole.Uncertain),
                .. Series(shared, isClear: null, "without an interval", FigureRole.Data),
            ],
            Marks = [new FigureMark("no difference", FigureRole.Threshold, IsVertical: false, 0)],
        };
    }

    /// <summary>
    /// What the picture shows: all differences, and as much again below and above them of the bars, some of which are
    /// a hundred times longer.
    /// </summary>
    private static (double Low, double High) RangeOf(LayerDifference[] shared)
    {
        double low = Math.Min(0, shared.Min(pair => pair.Alpha!.Value));
        double high = Math.Max(0, shared.Max(pair => pair.Alpha!.Value));
        double span = Math.Max(high - low, LeastSpan);
        double lowest = Math.Min(low, shared.Min(pair => pair.Interval?.Low ?? low));
        double highest = Math.Max(high, shared.Max(pair => pair.Interval?.High ?? high));
        return (Math.Max(lowest, low - span) - (0.05 * span), Math.Min(highest, high + span) + (0.05 * span));
    }

    private static IEnumerable<FigureSeries> Series(
        LayerDifference[] shared, bool? isClear, string name, FigureRole role)
    {
        FigurePoint[] points =
        [
            .. shared.Select((pair, index) => (pair, index))
                .Where(item => item.pair.IsClear == isClear)
                .Select(item => new FigurePoint(item.index, item.pair.Alpha!.Value)
                {
                    Low = item.pair.Interval?.Low,
                    High = item.pair.Interval?.High,
                    Name = NameOf(item.pair),
                }),
        ];
        if (points.Length > 0)
        {
            yield return new FigureSeries(name, FigureStyle.Points, role, points);
        }
    }

    private static string NameOf(LayerDifference pair) => pair.Before.Row.Slice is int slice
        ? string.Create(CultureInfo.InvariantCulture, $"{pair.Before.Row.Name} slice {slice}")
        : pair.Before.Row.Name;

    private static (string Name, int? Slice, string Shape) KeyOf(LayerAnalysis row) =>
        (row.Name, row.Slice, row.Layer.Tensor.Shape.ToString());
}
