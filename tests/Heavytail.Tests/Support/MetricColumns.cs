namespace Heavytail.Tests.Support;

/// <summary>WeightWatcher's columns, and where our numbers for them are; written out here, apart from the library's own
/// table, so that a wrong name there is found.</summary>
internal static class MetricColumns
{
    public static IReadOnlyDictionary<string, Func<LayerMetrics, double?>> Numbers { get; } =
        new Dictionary<string, Func<LayerMetrics, double?>>
        {
            ["alpha"] = m => m.Tail?.Alpha,
            ["alpha_weighted"] = m => m.Tail?.AlphaWeighted,
            ["D"] = m => m.Tail?.D,
            ["sigma"] = m => m.Tail?.Sigma,
            ["xmin"] = m => m.Tail?.XMin,
            ["xmax"] = m => m.Tail?.XMax,
            ["num_pl_spikes"] = m => m.Tail?.NumPlSpikes,
            ["lambda_max"] = m => m.Norms?.LambdaMax,
            ["spectral_norm"] = m => m.Norms?.LambdaMax,
            ["log_spectral_norm"] = m => m.Norms?.LogSpectralNorm,
            ["norm"] = m => m.Norms?.Norm,
            ["log_norm"] = m => m.Norms?.LogNorm,
            ["log_alpha_norm"] = m => m.Tail?.LogAlphaNorm,
            ["stable_rank"] = m => m.Norms?.StableRank,
            ["matrix_rank"] = m => m.Ranks?.MatrixRank,
            ["rank_loss"] = m => m.Ranks?.RankLoss,
            ["weak_rank_loss"] = m => m.Ranks?.WeakRankLoss,
            ["entropy"] = m => m.Shape?.Entropy,
            ["sv_min"] = m => m.Norms?.SvMin,
            ["sv_max"] = m => m.Norms?.SvMax,
        };

    /// <summary>Those of <c>mp_fit=True</c>.</summary>
    public static IReadOnlyDictionary<string, Func<LayerMetrics, double?>> Bulk { get; } =
        new Dictionary<string, Func<LayerMetrics, double?>>
        {
            ["sigma_mp"] = m => m.Bulk?.SigmaMp,
            ["bulk_min"] = m => m.Bulk?.BulkMin,
            ["bulk_max"] = m => m.Bulk?.BulkMax,
            ["num_spikes"] = m => m.Bulk?.NumSpikes,
            ["mp_softrank"] = m => m.Bulk?.MpSoftRank,
        };

    /// <summary>Those of <c>detX=True</c>.</summary>
    public static IReadOnlyDictionary<string, Func<LayerMetrics, double?>> Determinant { get; } =
        new Dictionary<string, Func<LayerMetrics, double?>>
        {
            ["detX_num"] = m => m.Erg?.DetXNum,
            ["detX_val"] = m => m.Erg?.DetXVal,
        };

    /// <summary>Those of <c>randomize=True</c>, and whether they are of one permutation of any layer.</summary>
    public static IReadOnlyList<(string Column, Func<LayerMetrics, double?> Value, bool IsOfOne)> Permuted { get; } =
    [
        ("rand_num_spikes", m => m.Null?.Spikes, false),
        ("rand_sigma_mp", m => m.Null?.Sigma, false),
        ("rand_mp_softrank", m => m.Null?.MpSoftRank, false),
        ("max_rand_eval", m => m.Null?.LargestEigenvalue, false),
        ("rand_distance", m => m.Null?.Distance, true),
        ("ww_softrank", m => m.Null?.SoftRank, true),
        ("ww_maxdist", m => m.Null?.MaxDistance, true),
    ];
}
