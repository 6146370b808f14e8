using System.IO.Enumeration;

namespace Heavytail.Layers.Rules;

/// <summary>Applies a rule of the user.</summary>
internal static class UserRuleMatch
{
    /// <summary>The rule as a row of the table of rules.</summary>
    public static LayerRule ToLayerRule(UserRule rule) =>
        new(rule.Name, $"names like `{rule.Match}`", tensor => Apply(rule, tensor)) { ByUser = rule };

    /// <summary>Whether a rule names a tensor.</summary>
    public static bool Names(UserRule rule, string tensor) =>
        FileSystemName.MatchesSimpleExpression(rule.Match, tensor, ignoreCase: false);

    /// <summary>A tensor that a rule names and does not fit.</summary>
    public static Verdict Misfit(UserRule rule, string problem) =>
        Verdict.Skip(SkipReason.RuleMisfit, $"rule `{rule.Name}` (`{rule.Match}`) does not fit: {problem}");

    private static Verdict? Apply(UserRule rule, TensorInfo tensor)
    {
        if (!Names(rule, tensor.Name))
        {
            return null;
        }

        string why = $"user rule, `{rule.Match}`";
        if (rule.Role is not { } role)
        {
            return Verdict.Skip(SkipReason.Rule, $"{why}: {rule.Reason}");
        }

        var form = MatrixForm.From(tensor, role);
        if (rule.Parts.Count == 0 || form.Contradiction() is not null)
        {
            return new Verdict(form, default, why);
        }

        long outputs = form.SideOf('o');
        return outputs % rule.Parts.Count == 0
            ? new Verdict(
                form with { Role = role with { Parts = TensorPart.Equal(outputs, [.. rule.Parts]) } }, default, why)
            : Misfit(rule, $"{outputs} outputs are not {rule.Parts.Count} equal parts");
    }
}
