using System.Globalization;

namespace Heavytail.Cli.Plots;

/// <summary>A tick of an axis.</summary>
/// <param name="Value">Where it is.</param>
/// <param name="Label">Its label; empty for a tick without one.</param>
internal readonly record struct AxisTick(double Value, string Label);

/// <summary>Ticks of an axis: powers of ten, or multiples of 1, 2 and 5.</summary>
internal static class AxisTicks
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private static readonly int[] s_steps = [1, 2, 5, 10];

    /// <summary>Powers of ten from this on are written with an exponent.</summary>
    private const int LargestPlain = 4;

    /// <summary>Rounding of the ends of an axis, relative to a step.</summary>
    private const double Slack = 1e-9;

    /// <summary>The ticks of an axis, ascending.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="low">Where it begins.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="most">The largest number of labels that fit.</param>
    public static IReadOnlyList<AxisTick> Of(FigureAxis axis, double low, double high, int most) =>
        axis.Names is { } names ? Named(names, low, high, most)
        : axis.IsLogarithmic ? Logarithmic(low, high, most)
        : Linear(low, high, most);

    private static AxisTick[] Named(IReadOnlyList<string> names, double low, double high, int most)
    {
        int first = Math.Max(0, (int)Math.Ceiling(low));
        int last = Math.Min(names.Count - 1, (int)Math.Floor(high));
        int step = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)most));
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(k => (k - first) % step == 0)
            .Select(k => new AxisTick(k, names[k]))];
    }

    private static AxisTick[] Linear(double low, double high, int most)
    {
        double raw = (high - low) / Math.Max(1, most);
        raw = IsBetweenCounts(low) && IsBetweenCounts(high) ? Math.Max(1, raw) : raw;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = s_steps.Select(k => k * power).First(k => k >= raw * (1 - Slack));
        long first = (long)Math.Ceiling((low / step) - Slack);
        long last = (long)Math.Floor((high / step) + Slack);
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + Slack));
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        bool isPlain = largest < Math.Pow(10, LargestPlain + 2) && decimals <= LargestPlain;
        string format = string.Create(CultureInfo.InvariantCulture, $"F{decimals}");
        var ticks = new List<AxisTick>();
        for (long k = first; k <= last; k++)
        {
            ticks.Add(new AxisTick(k * step, isPlain
                ? (k * step).ToString(format, CultureInfo.InvariantCulture)
                : Scientific(k * step)));
        }

        return [.. ticks];
    }

    /// <summary>Whether an end is half a step beside a count: nothing stands between the counts of its axis.</summary>
    private static bool IsBetweenCounts(double end) => Math.Abs(end % 1) == 0.5;

    /// <summary>Powers of ten with labels, and 2 to 9 times each without, unless two powers are not in sight.</summary>
    private static AxisTick[] Logarithmic(double low, double high, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(low) - Slack);
        int last = (int)Math.Floor(Math.Log10(high) + Slack);
        int step = Math.Max(1, (int)Math.Ceiling((last - first + 1) / (double)Math.Max(1, most)));
        int[] labeled = last - first >= 1 ? [1]
            : most >= 8 && Math.Log10(high / low) < 0.7 ? [1, 2, 3, 4, 5, 6, 7, 8, 9]
            : [1, 2, 5];
        var ticks = new List<AxisTick>();
        for (int power = first - 1; power <= last; power++)
        {
            for (int k = 1; k <= 9; k++)
            {
                double value = k * Math.Pow(10, power);
                if (value < low * (1 - Slack) || value > high * (1 + Slack) || (step > 1 && k > 1))
                {
                    continue;
                }

                bool hasLabel = labeled.Contains(k) && ((power % step) + step) % step == 0;
                ticks.Add(new AxisTick(value, !hasLabel ? "" : labeled.Length == 1 ? Power(power) : Plain(value)));
            }
        }

        return [.. ticks];
    }

    /// <summary>A power of ten: plain near 1, else with a superscript.</summary>
    private static string Power(int power) => power is >= -2 and <= 3
        ? Plain(Math.Pow(10, power))
        : "10" + Superscript(power);

    private static string Plain(double value) => Math.Abs(Math.Log10(value)) <= LargestPlain
        ? ((decimal)value).ToString("0.######", CultureInfo.InvariantCulture)
        : Scientific(value);

    private static string Scientific(double value) => value == 0
        ? "0"
        : value.ToString("0.###e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal);

    private static string Superscript(int power)
    {
        string digits = Math.Abs(power).ToString(CultureInfo.InvariantCulture);
        return (power < 0 ? "⁻" : "") + string.Concat(digits.Select(digit => Superscripts[digit - '0']));
    }
}
