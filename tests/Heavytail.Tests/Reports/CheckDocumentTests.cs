using System.Text.Json.Nodes;
using Heavytail.Tests.Gates;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>Checks that the library writes, held against their schema.</summary>
public sealed class CheckDocumentTests
{
    private static readonly string s_schema = CheckSchema.Build();

    private static readonly Dictionary<string, Action<JsonNode>> s_lies = new()
    {
        ["unknown version"] = root => root["schema_version"] = 3,
        ["no verdict"] = root => root.AsObject().Remove("passes"),
        ["further property"] = root => root["threads"] = 4,
        ["unknown level"] = root => root["findings"]![0]!["level"] = "fatal",
        ["unknown kind"] = root => root["findings"]![0]!["kind"] = "HT999",
        ["text for a number"] = root => root["findings"]![0]!["value"] = "1",
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Fact]
    public void The_schema_is_what_the_rules_make() => Golden.Verify(s_schema, "docs/check.schema.json");

    [Fact]
    public async Task Checks_are_valid()
    {
        Assert.Equal("", await SchemaCheck.Problems(Json(), s_schema));
        var empty = new CheckDocument(new GateResult(GatePolicy.Default, [], []), []);
        Assert.Equal("", await SchemaCheck.Problems(Exports.Text(empty, DocumentFormat.Json), s_schema));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lies_are_found(string lie)
    {
        var root = JsonNode.Parse(Json())!;
        s_lies[lie](root);
        Assert.NotEqual("", await SchemaCheck.Problems(root.ToJsonString(), s_schema));
    }

    [Fact]
    public void Markdown_and_csv_have_every_finding()
    {
        var document = Sample();
        string markdown = Exports.Text(document, DocumentFormat.Markdown);
        Assert.StartsWith("### Check fails: 1 error, 3 warnings in 2 models; 1 file could not be read\n", markdown,
            StringComparison.Ordinal);
        Assert.Equal(document.Result.Findings.Count + 2, markdown.Split('\n').Count(line => line.StartsWith('|')));
        string csv = Exports.Text(document, DocumentFormat.Csv);
        Assert.Equal(document.Result.Findings.Count + 1, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static CheckDocument Sample()
    {
        ModelAnalysis[] models = [SampleModels.Find("initial"), SampleModels.Find("batch-0016")];
        return new CheckDocument(
            Gate.Check(models, GatePolicy.Default.WithoutBaseline()),
            [new ReportError("gone.pt", null, "no such file", null)])
        {
            Options = models[0].Options,
        };
    }

    private static string Json() => Exports.Text(Sample(), DocumentFormat.Json);
}
