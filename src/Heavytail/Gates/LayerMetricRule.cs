namespace Heavytail.Gates;

/// <summary>
/// A column of layers within limits, or of allowed words. Of alpha, an interval that reaches across a limit is no
/// finding unless the rule asks for it. A layer without a value is not judged.
/// </summary>
internal static class LayerMetricRule
{
    public static RuleOutcome Judge(RuleInput input) => GateMetrics.HasWords(input.Rule.Metric!)
        ? Words(input)
        : Limits(input);

    private static RuleOutcome Words(RuleInput input)
    {
        var rule = input.Rule;
        string metric = rule.Metric!;
        var rows = input.Rows.Select(row => (row, word: input.CellOf(row, metric).Exact))
            .Where(pair => pair.word.Length > 0);
        return RuleOutcome.Of(rows, pair =>
        {
            bool isAllowed = (rule.Only.Count == 0 || rule.Only.Contains(pair.word)) && !rule.Not.Contains(pair.word);
            string expected = rule.Only.Count > 0 ? $"; allowed: {string.Join(", ", rule.Only.Except(rule.Not))}" : "";
            return isAllowed ? null : input.Of(pair.row, $"{metric} is {pair.word}{expected}") with { Metric = metric };
        });
    }

    private static RuleOutcome Limits(RuleInput input)
    {
        string metric = input.Rule.Metric!;
        var rows = input.Rows.Select(row => (row, value: input.NumberOf(row, metric)))
            .Where(pair => pair.value is not null);
        return RuleOutcome.Of(rows, pair => Beyond(
            input.Rule, pair.value!.Value, metric == "alpha" ? input.VerdictOf(pair.row).Interval : null,
            message => input.Of(pair.row, message)));
    }

    /// <summary>The finding of a value that is beyond a limit; null within.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="value">The value.</param>
    /// <param name="interval">Its interval; null where it has none.</param>
    /// <param name="find">Makes a finding of a message.</param>
    public static GateFinding? Beyond(
        GateRule rule, double value, (double Low, double High)? interval, Func<string, GateFinding> find)
    {
        // The value itself has to be beyond, too: a bootstrap's interval need not hold it.
        bool isBelow = value < rule.Min && (rule.FailsWhereUncertain || interval is null || interval?.High < rule.Min);
        bool isAbove = value > rule.Max && (rule.FailsWhereUncertain || interval is null || interval?.Low > rule.Max);
        if (!isBelow && !isAbove)
        {
            return null;
        }

        double limit = isBelow ? rule.Min!.Value : rule.Max!.Value;
        string name = rule.Metric!;
        return find(
            $"{name} {GateTexts.Number(value, interval)} is {(isBelow ? "below" : "above")} {GateTexts.Number(limit)}")
            with
        {
            Metric = name,
            Value = value,
            Interval = interval,
            Limit = limit,
            Excess = GateTexts.Excess(value, limit),
        };
    }
}
