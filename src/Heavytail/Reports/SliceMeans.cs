
using Heavytail.Analysis;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>
/// A layer in one row where the convention keeps its slices apart, for people: numbers are means over the slices that have
/// one, counts are sums. Programs get the slices.
/// </summary>
internal static class SliceMeans
{
    /// <summary>The same model with a row for each layer; the summary stays.</summary>
    public static ModelAnalysis Compute(ModelAnalysis model) => model.Options.Convention.PoolsSlices()
        ? model
        : model with { Layers = [.. model.Layers.GroupBy(row => row.Layer).Select(rows => Mean([.. rows]))] };

    private static LayerAnalysis Mean(LayerAnalysis[] slices)
    {
        LayerMetrics[] metrics = [.. slices.Select(slice => slice.Metrics)];
        double? alpha = Mean(m => m.Alpha);

        // The first slice that is not well speaks for the layer, and its note says how many there are of its kind.
        var worst = slices.FirstOrDefault(slice => slice.Metrics.Status != LayerStatus.Success) ?? slices[0];
        var status = worst.Metrics.Status;
        int alike = metrics.Count(m => m.Status == status);
        string? note = worst.Note is null || alike == slices.Length
            ? worst.Note
            : FormattableString.Invariant($"{alike} of {slices.Length} slices: {worst.Note}");
        return new LayerAnalysis(slices[0].Layer, new LayerMetrics
        {
            Status = status,
            Warning = TrainingWarnings.FromAlpha(alpha),
            Alpha = alpha,
            AlphaWeighted = Mean(m => m.AlphaWeighted),
            LogAlphaNorm = Mean(m => m.LogAlphaNorm),
            D = Mean(m => m.D),
            Sigma = Mean(m => m.Sigma),
            XMin = Mean(m => m.XMin),
            XMax = Mean(m => m.XMax),
            NumPlSpikes = Sum(m => m.NumPlSpikes),
            LambdaMax = Mean(m => m.LambdaMax),
            SpectralNorm = Mean(m => m.SpectralNorm),
            LogSpectralNorm = Mean(m => m.LogSpectralNorm),
            Norm = Mean(m => m.Norm),
            LogNorm = Mean(m => m.LogNorm),
            StableRank = Mean(m => m.StableRank),
            MatrixRank = Sum(m => m.MatrixRank),
            RankLoss = Sum(m => m.RankLoss),
            WeakRankLoss = Sum(m => m.WeakRankLoss),
            Entropy = Mean(m => m.Entropy),
            SvMin = Mean(m => m.SvMin),
            SvMax = Mean(m => m.SvMax),
        }, note);

        double? Mean(Func<LayerMetrics, double?> metric) => ModelSummary.Mean(metrics, metric);

        int? Sum(Func<LayerMetrics, int?> metric) =>
            metrics.Any(m => metric(m) is not null) ? metrics.Sum(metric) : null;
    }
}
