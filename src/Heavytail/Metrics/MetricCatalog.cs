using System.Text.Json;
using System.Text.Json.Serialization;

namespace Heavytail;

/// <summary>What every metric is: feeds <c>explain</c>, <c>docs/metrics.md</c> and the schema of reports. Its texts are
/// <c>metrics.json</c> beside this file.</summary>
public static class MetricCatalog
{
    /// <summary>Every column, in the order of reports, then the counts of a model's summary; its means have the names
    /// of
    /// the columns they are of.</summary>
    public static IReadOnlyList<MetricText> All { get; } = Load();

    /// <summary>The metric of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static MetricText Find(string name) =>
        All.FirstOrDefault(metric => metric.Name == name)
            ?? throw UnknownNameException.From(name, All.Select(metric => metric.Name));

    private static MetricText[] Load()
    {
        using var stream = typeof(MetricCatalog).Assembly.GetManifestResourceStream("Heavytail.metrics.json")!;
        return JsonSerializer.Deserialize(stream, MetricJson.Default.MetricTextArray)!;
    }
}

/// <summary>Reads the texts without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MetricText[]))]
internal sealed partial class MetricJson : JsonSerializerContext;
