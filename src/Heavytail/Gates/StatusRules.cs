namespace Heavytail.Gates;

/// <summary>Layers without numbers: NaN, damage, too little memory, nothing to fit.</summary>
internal static class StatusRules
{
    public static RuleOutcome NonFinite(RuleInput input) => RuleOutcome.Of(
        input.Rows,
        row => row.Metrics.Status == LayerStatus.NonFiniteWeights
            ? input.Of(row, row.Note ?? "it has NaN or infinite weights")
            : null);

    /// <summary>All other statuses but success; a layer that memory left out is in no row.</summary>
    public static RuleOutcome NotAnalyzed(RuleInput input)
    {
        var rows = RuleOutcome.Of(
            input.Rows,
            row => row.Metrics.Status is LayerStatus.Success or LayerStatus.TooSmall or LayerStatus.NonFiniteWeights
                ? null
                : input.Of(row, Sentence(row)));
        GateFinding[] left =
        [
            .. input.Model.Skipped.Where(tensor => tensor.Reason == SkipReason.Memory)
                .Select(tensor => input.Of($"not analyzed: {tensor.Explanation}") with
                {
                    Layer = tensor.Layer?.Name ?? tensor.Name,
                })
                .Where(finding => input.Includes(finding.Layer!)),
        ];
        return new RuleOutcome(rows.Judged + left.Length, [.. rows.Findings, .. left]);
    }

    private static string Sentence(LayerAnalysis row) =>
        $"{row.Metrics.Status.Word()}: {row.Note ?? LayerStatuses.Explain(row.Metrics.Status)}";
}
