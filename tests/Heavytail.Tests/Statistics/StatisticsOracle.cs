using System.Text.Json;
using System.Text.Json.Serialization;
using Heavytail.Tests.Support;
using Xunit;

namespace Heavytail.Tests.Statistics;

/// <summary><c>Data/statistics.json</c>: what SciPy and brute force say.</summary>
internal sealed record StatisticsOracle(
    ColumnPair[] Columns, InversionCase[] KendallExact, PartialCase[] Partial, SpreadCase[] Std,
    QuantileCase[] Quantiles)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static StatisticsOracle File { get; } = JsonSerializer.Deserialize<StatisticsOracle>(
        System.IO.File.ReadAllBytes(Repository.Path("tests/Heavytail.Tests/Data/statistics.json")), s_options)!;

    public static TheoryData<string> Names => [.. File.Columns.Select(pair => pair.Name)];

    public static ColumnPair Pair(string name) => File.Columns.Single(pair => pair.Name == name);
}

internal sealed record ColumnPair(
    string Name,
    double[] X,
    double[] Y,
    double Tau,
    double Rho,
    EnumeratedP? Kendall,
    EnumeratedP? Spearman,
    double? KendallDrawn,
    double? SpearmanDrawn,
    LineCase Line)
{
    public bool HasTies => X.Distinct().Count() < X.Length || Y.Distinct().Count() < Y.Length;
}

internal sealed record EnumeratedP(double P, double? Smallest);

internal sealed record LineCase(
    double Slope,
    double Intercept,
    double R,
    [property: JsonPropertyName("r2")] double RSquared,
    double Rmse,
    double? At,
    StudentCase[]? Student,
    [property: JsonPropertyName("loo_r2")] double? LeaveOneOutRSquared,
    JackknifeCase[]? Jackknife);

internal sealed record StudentCase(double Confidence, double Half);

internal sealed record JackknifeCase(double Confidence, double Low, double High);

internal sealed record InversionCase(int N, int Inversions, double P);

internal sealed record PartialCase(double[] X, double[] Y, double[] Z, int[] Groups, double R, double P);

internal sealed record SpreadCase(double[] Values, double Mean, double Std);

internal sealed record QuantileCase(double P, double Value);
