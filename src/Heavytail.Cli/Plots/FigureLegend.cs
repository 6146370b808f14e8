using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Plots;

/// <summary>The legend of a figure as text: a sign and a name for each series and mark.</summary>
internal static class FigureLegend
{
    private const string Between = "   ";

    /// <summary>The part of an axis that is its end.</summary>
    private const double Edge = 0.02;

    /// <summary>A piece of a line, and whose color it has.</summary>
    public readonly record struct Piece(string Text, FigureRole? Role);

    /// <summary>The sign of a vertical mark.</summary>
    public static char VerticalSign(bool isPlain) => isPlain ? ':' : '┊';

    /// <summary>The sign of a horizontal mark.</summary>
    public static char HorizontalSign(bool isPlain) => isPlain ? '.' : '┈';

    /// <summary>The character of a series in ASCII.</summary>
    public static char PlainSign(FigureSeries series) => (series.Style, series.Role) switch
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

    /// <summary>Whether a series is in the legend: of a group with a line and a band, its points are.</summary>
    public static bool Names(FigureSeries series) =>
        series.Points.Count > 0 && (series.Group is null || series.Style == FigureStyle.Points);

    /// <summary>The name of a mark with its value.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="axis">Its axis: a band that begins where it does may begin before.</param>
    public static string NameOf(FigureMark mark, AxisScale axis) => mark.To is not double to
        ? $"{mark.Name} {Number(mark.At)}"
        : axis.Place(mark.At) < Edge ? $"{mark.Name} up to {Number(to)}"
        : $"{mark.Name} {Number(mark.At)} to {Number(to)}";

    /// <summary>The lines of the legend.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="isPlain">Whether signs are ASCII.</param>
    /// <param name="width">Columns.</param>
    public static IEnumerable<IReadOnlyList<Piece>> Lines(Figure figure, bool isPlain, int width)
    {
        var line = new List<Piece>();
        int used = 0;
        foreach (var (sign, name, role) in Entries(figure, isPlain))
        {
            string shown = Printable.Shorten(Printable.Text(name), width - sign.Length - 1);
            shown = isPlain ? PlainSigns.Of(shown) : shown;
            int length = sign.Length + 1 + Printable.Width(shown);
            if (used > 0 && used + Between.Length + length > width)
            {
                yield return line;
                (line, used) = ([], 0);
            }

            string before = used == 0 ? "" : Between;
            line.Add(new Piece(before + sign, role));
            line.Add(new Piece(" " + shown, null));
            used += before.Length + length;
        }

        if (line.Count > 0)
        {
            yield return line;
        }
    }

    private static IEnumerable<(string Sign, string Name, FigureRole Role)> Entries(Figure figure, bool isPlain) =>
        figure.Series.Where(Names)
            .Select(series => (isPlain ? PlainSign(series).ToString() : Sign(series), series.Name, series.Role))
            .GroupBy(entry => (entry.Item1, entry.Role))
            .Select(group => (group.Key.Item1, Together(group.Key.Role, [.. group.Select(entry => entry.Name)]),
                group.Key.Role))
            .Concat(figure.Marks.Select(mark => (
                Sign(mark, isPlain),
                NameOf(mark, mark.IsVertical ? AxisScale.Horizontal(figure) : AxisScale.Vertical(figure)),
                mark.Role)));

    /// <summary>Series that look alike in one entry.</summary>
    private static string Together(FigureRole role, string[] names) => role == FigureRole.Rival && names.Length > 1
        ? FormattableString.Invariant($"{names.Length} other laws")
        : string.Join(", ", names);

    private static string Sign(FigureMark mark, bool isPlain) => mark switch
    {
        { To: not null } => isPlain ? "=" : "━",
        { IsVertical: true } => VerticalSign(isPlain).ToString(),
        _ => HorizontalSign(isPlain).ToString(),
    };

    private static string Sign(FigureSeries series) => series.Style switch
    {
        FigureStyle.Bars => "⡏⢹",
        FigureStyle.Line => "⠤⠤",
        FigureStyle.Dashed => "⠤ ⠤",
        FigureStyle.Band => "⢕",
        _ => series.Role == FigureRole.Data ? "⠂" : "⠶",
    };

    private static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e5 ? value.ToString("G4", CultureInfo.InvariantCulture)
        : value.ToString("0.###e+00", CultureInfo.InvariantCulture);
}
