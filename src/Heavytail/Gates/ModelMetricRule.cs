using Heavytail.Reports;

namespace Heavytail.Gates;

/// <summary>A count or a mean of the model within limits; a model without a value is not judged.</summary>
internal static class ModelMetricRule
{
    public static RuleOutcome Judge(RuleInput input)
    {
        string column = input.Rule.Metric![GateMetrics.ModelPrefix.Length..];
        var cell = ModelRows.Has(column, input.Model) ? ModelRows.Cell(column, input.Model) : default;
        if ((cell.Real ?? cell.Whole) is not double value || !double.IsFinite(value))
        {
            return new RuleOutcome(0, []);
        }

        var finding = LayerMetricRule.Beyond(input.Rule, value, null, input.Of);
        return new RuleOutcome(1, finding is null ? [] : [finding]);
    }
}
