using System.Globalization;
using System.Text.Json;

namespace Heavytail;

/// <summary>
/// A figure as compact JSON for a page: coordinates as arrays, numbers to six significant digits, short names of
/// fields.
/// </summary>
public static class FigureJson
{
    private const int Digits = 6;

    /// <summary>Digits of points over their range: more than a screen shows.</summary>
    private const int PointDigits = 5;

    /// <summary>More than these a double does not have.</summary>
    private const int MostDigits = 15;

    /// <summary>Writes a figure as an object.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="json">Where to.</param>
    public static void Write(Figure figure, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("kind", figure.Kind);
        json.WriteString("title", figure.Title);
        json.WriteString("text", figure.Description);
        Write("x", figure.X, json);
        Write("y", figure.Y, json);
        json.WriteStartArray("series");
        foreach (var series in figure.Series)
        {
            Write(series, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("marks");
        foreach (var mark in figure.Marks)
        {
            Write(mark, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A number to six significant digits; null for what is not finite.</summary>
    /// <param name="value">The number.</param>
    /// <param name="json">Where to.</param>
    /// <param name="digits">Fewer digits.</param>
    internal static void WriteNumber(double? value, Utf8JsonWriter json, int digits = Digits)
    {
        if (value is double number && double.IsFinite(number))
        {
            Span<char> text = stackalloc char[RealText.MostLength];
            int length = RealText.Short(number, digits, text);
            int plus = text[..length].IndexOf('+');
            if (plus >= 0)
            {
                text[(plus + 1)..length].CopyTo(text[plus..]);
                length--;
            }

            json.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Write(string name, FigureAxis axis, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("label", axis.Label);
        if (axis.IsLogarithmic)
        {
            json.WriteBoolean("log", true);
        }

        if (axis.Range is var (low, high))
        {
            Write("range", [low, high], json);
        }

        if (axis.Names is { } names)
        {
            WriteNames(names, json);
        }

        json.WriteEndObject();
    }

    private static void Write(FigureSeries series, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", series.Name);
        json.WriteString("style", Word(series.Style));
        json.WriteString("role", Word(series.Role));
        if (series.Group is int group)
        {
            json.WriteNumber("group", group);
        }

        if (series.Style == FigureStyle.Bars && AreAdjacent(series.Points))
        {
            // The middle of a bin follows from its ends.
            double[] edges = new double[series.Points.Count + 1];
            edges[0] = series.Points[0].Low!.Value;
            ValuesOf(series.Points, static bar => bar.High).CopyTo(edges, 1);
            Write("edges", edges, json);
        }
        else
        {
            Write("x", ValuesOf(series.Points, static point => point.X), json);
            WriteIfAny("low", series.Points, static point => point.Low, json);
            WriteIfAny("high", series.Points, static point => point.High, json);
        }

        Write("y", ValuesOf(series.Points, static point => point.Y), json);
        if (series.Points.Any(point => point.Name is not null))
        {
            WriteNames(series.Points.Select(point => point.Name ?? ""), json);
        }

        json.WriteEndObject();
    }

    private static bool AreAdjacent(IReadOnlyList<FigurePoint> bars)
    {
        for (int k = 0; k < bars.Count; k++)
        {
            if (bars[k] is not { Low: not null, High: not null } || (k > 0 && bars[k - 1].High != bars[k].Low))
            {
                return false;
            }
        }

        return bars.Count > 0;
    }

    private static void Write(FigureMark mark, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", mark.Name);
        json.WriteString("role", Word(mark.Role));
        json.WriteBoolean("vertical", mark.IsVertical);
        json.WritePropertyName("at");
        WriteNumber(mark.At, json);
        if (mark.To is double to)
        {
            json.WritePropertyName("to");
            WriteNumber(to, json);
        }

        json.WriteEndObject();
    }

    private static void WriteIfAny(
        string name, IReadOnlyList<FigurePoint> points, Func<FigurePoint, double?> value, Utf8JsonWriter json)
    {
        if (points.Any(point => value(point) is not null))
        {
            Write(name, ValuesOf(points, value), json);
        }
    }

    /// <summary>One value of each point; NaN for none.</summary>
    private static double[] ValuesOf(IReadOnlyList<FigurePoint> points, Func<FigurePoint, double?> value)
    {
        double[] values = new double[points.Count];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = value(points[k]) ?? double.NaN;
        }

        return values;
    }

    private static void Write(string name, double[] values, Utf8JsonWriter json)
    {
        int digits = DigitsOf(values);
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            WriteNumber(value, json, digits);
        }

        json.WriteEndArray();
    }

    /// <summary>As many digits as the points of a narrow range need to be told apart.</summary>
    private static int DigitsOf(double[] values)
    {
        (double low, double high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        return high > low
            ? Math.Clamp(PointDigits + (int)Math.Log10(Math.Max(1, largest / (high - low))), PointDigits, MostDigits)
            : PointDigits;
    }

    private static void WriteNames(IEnumerable<string> names, Utf8JsonWriter json)
    {
        json.WriteStartArray("names");
        foreach (string name in names)
        {
            json.WriteStringValue(VisibleText.Escape(name));
        }

        json.WriteEndArray();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(
            value.ToString().ToString(CultureInfo.InvariantCulture));
}
