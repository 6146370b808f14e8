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

    private static IEnumerable<(string Sign, string Name, FigureRole Role)> Entries(Figure figure, bool isPlain)
    {
        var signs = new FigureSigns(figure, isPlain);
        return figure.Series.Where(Names)
            .Select(series => (Sign: signs.Of(series), series.Name, series.Role))
            .GroupBy(entry => (entry.Sign, entry.Role))
            .Select(group => (group.Key.Sign, string.Join(", ", group.Select(entry => entry.Name)), group.Key.Role))
            .Concat(figure.Marks.Select(mark => (
                signs.Of(mark).ToString(),
                NameOf(mark, mark.IsVertical ? AxisScale.Horizontal(figure) : AxisScale.Vertical(figure)),
                mark.Role)));
    }

    private static string Number(double value) => value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e5 ? value.ToString("G4", CultureInfo.InvariantCulture)
        : value.ToString("0.###e+00", CultureInfo.InvariantCulture);
}
