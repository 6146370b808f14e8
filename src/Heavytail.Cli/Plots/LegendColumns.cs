using ScottPlot;

namespace Heavytail.Cli.Plots;

/// <summary>Entries of a legend in lines, those below each other aligned.</summary>
/// <param name="width">The width that they may take.</param>
/// <param name="most">The largest number of lines.</param>
internal sealed class LegendColumns(double width, int most) : ILegendLayout
{
    /// <summary>Between columns, relative to the text.</summary>
    private const double Between = 0.9;

    /// <summary>Behind the last column, since a renderer rounds the widths of letters.</summary>
    private const double Slack = 0.4;

    private const int MostColumns = 12;

    /// <summary>The places of entries, the first line on top.</summary>
    public LegendLayout GetLayout(Legend legend, LegendItem[] items, PixelSize maxSize, Paint paint)
    {
        (float text, float sign) = (legend.FontSize!.Value, legend.SymbolWidth + legend.SymbolPadding);
        float height = LegendStyle.EntryHeight * text;
        double[] needed = [.. items.Select(item => sign + ImageText.Width(item.LabelText, text) + (Between * text))];
        int columns = Math.Max(1, Enumerable.Range(1, Math.Min(items.Length, MostColumns)).LastOrDefault(
            count => Widths(needed, count).Sum() - ((Between - Slack) * text) <= width));
        var shown = Shown(items, columns * most);
        double[] widths = Widths(needed, columns);
        double[] starts = [.. widths.Select((_, k) => widths.Take(k).Sum())];
        var labels = new PixelRect[shown.Length];
        var signs = new PixelRect[shown.Length];
        for (int k = 0; k < shown.Length; k++)
        {
            (float left, float top) = ((float)starts[k % columns], k / columns * height);
            signs[k] = new PixelRect(left, left + legend.SymbolWidth, top + height, top);
            labels[k] = new PixelRect(left + sign, left + (float)widths[k % columns], top + height, top);
        }

        return new LegendLayout
        {
            LegendItems = shown,
            LegendRect = new PixelRect(
                0,
                (float)(widths.Sum() - ((Between - Slack) * text)),
                (shown.Length + columns - 1) / columns * height,
                0),
            LabelRects = labels,
            SymbolRects = signs,
        };
    }

    private static double[] Widths(double[] needed, int columns) =>
        [.. Enumerable.Range(0, columns).Select(column => needed.Where((_, k) => k % columns == column).Max())];

    /// <summary>The first entries, and how many more there are where not all have room.</summary>
    private static LegendItem[] Shown(LegendItem[] items, int room)
    {
        if (items.Length <= room)
        {
            return items;
        }

        var rest = new LegendItem { LabelText = $"and {items.Length - room + 1} more" };
        rest.LabelStyle.FontName = items[0].LabelStyle.FontName;
        rest.LabelStyle.FontSize = items[0].LabelStyle.FontSize;
        return [.. items.Take(room - 1), rest];
    }
}
