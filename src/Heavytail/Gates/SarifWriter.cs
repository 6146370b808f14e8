// What:      findings as a log of static analysis.
// Reference: SARIF 2.1.0 (OASIS), and what GitHub's code scanning reads of it.
// Not done:  no regions: weights have no lines. No times: the same findings give the same bytes.
using Heavytail.Reports;

namespace Heavytail.Gates;

/// <summary>
/// Writes SARIF 2.1.0: a run with its rules, a result a finding, a notification a file that was not read.
/// </summary>
internal static class SarifWriter
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    public static void Write(CheckDocument document, TextWriter destination)
    {
        GateRule[] rules = [.. document.Result.Policy.Rules.DistinctBy(rule => rule.Id)];
        JsonWriter.Write(
            new Fields
            {
                { "$schema", Schema },
                { "version", "2.1.0" },
                { "runs", [Run(document, rules)] },
            },
            destination);
    }

    private static Fields Run(CheckDocument document, GateRule[] rules)
    {
        string[] ids = [.. rules.Select(rule => rule.Id)];
        return new()
        {
            { "tool", new Fields { { "driver", Driver(rules) } } },
            { "invocations", [Invocation(document)] },
            {
                "artifacts",
                document.Result.Tallies.Select(tally => tally.Model).Distinct(StringComparer.Ordinal)
                    .Select(model => new Fields { { "location", Artifact(model) } })
            },
            {
                "results",
                document.Result.Findings.Select(finding => Result(finding, Array.IndexOf(ids, finding.Rule.Id)))
            },
            { "columnKind", "utf16CodeUnits" },
        };
    }

    private static Fields Driver(GateRule[] rules) => new()
    {
        { "name", Document.ToolName },
        { "semanticVersion", Document.ToolVersion },
        { "rules", rules.Select(Rule) },
    };

    private static Fields Rule(GateRule rule) => new()
    {
        { "id", rule.Id },
        { "name", rule.Definition.Name },
        { "shortDescription", Text(rule.Definition.Summary) },
        {
            "help",
            new Fields { { "text", rule.Definition.Page }, { "markdown", rule.Definition.Page } }
        },
        { "defaultConfiguration", new Fields { { "level", rule.Level.Word() } } },
        { "properties", new Fields { { "tags", new[] { "weights", rule.Definition.Id } } } },
    };

    private static Fields Result(GateFinding finding, int index) => new()
    {
        { "ruleId", finding.Rule.Id },
        { "ruleIndex", index },
        { "level", finding.Level.Word() },
        { "message", Text(finding.Sentence) },
        { "locations", [Location(finding)] },
        {
            "partialFingerprints",
            new Fields
            {
                { "finding/v1", $"{finding.Rule.Id}/{finding.Metric}/{finding.Model}/{finding.Place}" },
            }
        },
        { "properties", Properties(finding) },
    };

    private static Fields Location(GateFinding finding)
    {
        var location = new Fields
        {
            { "physicalLocation", new Fields { { "artifactLocation", Artifact(finding.Model) } } },
        };
        if (finding.Place is string place)
        {
            location.Add("logicalLocations", [new Fields { { "name", place }, { "kind", "member" } }]);
        }

        return location;
    }

    private static Fields Properties(GateFinding finding)
    {
        var properties = new Fields();
        (string Name, Cell Value)[] all =
        [
            ("metric", finding.Metric), ("value", finding.Value), ("low", finding.Interval?.Low),
            ("high", finding.Interval?.High), ("limit", finding.Limit), ("before", finding.Before),
        ];
        foreach (var (name, value) in all.Where(pair => pair.Value.Kind != CellKind.None))
        {
            properties.Add(name, value);
        }

        return properties;
    }

    private static Fields Invocation(CheckDocument document) => new()
    {
        { "executionSuccessful", document.Errors.Count == 0 },
        {
            "toolExecutionNotifications",
            document.Errors.Select(error => new Fields
            {
                { "level", "error" },
                { "message", Text(error.Hint is null ? error.Message : $"{error.Message} ({error.Hint})") },
                {
                    "locations",
                    [
                        new Fields
                        {
                            { "physicalLocation", new Fields { { "artifactLocation", Artifact(error.Path) } } },
                        },
                    ]
                },
            })
        },
    };

    private static Fields Text(string text) => new() { { "text", text } };

    private static Fields Artifact(string path) => new() { { "uri", Uri(path) } };

    /// <summary>A path as a reference: segments are escaped, an absolute path becomes <c>file:///…</c>.</summary>
    private static string Uri(string path)
    {
        string unified = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        string escaped = string.Join('/', unified.Split('/').Select(System.Uri.EscapeDataString));
        return Path.IsPathRooted(path) ? $"file:///{escaped.TrimStart('/')}" : escaped;
    }
}
