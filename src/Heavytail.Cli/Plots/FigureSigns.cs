namespace Heavytail.Cli.Plots;

/// <summary>
/// The signs of a figure in a terminal, in its picture and its legend. They differ without color: lines that look
/// alike have a letter, lines across the picture have signs of their own.
/// </summary>
/// <param name="figure">The figure.</param>
/// <param name="isPlain">Whether signs are ASCII.</param>
internal sealed class FigureSigns(Figure figure, bool isPlain)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private readonly FigureSeries[] _alike =
    [
        .. figure.Series.Where(series => series.Points.Count > 0 && IsLine(series))
            .GroupBy(series => series.Style).Where(group => group.Count() > 1).SelectMany(group => group),
    ];

    private readonly FigureMark[] _vertical = Lines(figure, isVertical: true);
    private readonly FigureMark[] _horizontal = Lines(figure, isVertical: false);

    /// <summary>The letter of a line that others look like; null for other series.</summary>
    public char? Letter(FigureSeries series)
    {
        int index = Array.IndexOf(_alike, series);
        return index < 0 ? null : Letters[index % Letters.Length];
    }

    /// <summary>The character of a point that stands out; null where dots show it.</summary>
    public char? Point(FigureSeries series) => (series.Style, series.Role) switch
    {
        (FigureStyle.Points, FigureRole.Spike) => isPlain ? '^' : '◆',
        (FigureStyle.Points, FigureRole.Trap) => isPlain ? 'x' : '✦',
        _ => null,
    };

    /// <summary>The character of a line or band across the picture.</summary>
    public char Of(FigureMark mark) =>
        mark.To is not null ? (isPlain ? '=' : '━')
        : mark.IsVertical ? At(isPlain ? ":!;" : "┊║╏", Array.IndexOf(_vertical, mark))
        : At(isPlain ? ".-_" : "┈═╍", Array.IndexOf(_horizontal, mark));

    /// <summary>The sign of a series in the legend.</summary>
    public string Of(FigureSeries series)
    {
        if (isPlain)
        {
            return Letter(series) is char plain ? $"{Plain(series)}{plain}{Plain(series)}" : Plain(series).ToString();
        }

        char? letter = Letter(series);
        return series.Style switch
        {
            FigureStyle.Bars => "⡏⢹",
            FigureStyle.Line => letter is null ? "⠤⠤" : $"⠤{letter}⠤",
            FigureStyle.Dashed => $"⠤{letter ?? ' '}⠤",
            FigureStyle.Band => "⢕",
            _ => Point(series)?.ToString() ?? (series.Role == FigureRole.Data ? "⠂" : "⠶"),
        };
    }

    /// <summary>The character of a series in ASCII.</summary>
    public static char Plain(FigureSeries series) => (series.Style, series.Role) switch
    {
        (FigureStyle.Bars, _) => '#',
        (FigureStyle.Dashed, _) => '~',
        (FigureStyle.Band, _) => '.',
        (FigureStyle.Line, FigureRole.Noise) => '%',
        (FigureStyle.Line, FigureRole.Data) => 'o',
        (FigureStyle.Line, _) => '*',
        (_, FigureRole.Data) => 'o',
        (_, FigureRole.Spike) => '^',
        (_, FigureRole.Trap) => 'x',
        _ => '@',
    };

    private static char At(string signs, int index) => signs[Math.Max(0, index) % signs.Length];

    private static bool IsLine(FigureSeries series) => series.Style is FigureStyle.Line or FigureStyle.Dashed;

    /// <summary>Lines across the picture, that of xmin first: it has the same sign in every figure.</summary>
    private static FigureMark[] Lines(Figure figure, bool isVertical) =>
    [
        .. figure.Marks.Where(mark => mark.To is null && mark.IsVertical == isVertical)
            .OrderBy(mark => mark.Role != FigureRole.Threshold),
    ];
}
