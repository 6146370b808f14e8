namespace Heavytail.Gates;

/// <summary>The number of correlation traps.</summary>
internal static class TrapRule
{
    public static RuleOutcome Judge(RuleInput input)
    {
        double max = input.Rule.Max ?? 0;
        var rows = input.Rows.Select(row => (row, traps: input.NumberOf(row, "num_traps")))
            .Where(pair => pair.traps is not null);
        return RuleOutcome.Of(rows, pair =>
        {
            double traps = pair.traps!.Value;
            string cause = input.CellOf(pair.row, "trap_cause").Exact is { Length: > 0 } word ? $", cause {word}" : "";
            string allowed = max == 0 ? "" : $"; {GateTexts.Number(max)} allowed";
            return traps <= max ? null : input.Of(
                pair.row, $"{Phrases.Count((long)traps, "correlation trap")}{cause}{allowed}") with
            {
                Metric = "num_traps",
                Value = traps,
                Limit = max,
                Excess = traps - max,
            };
        });
    }
}
