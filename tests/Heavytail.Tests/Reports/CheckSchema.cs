using System.Text.Json.Nodes;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/check.schema.json</c>.</summary>
internal static class CheckSchema
{
    public static string Build() => Document("Heavytail check", Object(
        "What `heavytail check --format json` writes. Numbers that do not exist, NaN and infinities are null.",
        Version(),
        Tool(),
        OptionsOrNull("The options of the analyses; null where they are not known."),
        ("passes", Typed("boolean", "Whether every file could be read, and no finding has the level that fails.")),
        ("sentence", Text("The whole in one line, for people.")),
        ("fail_on", WordsOrNull("The least level that fails; null where none does.", FindingLevels.Words)),
        ("baseline", Nullable("string", "The path of the baseline; null without one.")),
        ("error_count", Count("The number of findings of level error.")),
        ("warning_count", Count("The number of findings of level warning.")),
        ("note_count", Count("The number of findings of level note.")),
        ("notes", List("Rules that had nothing to judge in any model.", Text(null))),
        ("findings", List("What fired, the worst first.", Finding())),
        ("models", List("What each rule did in each model that was checked.", Model())),
        ("errors", List("The files and tensors that could not be read.", Error()))));

    private static JsonObject Finding() => Object(
        "A rule that fired.",
        ("level", Words("How much it matters.", FindingLevels.Words)),
        ("rule", Text("The id of the rule, which may be one of the user's own.")),
        ("kind", Words("The built-in rule that it is one of.", RuleCatalog.All.Select(rule => rule.Id))),
        ("model", Text("The path of the model.")),
        ("layer", Nullable("string", "The name of the layer; null where it is about the model.")),
        ("slice", Nullable("integer", "The slice; null for the layer as a whole.")),
        ("metric", Nullable("string", "The metric; null where none is compared.")),
        ("value", Nullable("number", "The value of the metric; null where it is missing, or a word.")),
        ("low", Nullable("number", "The lower end of its interval; null without one.")),
        ("high", Nullable("number", "The upper end of its interval; null without one.")),
        ("limit", Nullable("number", "The limit that the value is beyond; null without one.")),
        ("before", Nullable("number", "The value in the baseline; null without one.")),
        ("message", Text("What was found, and what was expected.")),
        ("fails", Typed("boolean", "Whether it has the level that fails.")));

    private static JsonObject Model() => Object(
        "A model.",
        ("path", Text("Its path.")),
        ("rules", List("The rules, in the order of the policy.", Object(
            "A rule.",
            ("rule", Text("Its id.")),
            ("kind", Words("The built-in rule that it is one of.", RuleCatalog.All.Select(rule => rule.Id))),
            ("level", Words("The level of its findings.", FindingLevels.Words)),
            ("judged", Count("The number of layers that it judged; 1 where it judges the model.")),
            ("findings", Count("The number of its findings."))))));

    private static JsonObject Count(string description) => Minimum(0, Typed("integer", description));
}
