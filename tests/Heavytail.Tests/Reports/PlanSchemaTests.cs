using System.Text.Json.Nodes;
using Heavytail.Tests.Gates;
using Heavytail.Tests.Support;
using Xunit;
using static Heavytail.Tests.Plans.SparsityPlanTests;

namespace Heavytail.Tests.Reports;

/// <summary>Plans that the library writes, held against their schema.</summary>
public sealed class PlanSchemaTests
{
    private static readonly string s_schema = PlanSchema.Build();

    private static readonly Dictionary<string, Action<JsonNode>> s_lies = new()
    {
        ["unknown version"] = root => root["schema_version"] = 3,
        ["unknown kind"] = root => root["plan"] = "pruning",
        ["further property"] = root => root["threads"] = 4,
        ["no layers"] = root => root.AsObject().Remove("layers"),
        ["text for a score"] = root => root["layers"]![0]!["score"] = "2.5",
        ["text for an allocation"] = root => root["layers"]![0]!["sparsity"] = "half",
        ["text for a fact"] = root => root["facts"]!["eta"] = "1",
    };

    public static TheoryData<string> Kinds => [.. PlanSchema.Allocated.Keys];

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Fact]
    public void The_schema_is_what_the_kinds_make() => Golden.Verify(s_schema, "docs/plan.schema.json");

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plans_of_every_kind_are_valid(string kind)
    {
        var plan = Plan(kind);
        Assert.Equal(kind, plan.Kind);
        Assert.Equal(PlanSchema.Allocated[kind].Name, plan.Allocated);
        string json = Json(plan);
        Assert.Equal("", await SchemaCheck.Problems(json, s_schema));
        var layer = JsonNode.Parse(json)!["layers"]![0]!.AsObject();
        Assert.True(layer.ContainsKey(plan.Allocated));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lies_are_found(string lie)
    {
        var root = JsonNode.Parse(Json(Plan(SparsityPlan.Kind)))!;
        s_lies[lie](root);
        Assert.NotEqual("", await SchemaCheck.Problems(root.ToJsonString(), s_schema));
    }

    private static Plan Plan(string kind)
    {
        PlanLayer[] layers =
        [
            .. Enumerable.Range(0, 4).Select(i => Scored($"m.layers.{i}.q_proj", 0.2 + (0.2 * i)) with
            {
                Eigenvalues = 64,
                Variance = 1,
            }),
            Scored("m.layers.4.q_proj", double.NaN) with { Eigenvalues = 64 },
        ];
        return kind switch
        {
            SparsityPlan.Kind => SparsityPlan.Create(layers),
            MultiplierPlan.LearningRate => MultiplierPlan.ForLearningRate(layers),
            MultiplierPlan.WeightDecay => MultiplierPlan.ForWeightDecay(layers),
            ExpertPlan.Kind => ExpertPlan.Create(layers),
            BitPlan.Kind => BitPlan.Create(layers),
            UnfreezePlan.Kind => UnfreezePlan.Create(layers),
            RankPlan.Kind => RankPlan.Create(layers, "by hand"),
            MergePlan.Kind => MergePlan.Create(layers),
            LayersPlan.Kind => LayersPlan.Create(layers),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind"),
        };
    }

    private static string Json(Plan plan) => Exports.Text(
        new PlanDocument(plan, [new ReportError("gone.pt", null, "no such file", null)])
        {
            Score = "alpha",
            Options = SampleModels.Find("batch-0016").Options,
        },
        DocumentFormat.Json);
}
