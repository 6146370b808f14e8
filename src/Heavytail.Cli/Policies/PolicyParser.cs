namespace Heavytail.Cli.Policies;

/// <summary>The fields of a policy: version, rules, the level that fails, a baseline.</summary>
internal static class PolicyParser
{
    /// <summary>The level of a policy by which nothing fails.</summary>
    public const string Never = "never";

    private const string Version = "1";

    private static readonly string[] s_fields = ["version", "fail-on", "baseline", "rules"];

    /// <exception cref="YamlProblemException">A line of it cannot be followed.</exception>
    public static (GatePolicy Policy, string? Baseline) Parse(YamlNode root)
    {
        var map = root as YamlMap
            ?? throw new YamlProblemException(root.Line, $"a policy has named fields; this is {root.Kind}");
        YamlFields.RefuseOthers(map, s_fields, "a policy");
        if (map.Find("version") is { } version && YamlFields.Text(version, "version") != Version)
        {
            throw new YamlProblemException(
                version.Line, $"`version` is {YamlFields.Text(version, "version")}, expected {Version}");
        }

        var list = map.Find("rules") ?? throw new YamlProblemException(root.Line, "`rules` is missing");
        var rules = list as YamlList
            ?? throw new YamlProblemException(list.Line, $"`rules` is {list.Kind}, expected a list", "`- id: HT004`");
        if (rules.Items.Count == 0)
        {
            throw new YamlProblemException(list.Line, "`rules` is empty: nothing would be checked");
        }

        string? baseline = map.Find("baseline") is { } path ? YamlFields.Text(path, "baseline") : null;
        return baseline?.Length == 0
            ? throw new YamlProblemException(map.Find("baseline")!.Line, "`baseline` is empty")
            : (new GatePolicy(Rules(rules)) { FailOn = FailOn(map.Find("fail-on")) }, baseline);
    }

    /// <summary>The level of a word of <c>fail-on</c>; null for never.</summary>
    /// <exception cref="FormatException">The word names none.</exception>
    public static FindingLevel? FailOn(string word) => word == Never
        ? null
        : FindingLevels.Find(word) ?? throw new FormatException(word);

    private static FindingLevel? FailOn(YamlNode? node)
    {
        if (node is null)
        {
            return FindingLevel.Error;
        }

        string[] words = [.. FindingLevels.Words, Never];
        return FailOn(YamlFields.Word(node, "fail-on", words));
    }

    private static List<GateRule> Rules(YamlList list)
    {
        var rules = new List<GateRule>();
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            var (rule, isOn) = RuleParser.Parse(item);
            if (rule.Id != rule.Definition.Id && !own.Add(rule.Id))
            {
                throw new YamlProblemException(
                    item.Line, $"the id `{rule.Id}` is there twice", "give each rule its own");
            }

            if (isOn)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }
}
