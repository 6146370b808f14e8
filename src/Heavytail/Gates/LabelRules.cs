namespace Heavytail.Gates;

/// <summary>Labels of layers. A layer that looks random has that label, whatever its alpha.</summary>
internal static class LabelRules
{
    public static RuleOutcome OverTrained(RuleInput input) =>
        Outside(input, LayerLabel.OverTrained, TrainingWarnings.OverTrainedBelow, isBelow: true);

    public static RuleOutcome UnderTrained(RuleInput input) =>
        Outside(input, LayerLabel.UnderTrained, TrainingWarnings.UnderTrainedAbove, isBelow: false);

    public static RuleOutcome Uncertain(RuleInput input) => RuleOutcome.Of(
        Judged(input),
        verdict => verdict.Label == LayerLabel.Uncertain ? Of(input, verdict, UncertainMessage(verdict)) : null);

    private static RuleOutcome Outside(RuleInput input, LayerLabel label, double limit, bool isBelow) =>
        RuleOutcome.Of(Judged(input), verdict =>
        {
            bool isBeyond = isBelow ? verdict.Alpha < limit : verdict.Alpha > limit;
            bool fires = verdict.Label == label
                || (input.Rule.FailsWhereUncertain && verdict.Label == LayerLabel.Uncertain && isBeyond);
            string how = verdict.Label == label ? "" : ", too uncertain for a label";
            return !fires ? null : Of(
                input,
                verdict,
                $"{GateTexts.Alpha(verdict)} is {(isBelow ? "below" : "above")} {GateTexts.Number(limit)}{how}") with
            {
                Limit = limit,
                Excess = verdict.ExcessInWidths,
            };
        });

    /// <summary>The rows that have a label.</summary>
    private static IEnumerable<LayerVerdict> Judged(RuleInput input) =>
        input.Rows.Select(input.VerdictOf).Where(verdict => verdict.Label != LayerLabel.None);

    private static string UncertainMessage(LayerVerdict verdict) =>
        verdict.Eigenvalues < LayerLabels.LeastEigenvalues
            ? FormattableString.Invariant($"{GateTexts.Alpha(verdict)} is of {verdict.Eigenvalues} eigenvalues, ")
                + FormattableString.Invariant($"fewer than {LayerLabels.LeastEigenvalues}")
            : $"the interval of {GateTexts.Alpha(verdict)} reaches across 2 or 6";

    private static GateFinding Of(RuleInput input, LayerVerdict verdict, string message) =>
        input.Of(verdict.Row, message) with
        {
            Metric = "alpha",
            Value = verdict.Alpha,
            Interval = verdict.Interval,
        };
}
