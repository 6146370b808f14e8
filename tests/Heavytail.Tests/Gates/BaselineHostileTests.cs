using System.Text.Json.Nodes;
using Heavytail.Tests.Reports;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Gates;

/// <summary>Reports that lie: each is refused by one error that names the lie.</summary>
public sealed class BaselineHostileTests
{
    private static readonly ModelAnalysis s_model = SampleModels.Find("batch-0016");

    private static readonly Dictionary<string, (Action<JsonNode> Lie, string Problem)> s_lies = new()
    {
        ["ItIsAnotherDocument"] = (report => report.AsObject().Remove("models"), "not a report"),
        ["ModelsAreNotAList"] = (report => report["models"] = "many", "not a report"),
        ["TheVersionIsMissing"] = (report => report.AsObject().Remove("schema_version"), "not a report"),
        ["TheVersionIsOfTheFuture"] = (report => report["schema_version"] = 99, "schema_version is 99"),
        ["TheVersionIsText"] = (report => report["schema_version"] = "2", "schema_version"),
        ["TheVersionIsHuge"] = (report => report["schema_version"] = 1e300, "schema_version"),
        ["ThereIsNoModel"] = (report => report["models"] = new JsonArray(), "no model"),
        ["AModelIsANumber"] = (report => report["models"]![0] = 5, "no `path`"),
        ["AModelHasNoLayers"] = (report => report["models"]![0]!.AsObject().Remove("layers"), "no `layers`"),
        ["TheAnalysisWasInterrupted"] = (report => report["models"]![0]!["complete"] = false, "interrupted"),
        ["ALayerIsAList"] = (report => report["models"]![0]!["layers"]![0] = new JsonArray(), "no `name`"),
        ["ALayerHasNoName"] = (report => Layer(report).AsObject().Remove("name"), "no `name`"),
        ["ALayerIsThereTwice"] = (report => Layer(report)["name"] = "conv2", "`conv2` twice"),
        ["ALayerHasNoShape"] = (report => Layer(report)["N"] = null, "no `N`"),
        ["TheReportIsNotComplete"] = (report => report["complete"] = false, "interrupted"),
        ["AModelHasNoLayer"] = (report => report["models"]![0]!["layers"] = new JsonArray(), "no layer"),
        ["OptionsAreNull"] = (report => RemoveOptions(report), "no `options`"),
        ["ALayerHasAnEmptyName"] = (report => Layer(report)["name"] = "", "no `name`"),
        ["AlphaIsText"] = (report => Layer(report)["alpha"] = "abc", "`alpha` of `conv1` is \"abc\""),
        ["AnIntervalIsText"] = (report => Layer(report)["alpha_ci_high"] = "2", "`alpha_ci_high` of `conv1`"),
        ["AShapeIsNegative"] = (report => Layer(report)["M"] = -1, "`M` of `conv1` is -1"),
        ["ASliceIsText"] = (report => Layer(report)["slice"] = "x", "`slice` of `conv1`"),
        ["ASliceIsAFraction"] = (report => Layer(report)["slice"] = 0.5, "`slice` of `conv1` is 0.5"),
        ["TheIntervalIsUpsideDown"] = (report => Layer(report)["alpha_ci_low"] = 1e6, "ends before it begins"),
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_lie_is_refused(string lie)
    {
        var error = Assert.Throws<BaselineException>(() => SampleModels.Baseline(s_model, s_lies[lie].Lie));
        Assert.Contains(s_lies[lie].Problem, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1, 2]")]
    [InlineData("{\"models\": [], \"models\": 3}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"schema_version\": 2, \"models\": [{\"path\": \"\\ud800\"}]}")]
    [InlineData("{\"schema_version\":2,\"models\":[{\"path\":\"p\",\"layers\":[{\"name\":\"a\",\"N\":1e999}]}]}")]
    public void Text_that_is_not_a_report_is_refused(string text) =>
        Assert.Throws<BaselineException>(() => SampleModels.Baseline(text));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<BaselineException>(() => SampleModels.Baseline(new string('[', 100_000)));

    [Fact]
    public void A_folder_is_refused()
    {
        using var folder = new TempFolder();
        var error = Assert.Throws<BaselineException>(() => Baseline.Read(folder.Path));
        Assert.Contains("it is a folder, expected a file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused_unread()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "baseline.json");
        using (var file = File.Create(path))
        {
            file.SetLength(1L << 33);
        }

        var error = Assert.Throws<BaselineException>(() => Baseline.Read(path));
        Assert.Contains("the limit is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_models_the_one_of_the_path_or_of_the_file_name_is_compared()
    {
        var both = new AnalysisDocument([SampleModels.Find("initial"), s_model], []);
        var baseline = SampleModels.Baseline(Exports.Text(both, DocumentFormat.Json));
        Assert.Empty(SampleModels.Check(s_model, baseline, SampleModels.Rule("HT011")).Findings);
        var moved = s_model with { Path = "elsewhere/batch-0016.safetensors" };
        Assert.Empty(SampleModels.Check(moved, baseline, SampleModels.Rule("HT011")).Findings);
        var renamed = s_model with { Path = "elsewhere/other.safetensors" };
        var error = Assert.Throws<BaselineException>(
            () => SampleModels.Check(renamed, baseline, SampleModels.Rule("HT011")));
        Assert.Contains("elsewhere/other.safetensors", error.Message, StringComparison.Ordinal);
    }

    private static void RemoveOptions(JsonNode report)
    {
        report["options"] = null;
        report["models"]![0]!.AsObject().Remove("options");
    }

    private static JsonNode Layer(JsonNode report) => SampleModels.Layer(report, "conv1");
}
