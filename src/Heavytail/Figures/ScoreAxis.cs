using Heavytail.Comparison.Trends;

namespace Heavytail.Figures;

/// <summary>The axis of a score, as far as scores go.</summary>
internal static class ScoreAxis
{
    /// <summary>Room beyond the scores, relative to their range.</summary>
    private const double Room = 0.08;

    /// <summary>The part of it that is left beyond a whole, which no score exceeds.</summary>
    private const double Beyond = 0.5;

    /// <summary>An axis with room on both sides; that of a percentage ends at 100, or soon after.</summary>
    /// <param name="label">What it measures.</param>
    /// <param name="score">The name of the score.</param>
    /// <param name="values">The scores that are shown.</param>
    /// <param name="further">Ends of their intervals, which may lie beyond what a score can be.</param>
    public static FigureAxis Of(
        string label, string score, IReadOnlyList<double> values, IReadOnlyList<double>? further = null)
    {
        double[] shown = [.. values.Concat(further ?? []).Where(double.IsFinite)];
        if (shown.Length == 0)
        {
            return new FigureAxis(label);
        }

        (double low, double high) = (shown.Min(), shown.Max());
        double room = high > low ? Room * (high - low) : Room * Math.Max(Math.Abs(high), 1);
        (double from, double to) = (low - room, high + room);
        if (ScoreNames.MayBePercent(score) && values.Min() >= 0 && values.Max() <= 100)
        {
            double whole = values.Max() <= 1 ? 1 : 100;
            double little = Math.Min(room, Room * whole) * Beyond;
            (from, to) = (Math.Max(from, -little), Math.Min(to, whole + little));
        }

        return new FigureAxis(label) { Range = (from, to) };
    }
}
