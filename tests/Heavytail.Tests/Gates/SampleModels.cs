using System.Text.Json.Nodes;
using Heavytail.Tests.Reports;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Gates;

/// <summary>The sample networks, analyzed once, and reports of them that a test changes.</summary>
internal static class SampleModels
{
    private static readonly Dictionary<string, Lazy<ModelAnalysis>> s_models = new[]
    {
        "initial", "batch-0008", "batch-0016", "batch-0032", "batch-0064", "batch-0128", "batch-0256", "batch-0512",
        "batch-1024",
    }.ToDictionary(name => name, name => new Lazy<ModelAnalysis>(() => Analyze(name)));

    /// <summary>The names of the trained ones.</summary>
    public static IEnumerable<string> Trained => s_models.Keys.Where(name => name != "initial");

    public static ModelAnalysis Find(string name) => s_models[name].Value;

    /// <summary>A rule of the policy that a test needs.</summary>
    public static GateRule Rule(string id) => new(RuleCatalog.Find(id));

    /// <summary>What some rules find.</summary>
    public static GateResult Check(ModelAnalysis model, Baseline? baseline, params GateRule[] rules) =>
        Gate.Check([model], new GatePolicy(rules), baseline);

    /// <summary>The report of a model, with a change, as a baseline.</summary>
    public static Baseline Baseline(ModelAnalysis model, Action<JsonNode>? change = null)
    {
        var report = JsonNode.Parse(Exports.Text(new AnalysisDocument([model], []), DocumentFormat.Json))!;
        change?.Invoke(report);
        return Baseline(report.ToJsonString());
    }

    /// <summary>A text as a baseline.</summary>
    public static Baseline Baseline(string text)
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "baseline.json");
        File.WriteAllText(path, text);
        return Heavytail.Baseline.Read(path);
    }

    /// <summary>The fields of a layer in a report.</summary>
    public static JsonNode Layer(JsonNode report, string name) => report["models"]![0]!["layers"]!.AsArray()
        .First(layer => layer!["name"]!.GetValue<string>() == name)!;

    private static ModelAnalysis Analyze(string name)
    {
        using var checkpoint = Checkpoint.Open(Repository.Path($"samples/fashion-mnist/{name}.safetensors"));
        return Analyzer.Analyze(checkpoint);
    }
}
