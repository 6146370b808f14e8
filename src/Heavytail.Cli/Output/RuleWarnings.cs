namespace Heavytail.Cli.Output;

/// <summary>
/// Rules of <c>--rules</c> without the effect that they were written for: warnings, as a file of rules may be made for
/// other models, too.
/// </summary>
internal sealed class RuleWarnings
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<UserRule, string> _unmatched = [];
    private readonly HashSet<UserRule> _matched = [];

    /// <summary>What is to be said of the rules in one model.</summary>
    /// <param name="path">The model.</param>
    /// <param name="rules">What became of the rules in it.</param>
    /// <returns>Warnings that were not given for an earlier model.</returns>
    public IReadOnlyList<string> Of(string path, IReadOnlyList<RuleUse> rules)
    {
        var warnings = new List<string>();
        foreach (var use in rules)
        {
            if (use is { Matched: 0, Problem: { } nothing })
            {
                _unmatched.TryAdd(use.Rule, nothing);
                continue;
            }

            _matched.Add(use.Rule);
            if (use.Problem is { } problem && _told.Add(problem))
            {
                warnings.Add($"`{path}`: {problem}");
            }
        }

        return warnings;
    }

    /// <summary>The rules that name no tensor of any model so far.</summary>
    public IReadOnlyList<string> Unmatched() =>
        [.. _unmatched.Where(rule => !_matched.Contains(rule.Key)).Select(rule => rule.Value)];
}
