namespace Heavytail.Gates;

/// <summary>Numbers in the sentences of findings.</summary>
internal static class GateTexts
{
    private const int Digits = 4;

    /// <summary>To four significant digits, without zeros at the end.</summary>
    public static string Number(double number) =>
        double.IsFinite(number) ? RealText.Short(number, Digits) : RealText.Exact(number);

    /// <summary>A value with its interval, <c>1.5 (1.2 to 1.8)</c>.</summary>
    public static string Number(double number, (double Low, double High)? interval) =>
        interval is var (low, high) ? $"{Number(number)} ({Number(low)} to {Number(high)})" : Number(number);

    /// <summary><c>alpha 1.5 (1.2 to 1.8)</c>.</summary>
    public static string Alpha(LayerVerdict verdict) =>
        verdict.Alpha is double alpha ? $"alpha {Number(alpha, verdict.Interval)}" : "alpha";

    /// <summary>How far a value is from a limit, as a share of the limit; of 0, as it is.</summary>
    public static double Excess(double value, double limit)
    {
        double distance = Math.Abs(value - limit);
        return limit == 0 ? distance : distance / Math.Abs(limit);
    }
}
