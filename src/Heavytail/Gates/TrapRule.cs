namespace Heavytail.Gates;

/// <summary>
/// The number of correlation traps that some weights or a mean make. Where the entries have a heavy tail as a whole, no
/// weight is to blame, and trained layers have that too.
/// </summary>
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
            string word = input.CellOf(pair.row, "trap_cause").Exact;
            string cause = word.Length > 0 ? $", cause {word}" : "";
            string allowed = max == 0 ? "" : $"; {GateTexts.Number(max)} allowed";
            return traps <= max || word == TrapCause.HeavyTail.Word() ? null : input.Of(
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
