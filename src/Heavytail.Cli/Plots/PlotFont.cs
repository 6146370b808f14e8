using ScottPlot;
using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>The font of all images, which comes with the tool: a container may have none.</summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "Heavytail Sans";

    private static readonly Lazy<SKTypeface> s_typeface = new(Load);

    private static readonly Lazy<bool> s_isKnown = new(static () =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFont());
        Fonts.Default = Name;
        return true;
    });

    /// <summary>Its letters.</summary>
    public static SKTypeface Typeface => s_typeface.Value;

    /// <summary>Makes the font known to ScottPlot.</summary>
    public static void Install() => _ = s_isKnown.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Typeface : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Name ? Typeface : null;

    private static SKTypeface Load()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream("Heavytail.Cli.HeavytailSans.ttf")!;
        return SKTypeface.FromStream(stream)
            ?? throw new InvalidOperationException("the font of plots cannot be read");
    }
}
