using System.Text.Json.Nodes;
using Heavytail.Tests.Comparison;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Reports;

/// <summary>Comparisons that the library writes, held against their schema.</summary>
public sealed class ComparisonDocumentTests
{
    private static readonly string s_schema = ComparisonSchema.Build();

    private static readonly Dictionary<string, Action<JsonNode>> s_lies = new()
    {
        ["unknown version"] = root => root["schema_version"] = 3,
        ["no base"] = root => root.AsObject().Remove("base"),
        ["further property"] = root => root["models"]![0]!["layers"]![0]!["threads"] = 4,
        ["unknown change"] = root => root["models"]![0]!["layers"]![0]!["change"] = "better",
        ["text for a number"] = root => root["models"]![0]!["layers"]![0]!["drift"] = "1",
    };

    public static TheoryData<string> Lies => [.. s_lies.Keys];

    [Fact]
    public void The_schema_is_what_the_columns_make() => Golden.Verify(s_schema, "docs/compare.schema.json");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Comparisons_are_valid(bool delta) =>
        Assert.Equal("", await SchemaCheck.Problems(Json(delta), s_schema));

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Lies_are_found(string lie)
    {
        var root = JsonNode.Parse(Json(delta: false))!;
        s_lies[lie](root);
        Assert.NotEqual("", await SchemaCheck.Problems(root.ToJsonString(), s_schema));
    }

    private static string Json(bool delta)
    {
        var tensors = ComparedModels.Network(2);
        tensors.Remove("fc1");
        tensors["head"] = tensors["fc2"];
        tensors["fc2"] = (new TensorShape(60, 30), tensors["fc2"].Values);
        var comparison = ComparedModels.Compare(
            ComparedModels.Network(), tensors, new ComparisonOptions { Delta = delta });
        return Exports.Text(
            new ComparisonDocument([comparison], [.. comparison.Errors.Select(ReportError.From)])
            {
                Base = "base",
                Options = comparison.Base.Options,
                HasDelta = delta,
            },
            DocumentFormat.Json);
    }
}
