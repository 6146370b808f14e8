using System.Text.Json.Nodes;
using Heavytail.Reports;
using Heavytail.Tests.Formats.SafeTensors;
using Heavytail.Tests.Support;
using NJsonSchema;
using Xunit;

namespace Heavytail.Tests.Reports;

public sealed class ReportSchemaTests
{
    private const string SchemaPath = "docs/report.schema.json";

    private static readonly Dictionary<string, Action<JsonNode>> s_lies = new()
    {
        ["unknown version"] = root => root["schema_version"] = 3,
        ["threads"] = root => root["models"]![0]!["options"]!["threads"] = 4,
        ["no tool"] = root => root.AsObject().Remove("tool"),
        ["unknown convention"] = root => root["models"]![0]!["convention"] = "none",
        ["short hash"] = root => root["models"]![0]!["files"]![0]!["sha256"] = "abc",
        ["missing mean"] = root => root["models"]![0]!["summary"]!.AsObject().Remove("alpha"),
        ["missing column"] = root => Layer(root).Remove("alpha"),
        ["further column"] = root => Layer(root)["beta"] = 1,
        ["text for a number"] = root => Layer(root)["alpha"] = "2.5",
        ["fraction for a count"] = root => Layer(root)["num_pl_spikes"] = 2.5,
        ["no side"] = root => Layer(root)["M"] = 0,
        ["negative side"] = root => Layer(root)["shape"] = new JsonArray(-1, 4),
        ["unknown status"] = root => Layer(root)["status"] = "fine",
        ["unknown warning"] = root => Layer(root)["warning"] = "none",
        ["unknown label"] = root => Layer(root)["label"] = "fine",
        ["no verdict"] = root => root["models"]![0]!.AsObject().Remove("verdict"),
        ["unknown reason"] = root => root["models"]![0]!["skipped"]![0]!["reason"] = "because",
        ["error without message"] = root => root["errors"]![0]!["message"] = null,
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Fact]
    public void Schema_is_what_columns_and_catalog_make() => Golden.Verify(ReportSchema.Build(), SchemaPath);

    [Fact]
    public async Task Layer_properties_are_the_columns()
    {
        var schema = await JsonSchema.FromJsonAsync(ReportSchema.Build(), TestContext.Current.CancellationToken);
        var layer = schema.Properties["models"].Item!.Properties["layers"].Item!;
        Assert.Equal(
            LayerColumns.All.Concat(LayerColumns.Known).Select(column => column.Name).Distinct(),
            layer.Properties.Keys);
        Assert.Equal(LayerColumns.All.Select(column => column.Name), layer.RequiredProperties);
        Assert.False(layer.AllowAdditionalProperties);
    }

    [Fact]
    public async Task Sample_report_is_valid() => await Valid(SampleReports.Report);

    [Fact]
    public async Task Placed_report_is_valid() => await Valid(SamplePlacement.Report());

    [Fact]
    public async Task Empty_report_is_valid() => await Valid(new AnalysisDocument([], []));

    [Theory]
    [InlineData("weightwatcher", 4)]
    [InlineData("weightwatcher-0.7.5.5", 4)]
    [InlineData("nature2021", 12)]
    [InlineData("sdm2020", 4)]
    public async Task Real_report_is_valid(string convention, int rows)
    {
        using var folder = new TempFolder();
        float[] noise = [.. SplitMix.Normals(1, 40 * 30).Select(value => (float)value)];
        float[] damaged = [.. noise];
        damaged[7] = float.NaN;
        string path = folder.Write("model.safetensors", TinySafeTensors.Floats(
            ("conv.weight", [10, 15, 4, 2], noise),
            ("dense.weight", [40, 30], noise),
            ("dense.bias", [30], noise[..30]),
            ("zero.weight", [40, 30], new float[40 * 30]),
            ("nan.weight", [40, 30], damaged),
            ("tiny.weight", [2, 2], noise[..4])));
        using var checkpoint = Checkpoint.Open(path);
        var model = Analyzer.Analyze(
            checkpoint,
            new AnalysisOptions
            {
                Method = new() { Convention = Convention.Find(convention) },
                Measures = new() { List = MeasureCatalog.DefaultAnd(["vectors"]) },
            },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(rows, model.Layers.Count);
        await Valid(new AnalysisDocument([model], []));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lie_is_found(string lie)
    {
        var root = JsonNode.Parse(Json(SampleReports.Report))!;
        s_lies[lie](root);
        Assert.NotEqual("", await SchemaCheck.Problems(root.ToJsonString(), ReportSchema.Build()));
    }

    private static JsonObject Layer(JsonNode root) => root["models"]![0]!["layers"]![0]!.AsObject();

    private static string Json(AnalysisDocument report)
    {
        var writer = new StringWriter();
        report.Write(DocumentFormat.Json, writer);
        return writer.ToString();
    }

    private static async Task Valid(AnalysisDocument report)
    {
        string problems = await SchemaCheck.Problems(Json(report), ReportSchema.Build());
        Assert.True(problems.Length == 0, problems);
    }
}
