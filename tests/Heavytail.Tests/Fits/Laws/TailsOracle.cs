using System.Text.Json;
using System.Text.Json.Serialization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Fits.Laws;

/// <summary><c>Data/tails.json</c>: what mpmath and SciPy say.</summary>
internal sealed record TailsOracle(TailCase[] Cases, NormalizerCase[] Normalizers, MillsCase[] Mills)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static TailsOracle File { get; } = JsonSerializer.Deserialize<TailsOracle>(
        System.IO.File.ReadAllBytes(Repository.Path("tests/Heavytail.Tests/Data/tails.json")), s_options)!;

    public static TheoryData<string> Names => [.. File.Cases.Select(tail => tail.Name)];

    public static TailCase Named(string name) => File.Cases.Single(tail => tail.Name == name);
}

internal sealed record TailCase(
    string Name, double[] X, double Alpha, double LogLikelihood, LawCases Laws, ExtremeCase[] Extremes);

internal sealed record LawCases(
    LawCase Bounded, LawCase Cutoff, LawCase Exponential, LawCase Stretched,
    [property: JsonPropertyName("lognormal")] LawCase LogNormal);

internal sealed record LawCase(
    Dictionary<string, double?> Parameters, double LogLikelihood, double R, double Z, double P, double Nested);

internal sealed record ExtremeCase(int K, double Hill, double Moments, double? Pickands);

internal sealed record NormalizerCase(double Alpha, double Rate, double Log);

internal sealed record MillsCase(double T, double Log);
