namespace Heavytail.Gates;

/// <summary>What a rule found in a model.</summary>
/// <param name="Judged">The number of layers that it judged; 1 where it judged the model.</param>
/// <param name="Findings">What fired, in the order of the file.</param>
internal sealed record RuleOutcome(int Judged, IReadOnlyList<GateFinding> Findings)
{
    /// <summary>Judges rows one by one.</summary>
    /// <param name="rows">The rows that can be judged.</param>
    /// <param name="judge">Makes a finding of a row; null where it is as it should be.</param>
    public static RuleOutcome Of<T>(IEnumerable<T> rows, Func<T, GateFinding?> judge)
    {
        var all = rows.Select(judge).ToArray();
        return new RuleOutcome(all.Length, [.. all.OfType<GateFinding>()]);
    }
}
