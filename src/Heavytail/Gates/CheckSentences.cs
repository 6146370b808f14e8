namespace Heavytail.Gates;

/// <summary>A check in words.</summary>
internal static class CheckSentences
{
    /// <summary><c>fails: 1 error, 2 warnings</c>, <c>passes: 9 rules, no finding</c>.</summary>
    public static string InShort(CheckDocument document)
    {
        var result = document.Result;
        string[] counts =
        [
            .. Enum.GetValues<FindingLevel>().Reverse()
                .Where(level => result.Count(level) > 0)
                .Select(level => Phrases.Count(result.Count(level), level.Word())),
        ];
        int models = result.Tallies.Select(tally => tally.Model).Distinct(StringComparer.Ordinal).Count();
        string of = models > 1 ? $" in {Phrases.Count(models, "model")}" : "";
        string found = models == 0 ? "no model was checked"
            : counts.Length > 0 ? string.Join(", ", counts) + of
            : $"{Phrases.Count(result.Policy.Rules.Count, "rule")}{of}, no finding";
        int files = document.Errors.Select(error => error.Path).Distinct(StringComparer.Ordinal).Count();
        string unread = files > 0 ? $"; {Phrases.Count(files, "file")} could not be read" : "";
        return $"{(document.Passes ? "passes" : "fails")}: {found}{unread}";
    }

    /// <summary>A rule that had nothing to judge.</summary>
    public static string Idle(GateRule rule) => rule.Metric is string metric
        ? $"{Name(rule)} judged nothing: no layer or model has a `{metric}`"
            + (rule.Definition.NeedsBaseline ? " that can be compared with the baseline" : "")
        : rule.Definition.NeedsBaseline ? $"{Name(rule)} judged nothing: no layer can be compared with the baseline"
        : $"{Name(rule)} judged nothing: no layer has what it looks at";

    /// <summary>The id of a rule, with the name of its definition.</summary>
    public static string Name(GateRule rule) => $"{rule.Id} {rule.Definition.Name}";
}
