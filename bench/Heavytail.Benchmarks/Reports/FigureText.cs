using System.Globalization;
using Heavytail.Benchmarks.Solvers;

namespace Heavytail.Benchmarks.Reports;

/// <summary>Numbers as the tables show them: no more digits than a measurement has.</summary>
internal static class FigureText
{
    public const string Empty = "–";

    public static string Milliseconds(double value) => value.ToString(
        value switch { < 1 => "F3", < 10 => "F2", < 100 => "F1", _ => "F0" }, CultureInfo.InvariantCulture);

    public static string Ratio(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? Empty;

    public static string Gigaflops(double value) =>
        value > 0 ? value.ToString("F1", CultureInfo.InvariantCulture) : Empty;

    public static string Percent(double value) => (100 * value).ToString("F0", CultureInfo.InvariantCulture) + " %";

    public static string Error(double value) => value.ToString("0.0e-00", CultureInfo.InvariantCulture);

    /// <summary>Time, and the rate where there is one.</summary>
    public static string From(Stage? stage) => stage is null
        ? Empty
        : stage.Flops > 0
            ? $"{Milliseconds(stage.Milliseconds)} ({Gigaflops(stage.Gigaflops)})"
            : Milliseconds(stage.Milliseconds);
}
