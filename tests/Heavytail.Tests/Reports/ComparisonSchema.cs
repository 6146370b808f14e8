using System.Text.Json.Nodes;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/compare.schema.json</c>.</summary>
internal static class ComparisonSchema
{
    private static readonly string[] s_distances =
    [
        "frobenius", "drift", "spectral_difference", "cka", "ww_cka", "esd_wasserstein", "esd_js", "vectors",
        "intruder_dims", .. Overlap("left"), .. Overlap("right"),
    ];

    public static string Build() => Document("Heavytail comparison", Object(
        "What `heavytail compare --format json` writes. Numbers that do not exist, NaN and infinities are null.",
        Version(),
        Tool(),
        OptionsOrNull("The options of the analyses."),
        ("base", Text("The path of the base.")),
        ("delta", Typed("boolean", "Whether W − W_base was analyzed.")),
        ("models", List("The other models.", Model())),
        ("errors", List("What could not be read, and layers of other shapes.", Error()))));

    private static JsonObject Model() => Object(
        "A model beside the base.",
        ("path", Text("Its path.")),
        ("sentences", List("What was found, for people.", Text(null))),
        ("clear", Count("The number of layers whose intervals of alpha have no value in common.")),
        ("counts", Object(
            "The number of layers by what became of them.",
            [
                .. Enum.GetValues<LayerChange>().Select(change =>
                    (change.Word().Replace('-', '_'), Count($"Layers that are {change.Word()}."))),
            ])),
        ("unused_maps", List("Renames that paired no layer.", Text(null))),
        ("layers", List("The layers of the base, then those that only this model has.", Layer())));

    /// <summary>A layer; with W − W_base it has the columns <c>delta_X</c> too.</summary>
    private static JsonObject Layer()
    {
        var layer = Object("A layer of one model, or of both.", [.. Identity(), .. Metrics(), .. Ending()]);
        layer["additionalProperties"] = false;
        layer["patternProperties"] = new JsonObject
        {
            ["^delta_"] = new JsonObject { ["type"] = new JsonArray("number", "string", "null") },
        };
        return layer;
    }

    private static IEnumerable<(string Name, JsonObject Schema)> Identity() =>
    [
        ("name", Text("Its name in the base, or in the other model where only that has it.")),
        ("other_name", Nullable("string", "Its name in the other model.")),
        ("slice", Nullable("integer", "The slice; null for the layer as a whole.")),
        ("change", Words("What became of it.", Enum.GetValues<LayerChange>().Select(change => change.Word()))),
        ("matched_by", WordsOrNull(
            "How the two were paired.", Enum.GetValues<MatchedBy>().Select(by => by.Word()))),
        ("base_shape", Shape("The shape of the tensor in the base.")),
        ("shape", Shape("The shape of the tensor in the other model.")),
        ("alpha_clear", WordsOrNull("Whether the intervals of alpha have no value in common.", ["yes", "no"])),
        ("alpha_difference_low", Nullable("number", "The least difference that both intervals allow.")),
        ("alpha_difference_high", Nullable("number", "The largest one.")),
        .. s_distances.Select(name => (name, Nullable(
            name is "vectors" or "intruder_dims" ? "integer" : "number", "A distance of docs/compare.md."))),
    ];

    private static IEnumerable<(string Name, JsonObject Schema)> Metrics()
    {
        foreach (var metric in MetricTable.BuiltIn.All)
        {
            yield return ("base_" + metric.Name, Value(metric, "In the base."));
            yield return (metric.Name, Value(metric, "In the other model."));
            if (metric.Kind != MetricKind.Word)
            {
                yield return ("diff_" + metric.Name, Nullable("number", "The other model less the base."));
            }
        }
    }

    private static IEnumerable<(string Name, JsonObject Schema)> Ending() =>
    [
        ("base_label", Nullable("string", "The label in the base.")),
        ("label", Nullable("string", "The label in the other model.")),
        ("note", Nullable("string", "Why something is missing.")),
    ];

    private static JsonObject Value(Metric metric, string description) => Nullable(
        metric.Kind switch
        {
            MetricKind.Real => "number",
            MetricKind.Word => "string",
            _ => "integer",
        },
        description);

    private static JsonObject Shape(string description)
    {
        var shape = Nullable("array", description);
        shape["items"] = Minimum(0, Typed("integer", null));
        return shape;
    }

    private static IEnumerable<string> Overlap(string side) =>
    [
        $"{side}_overlap", $"{side}_overlap_chance", $"{side}_vectors", $"{side}_vectors_chance", $"{side}_angle",
    ];

    private static JsonObject Count(string description) => Minimum(0, Typed("integer", description));
}
