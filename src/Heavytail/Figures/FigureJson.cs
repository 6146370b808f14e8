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

    /// <summary>Digits of points: more than a screen shows.</summary>
    private const int PointDigits = 5;

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
            json.WriteRawValue(RealText.Short(number, digits).Replace("e+", "e", StringComparison.Ordinal), skipInputValidation: true);
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
            json.WriteStartArray("range");
            WriteNumber(low, json, PointDigits);
            WriteNumber(high, json, PointDigits);
            json.WriteEndArray();
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
            json.WriteStartArray("edges");
            WriteNumber(series.Points[0].Low, json, PointDigits);
            WriteAll(series.Points, static point => point.High, json);
            json.WriteEndArray();
        }
        else
        {
            Write("x", series.Points, static point => point.X, json);
            WriteIfAny("low", series.Points, static point => point.Low, json);
            WriteIfAny("high", series.Points, static point => point.High, json);
        }

        Write("y", series.Points, static point => point.Y, json);
        if (series.Points.Any(point => point.Name is not null))
        {
            WriteNames(series.Points.Select(point => point.Name ?? ""), json);
        }

        json.WriteEndObject();
    }

    private static bool AreAdjacent(IReadOnlyList<FigurePoint> bars) => bars.Count > 0
        && bars.All(bar => bar is { Low: not null, High: not null })
        && bars.Zip(bars.Skip(1)).All(pair => pair.First.High == pair.Second.Low);

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
            Write(name, points, value, json);
        }
    }

    private static void Write(
        string name, IReadOnlyList<FigurePoint> points, Func<FigurePoint, double?> value, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        WriteAll(points, value, json);
        json.WriteEndArray();
    }

    private static void WriteAll(
        IReadOnlyList<FigurePoint> points, Func<FigurePoint, double?> value, Utf8JsonWriter json)
    {
        foreach (var point in points)
        {
            WriteNumber(value(point), json, PointDigits);
        }
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
