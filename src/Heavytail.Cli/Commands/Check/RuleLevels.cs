using Heavytail.Cli.Output;
using Heavytail.Cli.Policies;

namespace Heavytail.Cli.Commands.Check;

/// <summary>Sets the level of a rule of a policy, turns a rule off, or adds a built-in one.</summary>
internal static class RuleLevels
{
    /// <param name="policy">The policy.</param>
    /// <param name="name">The id of a rule, or the name of a built-in one.</param>
    /// <param name="word">A level, or <c>off</c>.</param>
    /// <param name="asked">The option as it was given, for messages.</param>
    /// <exception cref="UsageException">There is no such rule, or no such level.</exception>
    public static GatePolicy Set(GatePolicy policy, string name, string word, string asked)
    {
        if (!RuleParser.Severities.Contains(word))
        {
            throw new UsageException(
                $"{asked}: expected {WordList.Join(RuleParser.Severities, "or")}",
                Spelling.DidYouMean(word, RuleParser.Severities));
        }

        var level = FindingLevels.Find(word);
        bool Has(GateRule rule) => rule.Id == name || rule.Definition.Name == name || rule.Definition.Id == name;
        if (policy.Rules.Any(Has))
        {
            return policy with
            {
                Rules =
                [
                    .. policy.Rules.Where(rule => level is not null || !Has(rule))
                        .Select(rule => Has(rule) ? rule with { Level = level!.Value } : rule),
                ],
            };
        }

        var known = RuleCatalog.All.FirstOrDefault(rule => rule.Id == name || rule.Name == name);
        if (known is null)
        {
            string[] names =
            [
                .. policy.Rules.Select(rule => rule.Id).Concat(RuleCatalog.All.Select(rule => rule.Id))
                    .Concat(RuleCatalog.All.Select(rule => rule.Name)).Distinct(),
            ];
            throw new UsageException(
                $"{asked}: there is no rule `{name}`",
                Spelling.DidYouMean(name, names) ?? "`heavytail explain` lists the rules");
        }

        return level is null ? policy
            : known.Takes.HasFlag(RuleParts.Metric)
            ? throw new UsageException(
                $"{asked}: {known.Id} needs a metric", "use `--min METRIC=VALUE` or `--max METRIC=VALUE`")
            : policy with { Rules = [.. policy.Rules, new GateRule(known) { Level = level.Value }] };
    }
}
