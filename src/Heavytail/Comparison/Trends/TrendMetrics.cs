
using Heavytail.Metrics;

namespace Heavytail.Comparison.Trends;

/// <summary>Metrics of a whole model that may track its score, and the baselines that they must beat.</summary>
public static class TrendMetrics
{
    /// <summary>The baseline: log10 of the number of parameters.</summary>
    public const string Size = "log10(parameters)";

    /// <summary>The other baseline: the number of layers.</summary>
    public const string Depth = "layers";

    /// <summary>The metric that the papers put forward.</summary>
    public const string Lead = "alpha_weighted";

    /// <summary>Metrics by WeightWatcher's names, means over a model's layers or slices.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "log_norm", "log_spectral_norm", "alpha", Lead, "log_alpha_norm",
        "stable_rank", "log_stable_rank", "entropy", "D", "mp_softrank",
    ];

    /// <summary>Metrics that need no weights.</summary>
    public static IReadOnlyList<string> Baselines { get; } = [Size, Depth];

    /// <summary>
    /// Whether the theory expects the smaller value in the better model: so for α, norms and metrics made of them
    /// (arXiv 2002.06716, Table 1). It predicts nothing for the others.
    /// </summary>
    public static bool SmallerIsBetter(string metric) =>
        metric is "log_norm" or "log_spectral_norm" or "alpha" or Lead or "log_alpha_norm";

    /// <summary>The metrics of a summary.</summary>
    internal static Dictionary<string, double> From(ModelSummary summary)
    {
        (string Name, double? Value)[] values =
        [
            ("log_norm", summary.LogNorm),
            ("log_spectral_norm", summary.LogSpectralNorm),
            ("alpha", summary.Alpha),
            (Lead, summary.AlphaWeighted),
            ("log_alpha_norm", summary.LogAlphaNorm),
            ("stable_rank", summary.StableRank),
            ("entropy", summary.Entropy),
            ("D", summary.D),
            (Size, summary.Parameters > 0 ? Math.Log10(summary.Parameters) : null),
            (Depth, summary.Layers),
        ];
        return values.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Name, pair => pair.Value!.Value);
    }
}
