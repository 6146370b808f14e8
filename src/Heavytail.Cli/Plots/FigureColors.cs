using Spectre.Console;

namespace Heavytail.Cli.Plots;

/// <summary>
/// The color of each role, from the palette of Okabe and Ito, which people with any color vision can tell apart; in a
/// terminal the nearest of its own colors, which its theme makes readable.
/// </summary>
internal static class FigureColors
{
    /// <summary>Colors of groups, in their order.</summary>
    private static readonly string[] s_groups =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"];

    /// <summary>The color of a series on paper, as <c>#rrggbb</c>: that of its group, or of its role.</summary>
    public static string Paper(FigureSeries series) =>
        series.Group is int group ? s_groups[group % s_groups.Length] : Paper(series.Role);

    /// <summary>The color on paper, as <c>#rrggbb</c>.</summary>
    public static string Paper(FigureRole role) => role switch
    {
        FigureRole.Data => "#0072B2",
        FigureRole.Fit => "#D55E00",
        FigureRole.Noise => "#009E73",
        FigureRole.Spike => "#CC79A7",
        FigureRole.Trap => "#000000",
        FigureRole.Threshold => "#555555",
        FigureRole.Rival => "#E69F00",
        FigureRole.Range => "#009E73",
        FigureRole.Inside => "#009E73",
        FigureRole.OverTrained => "#D55E00",
        FigureRole.UnderTrained => "#E69F00",
        FigureRole.Uncertain => "#999999",
        FigureRole.RandomLike => "#56B4E9",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not a role"),
    };

    /// <summary>The color in a terminal.</summary>
    public static Style Terminal(FigureRole role) => role switch
    {
        FigureRole.Data => new Style(Color.Blue),
        FigureRole.Fit => new Style(Color.Red),
        FigureRole.Noise => new Style(Color.Green),
        FigureRole.Spike => new Style(Color.Fuchsia),
        FigureRole.Trap => Style.Plain,
        FigureRole.Threshold => new Style(decoration: Decoration.Dim),
        FigureRole.Rival => new Style(Color.Olive),
        FigureRole.Range => new Style(Color.Yellow),
        FigureRole.Inside => new Style(Color.Green),
        FigureRole.OverTrained => new Style(Color.Red),
        FigureRole.UnderTrained => new Style(Color.Yellow),
        FigureRole.Uncertain => new Style(decoration: Decoration.Dim),
        FigureRole.RandomLike => new Style(Color.Aqua),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not a role"),
    };
}
