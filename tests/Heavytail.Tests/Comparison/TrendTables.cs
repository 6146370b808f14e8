using System.Text.Json;
using System.Text.Json.Serialization;
using Heavytail.Tests.Support;

namespace Heavytail.Tests.Comparison;

/// <summary>A generated table of models, and what <c>Data/make_trend_tables.py</c> says of it.</summary>
/// <param name="Kind">How it is generated.</param>
/// <param name="Seed">Seed of the generator.</param>
/// <param name="Claims">
/// <c>0-</c>: family 0 falls; <c>0-!</c>: by order only; <c>0&gt;m</c>: m explains more than size; <c>m:simpson</c>,
/// <c>m:reversal</c>, <c>m:size</c>: warnings.
/// </param>
/// <param name="Pooled">τ and p of all pairs, of the first metric.</param>
/// <param name="Within">τ and p of the pairs within families.</param>
/// <param name="LeaveOneOut">Leave-one-out R² within families.</param>
internal sealed record GeneratedTable(
    string Kind,
    ulong Seed,
    string[] Claims,
    double[]? Pooled,
    double[]? Within,
    [property: JsonPropertyName("loo")] double? LeaveOneOut)
{
    private static readonly string[] s_metrics = ["alpha_weighted", "log_norm", "stable_rank"];

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static GeneratedTable[] All { get; } = JsonSerializer.Deserialize<GeneratedTable[]>(
        File.ReadAllBytes(Repository.Path("tests/Heavytail.Tests/Data/trend-tables.json")), s_options)!;

    public bool IsNoise => Kind is "noise" or "noise-families" or "noise-offsets" or "ties";

    public TrendAnalysis Analyze() => TrendAnalysis.Analyze(
        new TrendData
        {
            Source = Kind,
            Score = "accuracy",
            LowerIsBetter = false,
            Convention = null,
            Metrics = [.. s_metrics, TrendMetrics.Size],
            Models = Models(Kind, Seed),
            Notes = [],
        },
        new TrendOptions());

    /// <summary>The models, as <c>generate</c> of the script makes them.</summary>
    public static TrendModel[] Models(string kind, ulong seed)
    {
        var random = new SplitMix(seed);
        bool one = kind is "noise" or "planted" or "outlier";
        int families = one ? 1 : 2 + (int)(4 * random.NextUniform());
        var models = new List<TrendModel>();
        for (int family = 0; family < families; family++)
        {
            int size = 5 + (int)((one ? 12 : 4) * random.NextUniform());
            double offset = kind == "noise-offsets" ? 10 * random.NextNormal() : kind == "simpson" ? 6 * family : 0;
            double shift = kind == "noise-offsets" ? 10 * random.NextNormal() : kind == "simpson" ? -20 * family : 0;
            for (int k = 0; k < size; k++)
            {
                var model = Model(kind, random, $"{family}", k == size - 1, offset, shift);
                models.Add(model with { Name = $"{family}.{k}" });
            }
        }

        return [.. models];
    }

    private static TrendModel Model(
        string kind, SplitMix random, string family, bool isLast, double offset, double shift)
    {
        double[] x = [random.NextNormal(), random.NextNormal(), random.NextNormal()];
        double y = random.NextNormal();
        switch (kind)
        {
            case "planted" or "planted-families":
                y = (-2 * x[0]) + y;
                break;
            case "simpson":
                y = (2 * x[0]) + (0.3 * y);
                break;
            case "outlier":
                (x[0], y) = isLast ? (40, 30) : (x[0], -x[0] + (0.1 * y));
                break;
            case "ties":
                (x, y) = ([.. x.Select(Math.Floor)], Math.Floor(2 * y));
                break;
            default:
                break;
        }

        double parameters = 1000 + Math.Floor(1e9 * random.NextUniform());
        var metrics = s_metrics.Zip(x, (name, value) => (name, Rounded(value + offset))).ToDictionary();
        metrics[TrendMetrics.Size] = Math.Log10(parameters);
        return new TrendModel("", family, Rounded(80 + y + shift), metrics);
    }

    private static double Rounded(double value) => Math.Floor((value * 1e6) + 0.5) / 1e6;
}
