using System.Text.Json.Nodes;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/ranking.schema.json</c>.</summary>
internal static class RankingSchema
{
    public static string Build() => Document("Heavytail ranking", Object(
        "What `heavytail rank --format json` writes. Numbers that do not exist, NaN and infinities are null.",
        Version(),
        Tool(),
        OptionsOrNull(),
        ("convention", Convention()),
        ("draws", Minimum(1, Typed("integer", "Draws of layers, for the uncertainty."))),
        ("seed", Typed("integer", "Their seed.")),
        ("confidence", Typed("number", "The share of draws that the interval of a place holds.")),
        ("scale_metrics", List(
            "The metrics that one factor on all weights changes; together they are one vote.", Text(null))),
        ("scale_votes", Typed(
            "boolean",
            "Whether scale takes part in the order: models differ in the number of layers, or no other metric votes.")),
        ("agreement", Minimum(
            0,
            Nullable(
                "number",
                "Kendall's W of the votes: of each metric of shape, and of those of scale together; null for one vote, "
                    + "or where all tie."))),
        ("lead_p", Nullable(
            "number",
            "How often chance gives some model the lead of the first, layer by layer; null where layers differ.")),
        ("clear", Typed(
            "boolean",
            "Whether the first should test best: no remark or note, metrics and draws agree, lead_p at most 0.05.")),
        ("sentence", Text("What the ranking says, for people.")),
        ("notes", List(
            "Layers left out, models that are others but for scale, random layers, checkpoints of one run, what may be "
                + "owed to scale, predictions that are refused, and a reference that does not predict.",
            Text(null))),
        ("differences", List(
            "What is not common to all models: they are no family, where there is something.", Text(null))),
        ("reference", Reference()),
        ("models", List("The models, the best first.", Model())),
        ("errors", List("The files that could not be analyzed.", Error()))));

    private static JsonObject Reference()
    {
        var result = Object(
            "What scores are predicted from; null where that was not asked for.",
            ("source", Text("The table, or the corpus.")),
            ("family", Text("Its family.")),
            ("score", Text("The column of the score.")),
            ("metric", Text("From which metric.")),
            ("n", Minimum(3, Typed("integer", "How many models it has."))),
            ("confidence", Typed(
                "number", "The share of models that an interval of its predictions holds, at most n/(n + 1).")),
            ("slope", Typed("number", "Of least squares, score = intercept + slope·metric.")),
            ("intercept", Typed("number", "Of the same line.")),
            ("loo_r2", Nullable("number", "R² where each model is predicted by the others; null below four.")),
            ("min", Typed("number", "The least value of the metric; below it nothing is predicted.")),
            ("max", Typed("number", "The largest value of the metric; above it nothing is predicted.")));
        result["type"] = new JsonArray("object", "null");
        return result;
    }

    /// <summary>Metrics that did not vote are missing, and so are predictions without a reference.</summary>
    private static JsonObject Model()
    {
        var result = Object(
            "A model.",
            ("place", Minimum(1, Nullable("integer", "Its place; ties share the better one. Null without one."))),
            ("model", Text("Its path.")),
            ("mean_rank", Minimum(
            1, Nullable("number", "The mean of its ranks over the votes that order the models."))),
            ("first_share", Minimum(0, Nullable("number", "The share of draws in which it comes first; ties share."))),
            ("place_low", Minimum(1, Nullable("number", "The lower end of the interval of its place."))),
            ("place_high", Minimum(1, Nullable("number", "The upper end of the interval of its place."))),
            ("scale_rank", Minimum(
            1, Nullable("number", "Its rank by the metrics of scale together; null without one."))),
            ("unplaced", Nullable("string", "Why it has no place: `looks untrained`; null where it has one.")),
            ("remark", Nullable(
                "string",
                "Why its place says nothing of its quality, or what would speak against it as the first of the models "
                    + "without a remark; null where nothing does.")));
        var properties = result["properties"]!.AsObject();
        foreach (string metric in new RankingOptions().Metrics)
        {
            properties[metric] = Nullable(
                "number", "The mean of the metric over layers, or slices; missing where it did not vote.");
            properties["rank_" + metric] = Minimum(
                1, Nullable("number", "Its rank by the metric, 1 the best, ties as mid-ranks; null without a place."));
        }

        properties["predicted_low"] = Nullable("number", "The lower end of the interval of the prediction.");
        properties["predicted_high"] = Nullable("number", "The upper end of the interval of the prediction.");
        properties["predicted_confidence"] = Nullable(
            "number", "The share of models whose score such an interval holds.");
        properties["prediction_note"] = Nullable(
            "string",
            "Why the score is not predicted, or what the prediction leaves out; there only with a reference.");
        result["patternProperties"] = new JsonObject
        {
            ["^predicted_"] = Nullable("number", "Its score as the reference predicts it: predicted_ and the name of the score; there only with a reference."),
        };
        return result;
    }
}
