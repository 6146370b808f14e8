using System.Text.Json.Nodes;
using static Heavytail.Tests.Reports.SchemaParts;

namespace Heavytail.Tests.Reports;

/// <summary>Builds <c>docs/plan.schema.json</c>.</summary>
internal static class PlanSchema
{
    /// <summary>What a layer gets, by kind: the name of the property, and its unit.</summary>
    public static IReadOnlyDictionary<string, (string Name, string Type, string Text)> Allocated { get; } =
        new Dictionary<string, (string, string, string)>(StringComparer.Ordinal)
        {
            [SparsityPlan.Kind] = ("sparsity", "number", "The share of its weights to remove; 0 leaves it dense."),
            [MultiplierPlan.LearningRate] = ("multiplier", "number", "The factor of the rate or decay."),
            [MultiplierPlan.WeightDecay] = ("multiplier", "number", "The factor of the rate or decay."),
            [ExpertPlan.Kind] = ("experts", "integer", "The number of LoRA experts of its block."),
            [BitPlan.Kind] = ("bits", "integer", "Its width in bits."),
            [UnfreezePlan.Kind] = ("trained", "integer", "1 where it is trained, 0 where it is frozen."),
            [RankPlan.Kind] = ("rank", "integer", "The number of its singular values to keep."),
            [MergePlan.Kind] = ("weight", "number", "The weight of its block in a merge."),
            [LayersPlan.Kind] = ("probability", "number", "How likely its block is trained next."),
        };

    public static string Build() => Document("Heavytail plan", Object(
        "What `heavytail plan KIND --format json` writes. Numbers that do not exist, NaN and infinities are null.",
        Version(),
        Tool(),
        OptionsOrNull("The options of the analysis; null where nothing was analyzed."),
        ("model", Nullable("string", "The file of the weights; null where scores came from a file alone.")),
        ("plan", Words("The kind.", Allocated.Keys)),
        ("method", Text("The method and its choices, for people.")),
        ("source", Text("The paper, and its equation.")),
        ("score", Text("The metric that is the score, or the file that the scores come from.")),
        ("allocated", Words(
            "What is allocated: the name of a property of layers.",
            Allocated.Values.Select(part => part.Name).Distinct())),
        ("facts", Facts()),
        ("notes", List("What to know before the plan is used.", Text(null))),
        ("emits", List("The files that other tools read, by the names of `--emit`.", Text(null))),
        ("refuses", List("The files that this plan cannot give.", Object(
            "A file.", ("file", Text("Its name.")), ("why", Text("The reason."))))),
        ("layers", List("The layers that were selected.", Layer())),
        ("errors", List("The files and tensors that could not be read.", Error()))));

    private static JsonObject Facts()
    {
        var facts = Typed("object", "The parameters, and what they led to, by name.");
        facts["additionalProperties"] = Nullable("number", "Its value.");
        return facts;
    }

    private static JsonObject Layer() => Object(
        "A layer.",
        ("layer", Text("Its name.")),
        ("block", Nullable("string", "Its block, the name up to the first index; null where there is none.")),
        ("type", Text("Its type, which layers of other blocks have too.")),
        ("tensor", Text("The name of its tensor as stored.")),
        ("elements", Minimum(1, Typed("integer", "The number of its weights; 1 where nothing is known."))),
        ("score", Nullable("number", "Its score; null where it has none that can be used.")),
        ("why", Text("How what it gets follows from the score, or why it has none.")))
        .Optional(Allocated.Values.DistinctBy(part => part.Name).Select(
            part => (part.Name, Typed(part.Type, part.Text))));
}
