namespace Heavytail.Gates;

/// <summary>A row with the same row of the baseline.</summary>
/// <param name="Row">The row of the model.</param>
/// <param name="Before">The row of the baseline.</param>
internal sealed record BaselinePair(LayerAnalysis Row, BaselineLayer Before);

/// <summary>Finds the rows that a model and its baseline have in common.</summary>
internal static class BaselinePairs
{
    /// <summary>The rows that a rule judges and that have the same shape in both.</summary>
    public static IEnumerable<BaselinePair> Of(RuleInput input) => All(input).Where(pair => HasShape(input, pair));

    /// <summary>The rows that a rule judges and that are in both.</summary>
    public static IEnumerable<BaselinePair> All(RuleInput input) => input.Rows
        .Select(row => (row, before: input.Before!.Find(row.Name, row.Slice)))
        .Where(pair => pair.before is not null)
        .Select(pair => new BaselinePair(pair.row, pair.before!));

    /// <summary>Whether N, M and the number of eigenvalues are the same.</summary>
    public static bool HasShape(RuleInput input, BaselinePair pair) => BaselineLayer.ShapeColumns
        .All(column => input.NumberOf(pair.Row, column) == pair.Before.Number(column));
}
