using Heavytail.Gates;

namespace Heavytail;

/// <summary>The rules that models are checked by, and which findings fail.</summary>
/// <param name="Rules">The rules, in the order of findings.</param>
public sealed record GatePolicy(IReadOnlyList<GateRule> Rules)
{
    /// <summary>The maximum number of rules.</summary>
    public const int MaxRules = 1000;

    /// <summary>The rules that run without a policy.</summary>
    public static GatePolicy Default { get; } =
        new([.. RuleCatalog.All.Where(definition => definition.IsDefault).Select(known => new GateRule(known))]);

    /// <summary>The least level that fails; null where nothing does.</summary>
    public FindingLevel? FailOn { get; init; } = FindingLevel.Error;

    /// <summary>Whether a rule of it compares with a baseline.</summary>
    public bool NeedsBaseline => Rules.Any(rule => rule.Definition.NeedsBaseline);

    /// <summary>The columns that its rules read, once each: an analysis has to measure them.</summary>
    public IEnumerable<string> Columns => Rules
        .Select(rule => rule.Metric).OfType<string>()
        .Select(metric => GateMetrics.IsOfModel(metric) ? metric[GateMetrics.ModelPrefix.Length..] : metric)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The policy without the rules that need a baseline.</summary>
    public GatePolicy WithoutBaseline() =>
        this with { Rules = [.. Rules.Where(rule => !rule.Definition.NeedsBaseline)] };

    /// <summary>Checks every rule before any work is done.</summary>
    /// <exception cref="PolicyException">A rule cannot be followed.</exception>
    public void Check()
    {
        if (Rules.Count > MaxRules)
        {
            throw new PolicyException(null, $"{Rules.Count} rules, more than {MaxRules}", "split the policy");
        }

        for (int k = 0; k < Rules.Count; k++)
        {
            var rule = Rules[k];
            RuleCheck.Check(rule);
            if (Rules.Take(k).Any(rule.Repeats))
            {
                throw new PolicyException(rule.Id, "it is there twice, with the same layers", "leave one of them out");
            }
        }
    }
}

/// <summary>A policy cannot be followed.</summary>
public sealed class PolicyException : HeavytailException
{
    /// <param name="rule">The id of the rule at fault; null where it is the policy.</param>
    /// <param name="problem">What was found, and what was expected.</param>
    /// <param name="hint">The next step.</param>
    internal PolicyException(string? rule, string problem, string? hint)
        : base(rule is null ? problem : $"rule `{rule}`: {problem}", hint) => Problem = problem;

    /// <summary>What was found, and what was expected, without the rule.</summary>
    public string Problem { get; }
}
