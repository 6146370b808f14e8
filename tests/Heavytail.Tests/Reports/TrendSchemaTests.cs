using System.Text.Json.Nodes;
using Heavytail.Tests.Comparison;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>Trends and rankings that the library writes, held against their schemas.</summary>
public sealed class TrendSchemaTests
{
    private static readonly string s_trend = TrendSchema.Build();
    private static readonly string s_ranking = RankingSchema.Build();

    private static readonly Dictionary<string, Action<JsonNode>> s_lies = new()
    {
        ["unknown version"] = root => root["schema_version"] = 3,
        ["no tool"] = root => root.AsObject().Remove("tool"),
        ["further property"] = root => root["threads"] = 4,
        ["no models"] = root => (root["families"]?[0] ?? root).AsObject().Remove("models"),
        ["text for a number"] = root => First(root)[root["families"] is null ? "mean_rank" : "score"] = "2.5",
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Fact]
    public void Schemas_are_what_the_columns_make()
    {
        Golden.Verify(s_trend, "docs/trend.schema.json");
        Golden.Verify(s_ranking, "docs/ranking.schema.json");
    }

    [Theory]
    [InlineData("sdm2020")]
    [InlineData("nature2021")]
    public async Task Trends_of_a_corpus_are_valid(string corpus)
    {
        var options = new TrendOptions { By = ["dataset"] };
        var data = TrendReader.Read(Corpora.Find(corpus).Read(), options);
        await Valid(Json(TrendAnalysis.Analyze(data, options, TestContext.Current.CancellationToken)), s_trend);
    }

    [Theory]
    [InlineData("model,accuracy,alpha\na,1,2\n")]
    [InlineData("model,accuracy,alpha\na,1,nan\nb,1,inf\nc,,3\nd,2,\n")]
    [InlineData("model,family,error,alpha,parameters,layers,convention\na,x,1,2,10,1,sdm2020\nb,x,2,4,20,2,sdm2020\nc,x,3,4,30,2,nature2021\nd,y,1,3,5,1,\ne,y,2,2,6,2,\nf,y,5,1,7,3,\n")]
    [InlineData("model,accuracy,alpha\n,1,2\nb,x,3\n")]
    public async Task Trends_of_odd_tables_are_valid(string csv) =>
        await Valid(Json(TrendCases.Analyze(csv)), s_trend);

    /// <summary>A metric may have any name, that of a property included.</summary>
    [Fact]
    public async Task A_metric_named_as_a_property_is_no_second_one()
    {
        string json = Json(TrendCases.Analyze(
            "model,accuracy,score\na,1,2\nb,2,3\n", new TrendOptions { Metrics = ["score"] }));
        await Valid(json, s_trend);
        Assert.Equal(3, First(JsonNode.Parse(json)!.Root, 1)["metrics"]!["score"]!.GetValue<double>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rankings_are_valid(bool reference) =>
        await Valid(Json(Sample(reference)), s_ranking);

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lies_are_found(string lie)
    {
        foreach (var (json, schema) in new[]
        {
            (Json(TrendCases.Analyze("model,accuracy,alpha\na,1,2\n")), s_trend),
            (Json(Sample(reference: true)), s_ranking),
        })
        {
            var root = JsonNode.Parse(json)!;
            s_lies[lie](root);
            Assert.NotEqual("", await SchemaCheck.Problems(root.ToJsonString(), schema));
        }
    }

    /// <summary>A document of analyzed files has their options.</summary>
    [Fact]
    public async Task Options_of_analyses_are_in_the_documents_and_valid()
    {
        var options = new AnalysisOptions { Method = new() { Convention = Convention.WeightWatcher0755 } };
        var trend = new TrendDocument(TrendCases.Analyze("model,accuracy,alpha\na,1,2\n")) { Options = options };
        var ranking = new RankingDocument(Sample(reference: false), []) { Options = options };
        foreach (var (document, schema) in new (Document, string)[] { (trend, s_trend), (ranking, s_ranking) })
        {
            string json = Exports.Text(document, DocumentFormat.Json);
            Assert.Equal("", await SchemaCheck.Problems(json, schema));
            Assert.Equal("weightwatcher", JsonNode.Parse(json)!["options"]!["compat"]!.GetValue<string>());
            string lines = Exports.Text(document, DocumentFormat.JsonLines);
            Assert.Contains("\"compat\":\"weightwatcher\"", lines.Split('\n')[0], StringComparison.Ordinal);
            string markdown = Exports.Text(document, DocumentFormat.Markdown);
            Assert.Contains("--compat weightwatcher", markdown, StringComparison.Ordinal);
        }
    }

    private static JsonObject First(JsonNode root, int index = 0) =>
        (root["families"]?[0] ?? root)["models"]![index]!.AsObject();

    private static Ranking Sample(bool reference) => ModelRanking.Rank(
        [RankingCases.Model("a", 3, 4), RankingCases.Model("b", 4, double.NaN), RankingCases.Model("c", 2, 9, 5)],
        new RankingOptions { Draws = 50 },
        reference ? RankingCases.ReferenceFor("alpha") : null);

    private static string Json(TrendAnalysis analysis)
    {
        var writer = new StringWriter();
        new TrendDocument(analysis).Write(DocumentFormat.Json, writer);
        return writer.ToString();
    }

    private static string Json(Ranking ranking)
    {
        var writer = new StringWriter();
        new RankingDocument(ranking, [new ReportError("gone.pt", null, "no such file", null)]).Write(
            DocumentFormat.Json, writer);
        return writer.ToString();
    }

    private static async Task Valid(string json, string schema)
    {
        string problems = await SchemaCheck.Problems(json, schema);
        Assert.True(problems.Length == 0, problems);
    }
}
