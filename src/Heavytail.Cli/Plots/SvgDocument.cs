// What:      an SVG of Skia, finished: text as outlines, a size in inches, a title and a description.
// Formula:   Skia writes a text as its characters and the x of each; the outline of each glyph is moved there.
// Reference: W3C, SVG 2, chapters 9 and 11.
// Not done:  text that can be edited: without the font of the figure a reader would place other letters at these x.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Heavytail.Cli.Output;
using SkiaSharp;

namespace Heavytail.Cli.Plots;

/// <summary>Finishes what Skia wrote.</summary>
internal static partial class SvgDocument
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>The document.</summary>
    /// <param name="drawn">What Skia wrote.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="style">Its size.</param>
    public static string Finish(string drawn, Figure figure, ImageStyle style)
    {
        var document = XDocument.Parse(drawn, LoadOptions.PreserveWhitespace);
        var root = document.Root!;
        foreach (var text in root.Descendants(s_svg + "text").ToArray())
        {
            text.ReplaceWith(Outline(text));
        }

        XName[] containers = [root.Name, s_svg + "g", s_svg + "clipPath"];
        foreach (var blank in root.DescendantNodes().OfType<XText>()
            .Where(node => containers.Contains(node.Parent!.Name)).ToArray())
        {
            blank.Remove();
        }

        Number(root);
        foreach (var attribute in root.Descendants().SelectMany(element => element.Attributes())
            .Where(attribute => attribute.Name.LocalName is "d" or "transform" or "x" or "y" or "width" or "height"
                or "cx" or "cy" or "rx" or "ry" or "stroke-width" or "fill-opacity" or "stroke-opacity"))
        {
            attribute.Value = LongNumber().Replace(
                attribute.Value, static match => Parse(match.Value).ToString("0.###", CultureInfo.InvariantCulture));
        }

        root.SetAttributeValue("width", Inches(style.Width));
        root.SetAttributeValue("height", Inches(style.Height));
        root.SetAttributeValue("viewBox", string.Create(
            CultureInfo.InvariantCulture, $"0 0 {style.Units} {style.UnitsHigh}"));
        root.SetAttributeValue("role", "img");
        root.AddFirst(
            new XElement(s_svg + "title", Printable.Text(figure.Title)),
            new XElement(s_svg + "desc", Printable.Text(figure.Description)));
        var written = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(written, settings))
        {
            document.Save(writer);
        }

        return written.Append('\n').ToString();
    }

    /// <summary>Numbers what Skia gave an id: it goes on counting from one document to the next.</summary>
    private static void Number(XElement root)
    {
        var names = new Dictionary<string, string>();
        foreach (var id in root.Descendants().Attributes("id"))
        {
            id.Value = names[id.Value] = string.Create(CultureInfo.InvariantCulture, $"part{names.Count + 1}");
        }

        foreach (var use in root.Descendants().Attributes("clip-path"))
        {
            use.Value = $"url(#{names[use.Value["url(#".Length..^1]]})";
        }
    }

    private static string Inches(double size) => size.ToString("0.###", CultureInfo.InvariantCulture) + "in";

    /// <summary>A text as one path, named by its text.</summary>
    private static XElement Outline(XElement text)
    {
        string content = Indentation().Replace(text.Value, "");
        using var font = new SKFont(PlotFont.Typeface, Parse(text.Attribute("font-size")!.Value));
        float[] x = Numbers(text, "x");
        float[] y = Numbers(text, "y");
        using var path = new SKPath();
        int k = 0;
        foreach (var rune in content.EnumerateRunes())
        {
            if (k >= x.Length)
            {
                break; // a blank at the end has no place
            }

            using var glyph = font.GetGlyphPath(PlotFont.Typeface.GetGlyph(rune.Value));
            if (glyph is not null)
            {
                path.AddPath(glyph, x[k], y[Math.Min(k, y.Length - 1)]);
            }

            k++;
        }

        return new XElement(
            s_svg + "path",
            text.Attribute("transform"),
            new XAttribute("fill", text.Attribute("fill")?.Value ?? "black"),
            new XAttribute("aria-label", content),
            new XAttribute("d", path.ToSvgPathData()));
    }

    private static float Parse(string number) => float.Parse(number, CultureInfo.InvariantCulture);

    private static float[] Numbers(XElement element, string name) =>
    [
        .. element.Attribute(name)!.Value.Split(',')
            .Where(number => !string.IsNullOrWhiteSpace(number))
            .Select(Parse),
    ];

    /// <summary>A number of more digits than a picture shows.</summary>
    [GeneratedRegex(@"-?\d*\.\d{4,}(e-?\d+)?")]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"^\n\t*|\n\t*$")]
    private static partial Regex Indentation();
}
