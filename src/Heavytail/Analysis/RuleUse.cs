using System.Globalization;
using Heavytail.Layers.Rules;

namespace Heavytail;

/// <summary>What became of a rule of the user in one model.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Matched">The number of tensors that it names, by their own name or by that of a stored part.</param>
/// <param name="Decided">The number of tensors that it decided about.</param>
/// <param name="Problem">
/// Why it has not the effect that it was written for, for people: it names no tensor, or does not fit one; null where
/// it has.
/// </param>
public sealed record RuleUse(UserRule Rule, int Matched, int Decided, string? Problem)
{
    /// <summary>What became of each rule.</summary>
    /// <param name="rules">The rules, in their order.</param>
    /// <param name="decisions">What was decided about each tensor.</param>
    /// <param name="files">The files of the model: a rule that names one is a slip.</param>
    internal static IReadOnlyList<RuleUse> Find(
        IReadOnlyList<UserRule> rules, IReadOnlyList<LayerDecision> decisions, IReadOnlyList<CheckpointFile> files) =>
        [.. rules.Select(rule => Find(rule, decisions, files))];

    private static RuleUse Find(
        UserRule rule, IReadOnlyList<LayerDecision> decisions, IReadOnlyList<CheckpointFile> files)
    {
        LayerDecision[] matched =
            [.. decisions.Where(decision => UserRuleMatch.Names(rule, decision.Tensor.Name))];
        LayerDecision[] decided = [.. matched.Where(decision => ReferenceEquals(decision.ByUser, rule))];
        var misfits = decided.Where(decision => decision.Skipped?.Reason == SkipReason.RuleMisfit).ToList();
        string named = $"rule `{rule.Name}` (`{rule.Match}`)";
        string? problem = misfits.Count > 0
            ? $"`{misfits[0].Tensor.Name}`: {misfits[0].Why}{Others(misfits.Count)}"
            : decided.Length > 0 ? null
            : OfPart(rule, decisions) is { } part ? $"{named} {part}"
            : matched.Length == 0 ? $"{named} names no tensor{Near(rule, decisions, files)}"
            : rule.Role is null && matched.All(decision => decision.Skipped is not null) ? null
            : $"{named} has no effect on `{matched[0].Tensor.Name}`: {Instead(matched[0])}{Others(matched.Length)}";
        int ofParts = decisions.Count(decision => !UserRuleMatch.Names(rule, decision.Tensor.Name)
            && decision.Tensor.StoredNames.Any(name => UserRuleMatch.Names(rule, name)));
        return new RuleUse(rule, matched.Length + ofParts, decided.Length, problem);
    }

    private static string Others(int count) => count == 1
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; and {count - 1} more tensor{(count == 2 ? "" : "s")}");

    /// <summary>A part of a weight that is computed or joined is not a tensor of its own.</summary>
    private static string? OfPart(UserRule rule, IReadOnlyList<LayerDecision> decisions) => decisions
        .Select(decision => decision.Tensor)
        .SelectMany(tensor => tensor.StoredNames.Select(name => (Part: name, Whole: tensor.Name)))
        .Where(stored => UserRuleMatch.Names(rule, stored.Part))
        .Select(stored =>
            $"names `{stored.Part}`, which is stored in place of `{stored.Whole}`: match `{stored.Whole}`")
        .FirstOrDefault();

    private static string Instead(LayerDecision decision) =>
        decision.ByUser is { } other ? $"rule `{other.Name}`, which comes first, decides" : decision.Why;

    private static string Near(
        UserRule rule, IReadOnlyList<LayerDecision> decisions, IReadOnlyList<CheckpointFile> files)
    {
        if (files.Any(file => UserRuleMatch.Names(rule, Path.GetFileName(file.Path))))
        {
            return "; rules name tensors, not files";
        }

        var near = Spelling.Closest(
            rule.Match.Trim('*'), decisions.Select(decision => decision.Tensor.Name).Distinct(StringComparer.Ordinal));
        return Spelling.Question(near) is string question ? $"; {question}" : "";
    }
}
