using Heavytail.Metrics;

namespace Heavytail.Tests.Support;

/// <summary>WeightWatcher's columns, and where our numbers for them are; written out here, apart from the library's own
/// table, so that a wrong name there is found.</summary>
internal static class MetricColumns
{
    public static IReadOnlyDictionary<string, Func<LayerMetrics, double?>> Numbers { get; } =
        new Dictionary<string, Func<LayerMetrics, double?>>
        {
            ["alpha"] = m => m.Alpha,
            ["alpha_weighted"] = m => m.AlphaWeighted,
            ["D"] = m => m.D,
            ["sigma"] = m => m.Sigma,
            ["xmin"] = m => m.XMin,
            ["xmax"] = m => m.XMax,
            ["num_pl_spikes"] = m => m.NumPlSpikes,
            ["lambda_max"] = m => m.LambdaMax,
            ["spectral_norm"] = m => m.SpectralNorm,
            ["log_spectral_norm"] = m => m.LogSpectralNorm,
            ["norm"] = m => m.Norm,
            ["log_norm"] = m => m.LogNorm,
            ["log_alpha_norm"] = m => m.LogAlphaNorm,
            ["stable_rank"] = m => m.StableRank,
            ["matrix_rank"] = m => m.MatrixRank,
            ["rank_loss"] = m => m.RankLoss,
            ["weak_rank_loss"] = m => m.WeakRankLoss,
            ["entropy"] = m => m.Entropy,
            ["sv_min"] = m => m.SvMin,
            ["sv_max"] = m => m.SvMax,
        };
}
