namespace Heavytail.Gates;

/// <summary>Layers that only the model has, or only the baseline, or that have another shape.</summary>
internal static class BaselineLayerRules
{
    /// <summary>
    /// Layers of the baseline. One that the model has and this analysis leaves out, by name or by size, is not missing.
    /// </summary>
    public static RuleOutcome Missing(RuleInput input)
    {
        var names = input.Model.AllLayers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        var before = input.Before!.Layers.Where(layer => input.Includes(layer.Name)).DistinctBy(layer => layer.Name);
        return RuleOutcome.Of(
            before,
            layer => names.Contains(layer.Name) ? null
                : input.Of($"it is in the baseline with shape {layer.Shape}, and not in the model") with
                {
                    Layer = layer.Name,
                });
    }

    public static RuleOutcome New(RuleInput input)
    {
        var before = input.Before!.Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        return RuleOutcome.Of(
            input.Rows.DistinctBy(row => row.Name),
            row => before.Contains(row.Name) ? null
                : input.Of(row, $"it is not in the baseline; its shape is {Shape(input, row)}") with { Slice = null });
    }

    public static RuleOutcome Reshaped(RuleInput input) => RuleOutcome.Of(
        BaselinePairs.All(input).DistinctBy(pair => pair.Row.Name),
        pair => BaselinePairs.HasShape(input, pair) ? null
            : input.Of(pair.Row, $"its shape is {Shape(input, pair.Row)}, in the baseline {pair.Before.Shape}") with
            {
                Slice = null,
            });

    private static string Shape(RuleInput input, LayerAnalysis row) => BaselineLayer.Text(
        input.NumberOf(row, "N"), input.NumberOf(row, "M"), input.NumberOf(row, "num_evals"));
}
