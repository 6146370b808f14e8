using System.Text.Json.Nodes;
using Heavytail.Reports;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/trend.schema.json</c> from the columns of trends.</summary>
internal static class TrendSchema
{
    private static readonly Dictionary<string, string> s_descriptions = new()
    {
        ["n"] = "The models that have metric and score.",
        ["missing"] = "The models that lack the metric.",
        ["slope"] = "Of least squares, score = intercept + slope·metric.",
        ["intercept"] = "Of the same line.",
        ["r2"] = "R² of the line.",
        ["loo_r2"] = "R² where each model is predicted by the others; null below four models, within below "
            + "families + 3.",
        ["rmse"] = "Root mean square error of the line, in the unit of the score.",
        ["tau"] = "Kendall's τ-b.",
        ["tau_p"] = "Its p by permutation; null over several families, whose models are not independent.",
        ["tau_p_min"] = "The smallest p that n and ties allow.",
        ["rho"] = "Spearman's ρ.",
        ["rho_p"] = "Its p by permutation.",
        ["partial_r"] = "Pearson's correlation given log10(parameters).",
        ["partial_p"] = "Its p.",
    };

    public static string Build() => Document("Heavytail trends", Object(
        "What `heavytail trend --format json` writes. Numbers that do not exist, NaN and infinities are null.",
        Version(),
        Tool(),
        OptionsOrNull(),
        ("source", Text("The table, or the corpus.")),
        ("score", Text("The column of the score.")),
        ("lower_is_better", Typed("boolean", "Whether a smaller score is the better one.")),
        ("score_direction", Text("Which scores are better: higher or lower.")),
        ("score_direction_from", Text("How that is known: name, option, or assumed.")),
        ("convention", Nullable("string", "How weights were scaled and pooled for the metrics; several are listed; null where the table does not say.")),
        ("seed", Typed("integer", "Seed of permutations, where there are too many to go through.")),
        ("by", List("The columns that divide families further.", Text(null))),
        ("answer", Text("The result in a few sentences: of the only family, or of all families together.")),
        ("families", List("The families, in the order of the table.", Family())),
        ("summary", List(
            "Means over families of three models or more; empty where there are fewer than two.", Summary())),
        ("pooled", List("All models together; empty where fewer than two families have two models or more.", Pooled())),
        ("warnings", List("Mixed units of the score, and what pooling would get wrong, for people.", Text(null))),
        ("notes", List("What was left out of the table, and why.", Note()))));

    private static JsonObject Family() => Object(
        "Models that may be compared.",
        ("family", Text("Its name.")),
        ("sentence", Text("What its trends say, for people.")),
        ("models", List("Its models, in the order of the table.", Object(
            null,
            ("model", Text("Its name, or the path of its weights.")),
            ("score", Typed("number", "Its score.")),
            ("metrics", Numbers())))),
        ("metrics", List("How each metric goes with the score; baselines, known without a look at any weight, are last.", Object(
            null, [Metric(), ("baseline", Typed("boolean", "Whether it is a baseline.")), .. Values()]))));

    private static JsonObject Summary() => Object(
        "A metric over families.",
        [
            Metric(),
            ("families", Minimum(0, Typed("integer", "Families that have a trend."))),
            ("as_expected", Minimum(0, Nullable(
                "integer", "Families whose τ has the sign that theory expects; null where it expects nothing."))),
            .. new[] { "rmse", "r2", "loo_r2", "tau", "rho" }.SelectMany(name => new[]
            {
                (name, Nullable("number", $"Mean over families. {s_descriptions[name]}")),
                (name + "_sd", Nullable("number", "Its standard deviation over families.")),
            }),
        ]);

    private static JsonObject Pooled() => Object(
        "A metric over the models of all families.",
        Metric(),
        ("changes_sign", Typed(
            "boolean",
            "Whether τ of all pairs and τ of pairs within families have opposite signs, both beyond chance.")),
        ("pooled", Overall("As if all were one family.")),
        ("within", Overall("With the mean of each family of two or more taken off metric and score.")),
        ("reversals", List("Families whose own trend goes against the pooled one, both beyond chance.", Text(null))));

    private static JsonObject Overall(string description) => Object(
        description,
        [
            ("families", Minimum(0, Typed("integer", "How many families those are."))),
            ("r", Nullable("number", "Pearson's correlation.")),
            ("pair_tau", Nullable("number", "Kendall's τ-b of pairs: of all models pooled, of one family within.")),
            ("pair_tau_p", Nullable("number", "Its p, if the models of each group are ordered by chance.")),
            .. Values(),
        ]);

    private static JsonObject Note() => Object(
        "A row that was left out, or something to know about one.",
        ("line", Minimum(1, Nullable("integer", "Its line in the table; null where it is about the whole."))),
        ("message", Text("What was found, and what was expected.")),
        ("hint", Nullable("string", "The next step, where there is one.")),
        ("error", Typed("boolean", "Whether something that was asked for could not be done.")));

    private static JsonObject Numbers()
    {
        var result = Typed("object", "What is known of it, by the names of metrics.");
        result["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("number", "null") };
        return result;
    }

    private static (string Name, JsonObject Schema) Metric() => ("metric", Text("The metric."));

    private static IEnumerable<(string Name, JsonObject Schema)> Values() => TrendColumns.Values.Select(column => (
        column.Name,
        column.Kind == ColumnKind.Count
            ? Minimum(0, Nullable("integer", s_descriptions[column.Name]))
            : Nullable("number", s_descriptions[column.Name])));
}
