using System.Text.RegularExpressions;

namespace Heavytail.Cli.Policies;

/// <summary>A rule of a policy. Its id names a built-in rule; one of another form is the user's own.</summary>
internal static partial class RuleParser
{
    private static readonly string[] s_fields =
    [
        "id", "severity", "metric", "min", "max", "only", "not", "change", "layers", "uncertain",
    ];

    /// <summary>The words of <c>severity</c>.</summary>
    public static IReadOnlyList<string> Severities { get; } = [.. FindingLevels.Words, FindingLevels.Off];

    /// <summary>The rule, and whether it is on.</summary>
    /// <exception cref="YamlProblemException">A line of it cannot be followed.</exception>
    public static (GateRule Rule, bool IsOn) Parse(YamlNode item)
    {
        var map = item as YamlMap
            ?? throw new YamlProblemException(
                item.Line, $"a rule has named fields; this is {item.Kind}", "`- id: HT004`");
        YamlFields.RefuseOthers(map, s_fields, "a rule");
        var (definition, id) = Definition(map);
        string? severity = map.Find("severity") is { } level ? YamlFields.Word(level, "severity", Severities) : null;
        var rule = new GateRule(definition)
        {
            Id = id,
            Level = severity is null || severity == FindingLevels.Off
                ? definition.Level
                : FindingLevels.Find(severity)!.Value,
            Metric = map.Find("metric") is { } metric ? YamlFields.Text(metric, "metric") : null,
            Min = map.Find("min") is { } min ? YamlFields.Number(min, "min") : null,
            Max = map.Find("max") is { } max ? YamlFields.Number(max, "max") : null,
            Only = map.Find("only") is { } only ? YamlFields.Texts(only, "only") : [],
            Not = map.Find("not") is { } not ? YamlFields.Texts(not, "not") : [],
            Change = map.Find("change") is { } change ? Change(change) : null,
            Layers = map.Find("layers") is { } layers ? YamlFields.Texts(layers, "layers") : [],
            FailsWhereUncertain = map.Find("uncertain") is { } flag && YamlFields.Flag(flag, "uncertain"),
        };
        try
        {
            new GatePolicy([rule]).Check();
        }
        catch (PolicyException e)
        {
            throw new YamlProblemException(map.Line, e.Message, e.Hint);
        }

        return (rule, severity != FindingLevels.Off);
    }

    /// <summary>What a rule does: as its id says, or else as its metric and its change do.</summary>
    private static (RuleDefinition Definition, string Id) Definition(YamlMap map)
    {
        var node = map.Find("id");
        string? id = node is null ? null : YamlFields.Text(node, "id");
        var byId = id is null ? null
            : RuleCatalog.All.FirstOrDefault(known => known.Id == id || known.Name == id);
        if (byId is not null)
        {
            return (byId, byId.Id);
        }

        if (id is not null && BuiltIn().IsMatch(id))
        {
            throw new YamlProblemException(
                node!.Line, $"there is no rule `{id}`", "`heavytail explain` lists the rules");
        }

        if (id is not null && !Own().IsMatch(id))
        {
            throw new YamlProblemException(
                node!.Line, $"`{id}` is not an id", "use a letter, then letters, digits, `-`, `_` and `.`, 64 at most");
        }

        if (map.Find("metric") is not { } metric)
        {
            string[] known = [.. RuleCatalog.All.SelectMany(rule => new[] { rule.Id, rule.Name })];
            throw new YamlProblemException(
                map.Line,
                id is null ? "a rule needs an `id` or a `metric`"
                    : $"`{id}` is not a built-in rule, and has no `metric`",
                (id is null ? null : Spelling.DidYouMean(id, known)) ?? "`heavytail explain` lists the rules");
        }

        var definition = map.Find("change") is not null ? RuleCatalog.Change
            : GateMetrics.IsOfModel(YamlFields.Text(metric, "metric")) ? RuleCatalog.ModelMetric
            : RuleCatalog.LayerMetric;
        return (definition, id ?? definition.Id);
    }

    private static ChangeLimit Change(YamlNode node)
    {
        string text = YamlFields.Text(node, "change").Trim();
        bool isShare = text.EndsWith('%');
        return YamlFields.Number(isShare ? text[..^1].TrimEnd() : text) is double amount
            ? new ChangeLimit(isShare ? amount / 100 : amount, isShare)
            : throw new YamlProblemException(
                node.Line, $"`change` is `{text}`, expected a number, or a share such as `5%`");
    }

    [GeneratedRegex(@"^HT\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex BuiltIn();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Own();
}
