using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Heavytail.Cli.Tests.Support;
using Heavytail.Tests.Support;
using NJsonSchema;
using Xunit;

namespace Heavytail.Cli.Tests.Check;

/// <summary>SARIF and JUnit against their schemas, for passing, failing, unread and oddly named models.</summary>
public sealed class FindingSchemaTests
{
    private const string Trained = "samples/fashion-mnist/batch-0016.safetensors";
    private const string Untrained = "samples/fashion-mnist/initial.safetensors";
    private const string Schemas = "tests/Heavytail.Cli.Tests/Check/Schemas/";

    public static TheoryData<string> Cases =>
    [
        Trained, Untrained, $"{Trained} {Untrained} no-such.pt", $"{Trained} --max alpha=2,model.alpha=2 --uncertain",
        "no-such.pt", "ODD",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Sarif_is_valid(string command)
    {
        string json = Run(command, "sarif");
        Assert.Equal("", await SarifProblems(json));
        var run = JsonNode.Parse(json)!["runs"]![0]!;
        string[] ids = [.. run["tool"]!["driver"]!["rules"]!.AsArray().Select(rule => rule!["id"]!.GetValue<string>())];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(run["results"]!.AsArray(), result => Assert.Equal(
            result!["ruleId"]!.GetValue<string>(), ids[result["ruleIndex"]!.GetValue<int>()]));
        Assert.All(run["results"]!.AsArray(), result => Assert.True(Uri.IsWellFormedUriString(
            result!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!.GetValue<string>(),
            UriKind.RelativeOrAbsolute)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void JUnit_is_valid_and_its_counts_are_true(string command)
    {
        string xml = Run(command, "junit");
        Assert.Equal("", JUnitProblems(xml));
        var root = XDocument.Parse(xml).Root!;
        Assert.Equal(root.Descendants("testcase").Count(), (int)root.Attribute("tests")!);
        Assert.Equal(root.Descendants("failure").Count(), (int)root.Attribute("failures")!);
        Assert.Equal(root.Descendants("error").Count(), (int)root.Attribute("errors")!);
        Assert.All(root.Elements("testsuite"), suite =>
        {
            Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
            Assert.Equal(suite.Descendants("failure").Count(), (int)suite.Attribute("failures")!);
        });
    }

    [Theory]
    [InlineData("\"version\": \"2.1.0\"", "\"version\": \"3.0\"")]
    [InlineData("\"level\": \"error\"", "\"level\": \"fatal\"")]
    [InlineData("\"results\": [", "\"findings\": [")]
    [InlineData("\"ruleIndex\": 2", "\"ruleIndex\": -2")]
    public async Task A_lie_in_sarif_is_found(string truth, string lie)
    {
        string json = Run(Untrained, "sarif");
        Assert.Contains(truth, json, StringComparison.Ordinal);
        Assert.NotEqual("", await SarifProblems(json.Replace(truth, lie, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("<testcase classname=\"heavytail\" name=", "<testcase classname=\"heavytail\" title=")]
    [InlineData("<failure ", "<finding /><failure ")]
    [InlineData("testsuites", "suites")]
    public void A_lie_in_JUnit_is_found(string truth, string lie)
    {
        string xml = Run(Untrained, "junit");
        Assert.Contains(truth, xml, StringComparison.Ordinal);
        Assert.NotEqual("", JUnitProblems(xml.Replace(truth, lie, StringComparison.Ordinal)));
    }

    /// <summary>A path and a layer with what XML, URIs, Markdown and workflow commands treat as their own.</summary>
    [Fact]
    public void Odd_names_stay_one_line_and_readable()
    {
        string github = Run("ODD", "github");
        Assert.All(
            github.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.StartsWith("::", line, StringComparison.Ordinal));
        Assert.Contains("50%25 <a>&%3A%2C", github, StringComparison.Ordinal);
        Assert.Contains("x\\u000a%3A%3Aerror", github.Replace("::error::", "%3A%3Aerror", StringComparison.Ordinal),
            StringComparison.Ordinal);
        var suite = XDocument.Parse(Run("ODD", "junit")).Root!.Element("testsuite")!;
        Assert.Contains("50% <a>&:,", suite.Attribute("name")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_models_give_the_same_bytes()
    {
        foreach (string format in new[] { "sarif", "junit", "github", "json", "markdown" })
        {
            Assert.Equal(Run($"{Trained} {Untrained} -j 1", format), Run($"{Trained} {Untrained} -j 2", format));
        }
    }

    private static string Run(string command, string format)
    {
        using var folder = new TempFolder();
        string[] words = command == "ODD" ? [Odd(folder)] : command.Split(' ');
        return Tool.Run(["check", .. words, "-f", format]).Output;
    }

    private static string Odd(TempFolder folder) => new SampleFile()
        .AddConstant("x\n::error::\u202e\uffff<b>.weight", float.NaN, 20, 30).Add("b", 20, 30)
        .Write(folder.File("50% <a>&:,\u0007.safetensors"));

    private static async Task<string> SarifProblems(string json)
    {
        var schema = await JsonSchema.FromFileAsync(
            Repository.Path(Schemas + "sarif-2.1.0.schema.json"), TestContext.Current.CancellationToken);
        return string.Join('\n', schema.Validate(json).Select(problem => $"{problem.Path}: {problem.Kind}"));
    }

    private static string JUnitProblems(string xml)
    {
        var problems = new List<string>();
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Repository.Path(Schemas + "junit-4.xsd"));
        var settings = new XmlReaderSettings
        {
            ValidationType = ValidationType.Schema,
            Schemas = schemas,
            ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings,
        };
        settings.ValidationEventHandler += (_, problem) => problems.Add(problem.Message);
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        while (reader.Read())
        {
        }

        return string.Join('\n', problems);
    }
}
