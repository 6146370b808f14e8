using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Heavytail.Cli.Plots;

namespace Heavytail.Cli.Tests.Support;

/// <summary>An image of a figure as its reader sees it: axes by their labels, points and lines.</summary>
internal sealed class SvgPlot
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root;
    private readonly (double Place, double Value)[] _x;
    private readonly (double Place, double Value)[] _y;

    public SvgPlot(string path)
    {
        _root = XDocument.Load(path).Root!;
        var labels = _root.Descendants(s_svg + "path").Where(text => text.Attribute("aria-label") is not null)
            .Select(text => (At: Translation(text), Value: Number(text.Attribute("aria-label")!.Value)))
            .Where(label => label.Value is not null).ToArray();
        _x = [.. labels.GroupBy(label => label.At.Y).MaxBy(group => group.Count())!
            .Select(label => (label.At.X, label.Value!.Value))];
        _y = [.. labels.GroupBy(label => label.At.X).MaxBy(group => group.Count())!
            .Select(label => (label.At.Y, label.Value!.Value))];
    }

    /// <summary>The texts that are shown.</summary>
    public IEnumerable<string> Texts =>
        _root.Descendants(s_svg + "path").Attributes("aria-label").Select(text => text.Value);

    /// <summary>The texts that stand upright, with the rectangles around their outlines.</summary>
    public (string Text, Box Box)[] Boxes =>
    [
        .. _root.Descendants(s_svg + "path").Where(text => text.Attribute("aria-label") is not null
                && text.Attribute("transform")?.Value.StartsWith("translate(", StringComparison.Ordinal) == true
                && text.Attribute("d")!.Value.Length > 0)
            .Select(text => (text.Attribute("aria-label")!.Value, Around(text))),
    ];

    /// <summary>Its description.</summary>
    public string Description => _root.Element(s_svg + "desc")!.Value;

    /// <summary>Where a value of logarithmic axes is.</summary>
    public (double X, double Y) Place(double x, double y) => (Place(_x, x), Place(_y, y));

    /// <summary>The middles of dots of a color.</summary>
    public (double X, double Y)[] Dots(string color) =>
    [
        .. _root.Descendants(s_svg + "ellipse").Where(dot => dot.Attribute("fill")?.Value == color)
            .Select(dot => (Value(dot, "cx"), Value(dot, "cy"))),
    ];

    /// <summary>The points of lines of a color.</summary>
    public (double X, double Y)[][] Lines(string color) =>
    [
        .. _root.Descendants(s_svg + "path").Where(line => line.Attribute("stroke")?.Value == color)
            .Select(line => line.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries)
                .Select(point => point.Split(' ').Select(Parse).ToArray())
                .Select(point => (point[0], point[1])).ToArray()),
    ];

    private static Box Around(XElement text)
    {
        var at = Translation(text);
        double[] numbers =
        [
            .. text.Attribute("d")!.Value
                .Split([' ', ',', 'M', 'L', 'Q', 'C', 'Z'], StringSplitOptions.RemoveEmptyEntries).Select(Parse),
        ];
        double[] x = [.. numbers.Where((_, k) => k % 2 == 0)];
        double[] y = [.. numbers.Where((_, k) => k % 2 == 1)];
        return new Box(at.X + x.Min(), at.Y + y.Min(), at.X + x.Max(), at.Y + y.Max());
    }

    private static double Place((double Place, double Value)[] ticks, double value)
    {
        var (first, last) = (ticks.MinBy(tick => tick.Value), ticks.MaxBy(tick => tick.Value));
        double share = Math.Log(value / first.Value) / Math.Log(last.Value / first.Value);
        return first.Place + (share * (last.Place - first.Place));
    }

    private static (double X, double Y) Translation(XElement text)
    {
        string transform = text.Attribute("transform")!.Value;
        double[] numbers = transform.StartsWith("translate(", StringComparison.Ordinal)
            ? [.. transform["translate(".Length..^1].Split(' ').Select(Parse)]
            : [double.NaN, double.NaN];
        return (numbers[0], numbers.Length > 1 ? numbers[1] : 0);
    }

    /// <summary>The number of a label: 0.01, 10⁻³; null for other texts.</summary>
    private static double? Number(string label)
    {
        var plain = new StringBuilder();
        foreach (char c in label)
        {
            int digit = Superscripts.IndexOf(c, StringComparison.Ordinal);
            plain.Append(digit >= 0 ? (char)('0' + digit) : c == '⁻' ? '-' : c);
        }

        bool isPower = label.StartsWith("10", StringComparison.Ordinal) && plain.ToString() != label;
        return isPower ? Math.Pow(10, Parse(plain.ToString()[2..]))
            : double.TryParse(label, CultureInfo.InvariantCulture, out double number) ? number
            : null;
    }

    private static double Value(XElement element, string name) => Parse(element.Attribute(name)!.Value);

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
