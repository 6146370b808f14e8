// What:      the Tracy–Widom law F₁: the largest eigenvalue of a large real random matrix, centered and scaled.
// Formula:   ln F₁ and ln(1 − F₁) interpolated by polynomials of degree 5 through points 0.1 apart;
//            beyond the table 1 − F₁ ≈ ½∫Ai ≈ e^{−ζ}/(4√π·s^¾)·(1 − 41/(48·s^{3/2})), ζ = ⅔·s^{3/2}, and
//            ln F₁ ≈ −|s|³/24 − |s|^{3/2}/(3√2) − ln|s|/16 + const, both continuous with the table.
// Reference: Tracy & Widom, Comm. Math. Phys. 177 (1996) 727; the table: bench/tables/tracy_widom.py.
// Not done:  other β.
using static Heavytail.RandomMatrices.TracyWidomTable;

namespace Heavytail.RandomMatrices;

/// <summary>The Tracy–Widom law of real matrices, β = 1.</summary>
internal static class TracyWidom
{
    private const int Points = 6;
    private const int MaxSteps = 200;

    private static readonly double[] s_inverse = [double.PositiveInfinity, 1, 1.0 / 2, 1.0 / 3, 1.0 / 4, 1.0 / 5];

    /// <summary>Its mean.</summary>
    public const double Mean = -1.2065335746;

    /// <summary>Its variance.</summary>
    public const double Variance = 1.6077810346;

    /// <summary>From here on ln(1 − F₁) is read from its own table; before, F₁ is the smaller of both.</summary>
    private const double Middle = -1.25;

    /// <summary>The last quantile asked for: one level serves thousands of slices.</summary>
    private static volatile Quantile? s_last;

    private static double RightTo => RightFrom + (Step * (LogSurvival.Length - 1));

    /// <summary>F₁(s), the probability of at most <paramref name="s"/>.</summary>
    public static double Cdf(double s) =>
        s < Middle ? Math.Exp(LogOfCdf(s)) : -Expm1(LogOfSurvival(s));

    /// <summary>1 − F₁(s), the probability of more than <paramref name="s"/>: exact where it is small.</summary>
    public static double Survival(double s) =>
        s < Middle ? -Expm1(LogOfCdf(s)) : Math.Exp(LogOfSurvival(s));

    /// <summary>The s that is exceeded with a probability.</summary>
    /// <param name="probability">Between 0 and 1; as small as 1e-300.</param>
    public static double UpperQuantile(double probability)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "a quantile needs a probability between 0 and 1");
        }

        var last = s_last;
        if (last?.Probability != probability)
        {
            s_last = last = new Quantile(probability, Exceeded(probability));
        }

        return last.Value;
    }

    private static double Exceeded(double probability)
    {
        // The logarithms are nearly straight between two points of the table.
        bool isLeft = probability > 0.5;
        double target = isLeft ? Log1p(-probability) : Math.Log(probability);
        return isLeft
            ? Solve(LogOfCdf, target, LogCdf, LeftFrom, -60, 0) // ln F₁(−60) < −9,000
            : Solve(LogOfSurvival, target, LogSurvival, RightFrom, -4, 110); // ln(1 − F₁(110)) < −770
    }

    /// <summary>
    /// Where a function takes a value: the interval of its table, then the rule of false position with halved ends
    /// (Illinois).
    /// </summary>
    private static double Solve(
        Func<double, double> function, double target, ReadOnlySpan<double> table, double from, double low, double high)
    {
        double sign = table[^1] > table[0] ? 1 : -1;
        int start = 0;
        for (int length = table.Length; length > 0;)
        {
            int half = length / 2;
            bool isBelow = sign * (table[start + half] - target) < 0;
            start += isBelow ? half + 1 : 0;
            length = isBelow ? length - half - 1 : half;
        }

        // table[start − 1] is below the target, table[start] is not
        low = start > 0 ? from + ((start - 1) * Step) : low;
        high = start < table.Length ? from + (start * Step) : high;
        double below = sign * (function(low) - target);
        double above = sign * (function(high) - target);
        for (int step = 0; step < MaxSteps && high - low > 1e-13; step++)
        {
            double middle = high - (above * (high - low) / (above - below));
            double value = sign * (function(middle) - target);
            if (value == 0 || middle <= low || middle >= high)
            {
                return middle;
            }

            (low, below, high, above) = value < 0
                ? (middle, value, high, above / 2)
                : (low, below / 2, middle, value);
        }

        return 0.5 * (low + high);
    }

    /// <summary>ln F₁(s), for s below 0.</summary>
    private static double LogOfCdf(double s) => s >= LeftFrom
        ? Interpolate(LogCdf, (s - LeftFrom) / Step)
        : LogCdf[0] + LeftTail(s) - LeftTail(LeftFrom);

    /// <summary>ln(1 − F₁(s)), for s above −4.</summary>
    private static double LogOfSurvival(double s) => s <= RightTo
        ? Interpolate(LogSurvival, (s - RightFrom) / Step)
        : LogSurvival[^1] + RightTail(s) - RightTail(RightTo);

    private static double LeftTail(double s)
    {
        double size = -s;
        double root = Math.Sqrt(size);
        return (-size * size * size / 24) - (size * root / (3 * Math.Sqrt(2))) - (Math.Log(size) / 16);
    }

    private static double RightTail(double s)
    {
        double power = s * Math.Sqrt(s);
        return (-2.0 / 3 * power) - (0.75 * Math.Log(s)) + Log1p(-41 / (48 * power));
    }

    /// <summary>The polynomial through the points around a position, by Neville's scheme.</summary>
    private static double Interpolate(ReadOnlySpan<double> table, double position)
    {
        int first = Math.Clamp((int)position - (Points / 2) + 1, 0, table.Length - Points);
        Span<double> values = stackalloc double[Points];
        table.Slice(first, Points).CopyTo(values);
        double offset = position - first;
        for (int width = 1; width < Points; width++)
        {
            for (int i = 0; i < Points - width; i++)
            {
                values[i] += (offset - i) * (values[i + 1] - values[i]) * s_inverse[width];
            }
        }

        return values[0];
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x * (1 + (0.5 * x)) : Math.Exp(x) - 1;

    private static double Log1p(double x) => Math.Abs(x) < 1e-5 ? x * (1 - (0.5 * x)) : Math.Log(1 + x);

    private sealed record Quantile(double Probability, double Value);
}
