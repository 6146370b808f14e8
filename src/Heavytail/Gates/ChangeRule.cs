namespace Heavytail.Gates;

/// <summary>
/// A number of a layer beside that of the baseline. A value that was there and is gone is a finding; one that was not
/// there is not judged.
/// </summary>
internal static class ChangeRule
{
    public static RuleOutcome Judge(RuleInput input)
    {
        string metric = input.Rule.Metric!;
        var limit = input.Rule.Change!;
        var rows = BaselinePairs.Of(input)
            .Select(pair => (pair.Row, Now: input.NumberOf(pair.Row, metric), Before: pair.Before.Number(metric)))
            .Where(pair => pair.Before is not null);
        return RuleOutcome.Of(rows, pair =>
        {
            double before = pair.Before!.Value;
            double allowed = limit.IsShare ? limit.Amount * Math.Abs(before) : limit.Amount;
            string was = $"in the baseline {GateTexts.Number(before)}";
            if (pair.Now is not double now)
            {
                return Of(input, pair.Row, $"{metric} has no value any more, {was}", before, double.PositiveInfinity);
            }

            double change = Math.Abs(now - before);
            string most = limit.IsShare ? $"{GateTexts.Number(100 * limit.Amount)} %" : GateTexts.Number(limit.Amount);
            return change <= allowed ? null : Of(
                input,
                pair.Row,
                $"{metric} {GateTexts.Number(now)}, {was}: changed by {GateTexts.Number(change)}, more than {most}",
                before,
                GateTexts.Excess(change, allowed)) with
            {
                Value = now,
            };
        });
    }

    private static GateFinding Of(RuleInput input, LayerAnalysis row, string message, double before, double excess) =>
        input.Of(row, message) with { Metric = input.Rule.Metric, Before = before, Excess = excess };
}
