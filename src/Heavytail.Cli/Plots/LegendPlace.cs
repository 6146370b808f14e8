using ScottPlot;
using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>Where the legend of an image is: in a corner without data, or above them in room made for it.</summary>
/// <param name="Corner">The corner.</param>
/// <param name="IsWide">Whether its entries stand beside each other.</param>
/// <param name="Room">The share of the height that is to be added above the data.</param>
internal sealed record LegendPlace(Alignment Corner, bool IsWide, double Room)
{
    /// <summary>Height of text relative to that of the image's.</summary>
    private const float TextSize = 0.85f;

    /// <summary>Height of an entry, relative to its text.</summary>
    private const double EntryHeight = 1.42;

    /// <summary>Width of the sign of an entry and of what is around it, relative to the text of the image.</summary>
    private const double SignWidth = 3.1;

    /// <summary>The part of a corner that may be covered.</summary>
    private const double Tolerated = 0.02;

    /// <summary>The most of the height that a corner gets.</summary>
    private const double MostHeight = 0.7;

    /// <summary>Where the legend of a figure is; null where there is nothing to tell apart.</summary>
    public static LegendPlace? Of(Figure figure, AxisScale x, AxisScale y, ImageStyle style)
    {
        using var font = new SKFont(PlotFont.Typeface, TextSize * style.Text);
        double[] widths =
        [
            .. figure.Series.Where(FigureLegend.Names).Select(series => series.Name)
                .Concat(figure.Marks.Select(mark => FigureLegend.NameOf(mark, mark.IsVertical ? x : y)))
                .Select(name => font.MeasureText(name) + (SignWidth * style.Text)),
        ];
        if (widths.Length < 2)
        {
            return null; // the title and the axes say what is drawn
        }

        // The plot without its axes and title.
        double across = style.Units - (5.7 * style.Text);
        double up = style.UnitsHigh - (6.5 * style.Text);
        double entry = EntryHeight * TextSize * style.Text;
        double width = (widths.Max() + (0.8 * style.Text)) / across;
        double height = ((widths.Length * entry) + (0.8 * style.Text)) / up;
        var covered = new CoveredCells(figure, x, y);
        LegendPlace[] free =
        [
            .. new[] { Alignment.UpperRight, Alignment.UpperLeft, Alignment.LowerLeft, Alignment.LowerRight }
                .Select(corner => (
                    Corner: corner,
                    Left: IsLeft(corner) ? 0 : 1 - width,
                    Bottom: IsLow(corner) ? 0 : 1 - height))
                .Where(place => width < 1 && height < MostHeight
                    && covered.Share(place.Left, place.Bottom, width, height) <= Tolerated)
                .OrderBy(place => Crossing(figure, x, y, place.Left, place.Bottom, width, height))
                .Select(place => new LegendPlace(place.Corner, IsWide: false, Room: 0)),
        ];
        return free.Length > 0 ? free[0] : new LegendPlace(
            Alignment.UpperCenter,
            IsWide: true,
            Math.Min(0.5, ((Lines(widths, across) * entry) + style.Text) / up));
    }

    /// <summary>Styles and shows the legend.</summary>
    public void Show(Plot plot, ImageStyle style)
    {
        var legend = plot.Legend;
        legend.FontName = PlotFont.Name;
        legend.FontSize = TextSize * style.Text;
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.BackgroundColor = Colors.White.WithOpacity(0.8);
        legend.SymbolWidth = 1.6f * style.Text;
        legend.SymbolPadding = 0.4f * style.Text;
        legend.Padding = new PixelPadding(0.1f * style.Text);
        legend.InterItemPadding = new PixelPadding(0.45f * style.Text, 0);
        legend.Margin = new PixelPadding(0.2f * style.Text);
        legend.Orientation = IsWide ? Orientation.Horizontal : Orientation.Vertical;
        legend.TightHorizontalWrapping = true;
        plot.ShowLegend(Corner);
    }

    private static bool IsLeft(Alignment corner) => corner is Alignment.UpperLeft or Alignment.LowerLeft;

    private static bool IsLow(Alignment corner) => corner is Alignment.LowerLeft or Alignment.LowerRight;

    /// <summary>The lines that entries beside each other take.</summary>
    private static int Lines(double[] widths, double across)
    {
        int lines = 1;
        double used = 0;
        foreach (double width in widths)
        {
            lines += used + width > across && used > 0 ? 1 : 0;
            used = used + width > across ? width : used + width;
        }

        return lines;
    }

    /// <summary>The number of marks that go through a corner.</summary>
    private static int Crossing(
        Figure figure, AxisScale x, AxisScale y, double left, double bottom, double width, double height) =>
        figure.Marks.Count(mark => mark.To is null && (mark.IsVertical
            ? x.Place(mark.At) >= left && x.Place(mark.At) <= left + width
            : y.Place(mark.At) >= bottom && y.Place(mark.At) <= bottom + height));
}
