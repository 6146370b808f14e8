using ScottPlot;

namespace Heavytail.Cli.Plots;

/// <summary>The legend of an image: in a corner where nothing is drawn, or below the axes.</summary>
internal static class LegendStyle
{
    /// <summary>The height of an entry, relative to its text.</summary>
    public const float EntryHeight = 1.42f;

    /// <summary>The height of text, relative to that of the image's.</summary>
    private const float TextSize = 0.85f;

    private const float SignWidth = 1.6f;
    private const float SignPadding = 0.4f;

    /// <summary>Room beside a legend, relative to the text.</summary>
    private const float Margin = 0.3f;

    /// <summary>The most of the height of an image that a legend below gets.</summary>
    private const double MostBelow = 0.4;

    /// <summary>The most of a frame that a corner gets.</summary>
    private const double MostInside = 0.7;

    private static readonly Alignment[] s_corners =
        [Alignment.UpperRight, Alignment.UpperLeft, Alignment.LowerLeft, Alignment.LowerRight];

    /// <summary>A name that fits the image.</summary>
    public static string Fit(string name, ImageStyle style) => ImageText.Fit(
        name, TextSize * style.Text, style.Units - ((SignWidth + SignPadding + (4 * Margin)) * style.Text));

    /// <summary>Styles the legend of a plot; nothing is shown yet.</summary>
    public static void Apply(Plot plot, ImageStyle style)
    {
        var legend = plot.Legend;
        legend.FontName = PlotFont.Name;
        legend.FontSize = TextSize * style.Text;
        legend.OutlineWidth = 0;
        legend.ShadowColor = Colors.Transparent;
        legend.BackgroundColor = Colors.Transparent;
        legend.SymbolWidth = SignWidth * style.Text;
        legend.SymbolPadding = SignPadding * style.Text;
        legend.Padding = new PixelPadding(0);
        legend.Margin = new PixelPadding(Margin * style.Text);
        legend.Layout = new LegendColumns(width: 0, int.MaxValue);
        plot.HideLegend();
    }

    /// <summary>Shows the legend in a corner of the frame where nothing is drawn; false where there is none.</summary>
    public static bool ShowInside(Plot plot, Box frame, DrawnShapes drawn, out Box legend)
    {
        using var paint = Paint.NewDisposablePaint();
        var size = plot.Legend.GetLayout(PixelSize.Infinity, paint).LegendRect;
        double margin = plot.Legend.Margin.Left;
        (double width, double height) = (size.Width + (2 * margin), size.Height + (2 * margin));
        foreach (var corner in width > MostInside * frame.Width || height > MostInside * frame.Height ? [] : s_corners)
        {
            double left = corner is Alignment.UpperLeft or Alignment.LowerLeft ? frame.Left : frame.Right - width;
            double top = corner is Alignment.UpperLeft or Alignment.UpperRight ? frame.Top : frame.Bottom - height;
            legend = new Box(left, top, left + width, top + height);
            if (!drawn.HasAny(legend))
            {
                plot.ShowLegend(corner);
                return true;
            }
        }

        legend = default;
        return false;
    }

    /// <summary>Shows the legend below the axes.</summary>
    public static void ShowBelow(Plot plot, ImageStyle style)
    {
        double line = EntryHeight * TextSize * style.Text;
        plot.Legend.Layout = new LegendColumns(
            style.Units - (2 * Margin * style.Text), Math.Max(1, (int)(MostBelow * style.UnitsHigh / line)));
        plot.Axes.AddPanel(new LegendBelow(plot.Legend, style.Units, Margin * style.Text));
    }
}
