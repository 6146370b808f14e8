using ScottPlot;
using ScottPlot.Panels;

namespace Heavytail.Cli.Plots;

/// <summary>The legend as a panel across the image, below its axes.</summary>
internal sealed class LegendBelow : PanelBase
{
    private readonly Legend _legend;
    private readonly float _width;
    private readonly float _margin;

    /// <param name="legend">The legend.</param>
    /// <param name="width">The width of the image.</param>
    /// <param name="margin">Room above and below.</param>
    public LegendBelow(Legend legend, float width, float margin)
    {
        (_legend, _width, _margin) = (legend, width, margin);
        Edge = Edge.Bottom;
    }

    /// <inheritdoc/>
    public override float Measure(Paint paint) =>
        _legend.GetLayout(PixelSize.Infinity, paint).LegendRect.Height + (2 * _margin);

    /// <inheritdoc/>
    public override void Render(RenderPack rp, float size, float offset)
    {
        float top = rp.DataRect.Bottom + offset;
        var place = new PixelRect(0, _width, top + size, top);
        _legend.IsVisible = true; // hidden, it is not drawn inside the axes
        _legend.Render(rp.Canvas, rp.Paint, place.Contract(0, _margin), Alignment.UpperCenter);
        _legend.IsVisible = false;
    }
}
