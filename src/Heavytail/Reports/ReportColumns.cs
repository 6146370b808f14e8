
using Heavytail.Analysis;
using Heavytail.Layers;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>The one ordered list of columns, and ways to choose from it.</summary>
public static class ReportColumns
{
    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<ReportColumn> All { get; } =
    [
        new("model", ColumnKind.Text, (model, _) => model.Path),
        new("layer_id", ColumnKind.Count, (_, layer) => layer.Layer.Id),
        new("name", ColumnKind.Text, (_, layer) => layer.Layer.Name),
        new("longname", ColumnKind.Text, (_, layer) => layer.Layer.LongName),
        new("layer_type", ColumnKind.Text, (_, layer) => layer.Layer.Kind.Word()),
        new("rule", ColumnKind.Text, (_, layer) => layer.Layer.Rule),
        new("dtype", ColumnKind.Text, (_, layer) => layer.Layer.Tensor.Encoding),
        new("shape", ColumnKind.Text, (_, layer) => layer.Layer.Tensor.Shape),
        new("M", ColumnKind.Count, (model, layer) => ShapeOf(model, layer).M),
        new("N", ColumnKind.Count, (model, layer) => ShapeOf(model, layer).N),
        new("Q", ColumnKind.Real, (model, layer) => ShapeOf(model, layer).Q),
        new("rf", ColumnKind.Count, (_, layer) => layer.Layer.Rf),
        new("slice", ColumnKind.Count, (_, layer) => layer.Slice),
        new("num_evals", ColumnKind.Count, (model, layer) => EvalsOf(model.Options.Convention, layer)),
        Real("alpha", metrics => metrics.Alpha),
        Real("alpha_weighted", metrics => metrics.AlphaWeighted),
        Real("log_alpha_norm", metrics => metrics.LogAlphaNorm),
        Real("D", metrics => metrics.D),
        Real("sigma", metrics => metrics.Sigma),
        Real("xmin", metrics => metrics.XMin),
        Real("xmax", metrics => metrics.XMax),
        Count("num_pl_spikes", metrics => metrics.NumPlSpikes),
        Real("lambda_max", metrics => metrics.LambdaMax),
        Real("spectral_norm", metrics => metrics.SpectralNorm),
        Real("log_spectral_norm", metrics => metrics.LogSpectralNorm),
        Real("norm", metrics => metrics.Norm),
        Real("log_norm", metrics => metrics.LogNorm),
        Real("stable_rank", metrics => metrics.StableRank),
        Count("matrix_rank", metrics => metrics.MatrixRank),
        Count("rank_loss", metrics => metrics.RankLoss),
        Count("weak_rank_loss", metrics => metrics.WeakRankLoss),
        Real("entropy", metrics => metrics.Entropy),
        Real("sv_min", metrics => metrics.SvMin),
        Real("sv_max", metrics => metrics.SvMax),
        new("status", ColumnKind.Text, (_, layer) => layer.Metrics.Status.Word()),
        new("warning", ColumnKind.Text, (_, layer) => layer.Metrics.Warning.Word()),
        new("note", ColumnKind.Text, (_, layer) => layer.Note),
        new("convention", ColumnKind.Text, (model, _) => model.Options.Convention.Word()),
    ];

    /// <summary>The columns that tables show unless others are asked for.</summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "layer_id", "name", "layer_type", "M", "N", "rf", "alpha", "alpha_weighted", "D", "num_pl_spikes",
        "log_norm", "log_spectral_norm", "stable_rank", "status", "warning",
    ];

    /// <summary>Columns by name, in the order asked for.</summary>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public static IReadOnlyList<ReportColumn> Select(IEnumerable<string> names) => [.. names.Select(Find)];

    private static ReportColumn Find(string name) =>
        All.FirstOrDefault(column => column.Name == name)
            ?? throw UnknownNameException.From(name, All.Select(column => column.Name));

    private static ReportColumn Real(string name, Func<LayerMetrics, double?> metric) =>
        new(name, ColumnKind.Real, (_, layer) => metric(layer.Metrics));

    private static ReportColumn Count(string name, Func<LayerMetrics, int?> metric) =>
        new(name, ColumnKind.Count, (_, layer) => metric(layer.Metrics));

    private static long EvalsOf(Convention convention, LayerAnalysis layer) =>
        layer.Slice is null ? convention.TotalEigenvalueCount(layer.Layer) : convention.EigenvalueCount(layer.Layer);

    private static MatrixSides ShapeOf(ModelAnalysis model, LayerAnalysis layer) =>
        MatrixSides.From(layer.Layer, model.Options.Compatibility);
}
