using ScottPlot;

namespace Heavytail.Cli.Plots;

/// <summary>The markers of points in an image.</summary>
internal static class FigureMarkers
{
    /// <summary>Of more points the markers are small.</summary>
    private const int FewPoints = 20;

    /// <summary>Signs of groups.</summary>
    private static readonly MarkerShape[] s_groups =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleUp,
        MarkerShape.FilledTriangleDown, MarkerShape.Cross, MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    /// <summary>The marker of a series.</summary>
    public static MarkerShape Shape(FigureSeries series) =>
        series.Group is int group ? s_groups[group % s_groups.Length] : Shape(series.Role);

    /// <summary>Its size, relative to the text.</summary>
    /// <param name="series">The series.</param>
    /// <param name="axis">The horizontal axis: where it names things there are few points.</param>
    public static float Size(FigureSeries series, FigureAxis axis)
    {
        bool isFew = series.Points.Count <= FewPoints;
        return series is { Role: FigureRole.Data, Group: null }
            ? (isFew && axis.Names is not null ? 0.5f : 0.3f)
            : isFew ? 0.6f : 0.4f;
    }

    private static MarkerShape Shape(FigureRole role) => role switch
    {
        FigureRole.Spike => MarkerShape.FilledDiamond,
        FigureRole.Trap => MarkerShape.FilledTriangleUp,
        FigureRole.Uncertain => MarkerShape.OpenCircle,
        FigureRole.RandomLike => MarkerShape.FilledSquare,
        FigureRole.OverTrained => MarkerShape.FilledTriangleDown,
        FigureRole.UnderTrained => MarkerShape.FilledTriangleUp,
        _ => MarkerShape.FilledCircle,
    };
}
