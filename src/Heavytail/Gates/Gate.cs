using Heavytail.Gates;

namespace Heavytail;

/// <summary>Checks models by the rules of a policy.</summary>
public static class Gate
{
    /// <summary>Checks models.</summary>
    /// <param name="models">Analyzed models, with the measures that the policy's metrics need.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="baseline">What the models were before; null without a baseline.</param>
    /// <exception cref="PolicyException">A rule cannot be followed, or needs a baseline that is not given.</exception>
    /// <exception cref="BaselineException">The baseline cannot be compared with a model.</exception>
    /// <returns>
    /// Findings of a higher level first; of one level in the order of the policy's rules; of one rule those first that
    /// are the farthest beyond what is allowed; then in the order of models and layers.
    /// </returns>
    public static GateResult Check(
        IReadOnlyList<ModelAnalysis> models, GatePolicy policy, Baseline? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(policy);
        policy.Check();
        if (baseline is null && policy.Rules.FirstOrDefault(rule => rule.Definition.NeedsBaseline) is { } needy)
        {
            throw new PolicyException(
                needy.Id, "it compares with a baseline, and none is given", "give one, or remove the rule");
        }

        RuleTally[] tallies = [.. models.SelectMany(model => Judge(model, policy, baseline?.Find(model)))];
        GateFinding[] findings =
        [
            .. policy.Rules.SelectMany(rule => tallies
                    .Where(tally => ReferenceEquals(tally.Rule, rule))
                    .SelectMany(tally => tally.Findings).OrderByDescending(finding => finding.Excess))
                .OrderByDescending(finding => finding.Level),
        ];
        return new GateResult(policy, findings, tallies) { Baseline = baseline?.Path };
    }

    /// <summary>The patterns of a policy's rules that match no layer of any model.</summary>
    /// <param name="models">Analyzed models.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="baseline">A layer that is only in it counts, too; null without a baseline.</param>
    /// <returns>The rule, and the error.</returns>
    public static IReadOnlyList<(GateRule Rule, UnknownNameException Error)> Unmatched(
        IReadOnlyList<ModelAnalysis> models, GatePolicy policy, Baseline? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(policy);
        return
        [
            .. policy.Rules.SelectMany(rule => new LayerSelection { Layers = rule.Layers }.Unmatched(models)
                .Where(error => baseline?.HasLayer(error.Name) != true).Select(error => (rule, error))),
        ];
    }

    private static IEnumerable<RuleTally> Judge(ModelAnalysis model, GatePolicy policy, BaselineModel? before)
    {
        foreach (var rule in policy.Rules)
        {
            var outcome = rule.Definition.Judge(new RuleInput(rule, model, before));
            yield return new RuleTally(
                rule,
                model.Path,
                outcome.Judged,
                [.. outcome.Findings.OrderByDescending(finding => finding.Excess)]);
        }
    }
}
