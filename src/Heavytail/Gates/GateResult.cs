namespace Heavytail;

/// <summary>What a check found.</summary>
/// <param name="Policy">The rules.</param>
/// <param name="Findings">What fired, the worst first.</param>
/// <param name="Tallies">What each rule judged in each model, models in their order.</param>
public sealed record GateResult(
    GatePolicy Policy, IReadOnlyList<GateFinding> Findings, IReadOnlyList<RuleTally> Tallies)
{
    /// <summary>The path of the baseline; null without one.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether a finding has the level that fails, or a higher one.</summary>
    public bool Fails => Findings.Any(IsFailure);

    /// <summary>Rules that had nothing to judge in any model.</summary>
    public IReadOnlyList<GateRule> Idle =>
    [
        .. Tallies.GroupBy(tally => tally.Rule, ReferenceEqualityComparer.Instance)
            .Where(group => group.All(tally => tally.Judged == 0)).Select(group => (GateRule)group.Key!),
    ];

    /// <summary>The number of findings of a level.</summary>
    public int Count(FindingLevel level) => Findings.Count(finding => finding.Level == level);

    /// <summary>Whether a finding fails the check.</summary>
    public bool IsFailure(GateFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return Policy.FailOn is FindingLevel least && finding.Level >= least;
    }
}

/// <summary>What a rule did in a model.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Model">The path of the model.</param>
/// <param name="Judged">The number of layers that it judged; 1 where it judged the model.</param>
/// <param name="Findings">What fired, the worst first.</param>
public sealed record RuleTally(GateRule Rule, string Model, int Judged, IReadOnlyList<GateFinding> Findings);
