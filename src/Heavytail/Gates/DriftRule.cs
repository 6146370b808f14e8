namespace Heavytail.Gates;

/// <summary>
/// The interval of alpha beside that of the baseline: [a, b] and [c, d] are apart where b &lt; c or d &lt; a. Judged
/// are layers that both have, in one shape, with an interval in each, and that do not look random in both: alpha of
/// noise says nothing.
/// </summary>
internal static class DriftRule
{
    public static RuleOutcome Judge(RuleInput input)
    {
        string random = LayerLabel.RandomLike.Word();
        var rows = BaselinePairs.Of(input)
            .Select(pair => (pair.Row, pair.Before, Now: input.VerdictOf(pair.Row)))
            .Where(pair => pair.Now.Alpha is not null && pair.Now.Interval is not null
                && pair.Before.Alpha is not null && pair.Before.Interval is not null
                && !(pair.Before.Label == random && pair.Now.Label == LayerLabel.RandomLike));
        return RuleOutcome.Of(rows, pair =>
        {
            double gap = Gap(pair.Now.Interval!.Value, pair.Before.Interval!.Value);
            double before = pair.Before.Alpha!.Value;
            return gap <= 0 ? null : input.Of(
                pair.Row,
                $"{GateTexts.Alpha(pair.Now)}, in the baseline {GateTexts.Number(before, pair.Before.Interval)}: "
                    + "the intervals do not overlap") with
            {
                Metric = "alpha",
                Value = pair.Now.Alpha,
                Interval = pair.Now.Interval,
                Before = before,
                Excess = gap,
            };
        });
    }

    /// <summary>The distance between two intervals; 0 or less where they touch or overlap.</summary>
    private static double Gap((double Low, double High) now, (double Low, double High) before) =>
        Math.Max(before.Low - now.High, now.Low - before.High);
}
