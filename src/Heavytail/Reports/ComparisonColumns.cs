namespace Heavytail.Reports;

/// <summary>A row of a comparison.</summary>
/// <param name="Model">The two models.</param>
/// <param name="Layer">A layer of one of them, or of both.</param>
internal readonly record struct ComparedRow(ModelComparison Model, ComparedLayer Layer)
{
    /// <summary>The row of W − W_base as a row of the layer table.</summary>
    public LayerRow? Delta => Layer.Delta is { } delta ? new LayerRow(Model.Other, delta) : null;
}

/// <summary>The columns of comparisons; <c>docs/compare.md</c> defines each.</summary>
internal static class ComparisonColumns
{
    private static readonly Column<ComparedRow>[] s_identity =
    [
        new("base", ColumnKind.Text, row => row.Model.Base.Path) { IsOfModel = true },
        new("model", ColumnKind.Text, row => row.Model.Other.Path) { IsOfModel = true },
        new("name", ColumnKind.Text, row => row.Layer.Name),
        new("other_name", ColumnKind.Text, row => row.Layer.Other?.Name),
        new("slice", ColumnKind.Count, row => (row.Layer.Before ?? row.Layer.After)?.Slice),
        new("change", ColumnKind.Text, row => row.Layer.Change.Word())
        {
            Severity = row => row.Layer.Change is LayerChange.Reshaped or LayerChange.Unknown ? Severity.Warning
                : Severity.None,
        },
        new("matched_by", ColumnKind.Text, row => row.Layer.MatchedBy?.Word()),
        new("base_shape", ColumnKind.Text, row => row.Layer.Base?.Tensor.Shape),
        new("shape", ColumnKind.Text, row => row.Layer.Other?.Tensor.Shape),
        new("alpha_clear", ColumnKind.Text, row => row.Layer.Alpha?.IsClear switch
        {
            true => "yes",
            false => "no",
            null => null,
        }),
        new("alpha_difference_low", ColumnKind.Real, row => row.Layer.Alpha?.Interval?.Low),
        new("alpha_difference_high", ColumnKind.Real, row => row.Layer.Alpha?.Interval?.High),
    ];

    private static readonly Column<ComparedRow>[] s_distances =
    [
        Distance("frobenius", distances => distances.Frobenius),
        Distance("drift", distances => distances.Drift),
        Distance("spectral_difference", distances => distances.Spectral),
        Distance("cka", distances => distances.Cka),
        Distance("ww_cka", distances => distances.UncenteredCka),
        new("esd_wasserstein", ColumnKind.Real, row => row.Layer.SpectrumWasserstein),
        new("esd_js", ColumnKind.Real, row => row.Layer.SpectrumJensenShannon),
        new("vectors", ColumnKind.Count, row => row.Layer.Distances?.VectorCount),
        new("intruder_dims", ColumnKind.Count, row => row.Layer.Distances?.Intruders),
        .. Overlap("left", distances => distances.Left),
        .. Overlap("right", distances => distances.Right),
    ];

    /// <summary>The columns of a comparison, in the order of reports.</summary>
    /// <param name="table">The metrics of both analyses.</param>
    /// <param name="hasDelta">Whether W − W_base was analyzed.</param>
    public static IReadOnlyList<Column<ComparedRow>> For(MetricTable table, bool hasDelta) =>
    [
        .. s_identity,
        .. s_distances,
        .. table.All.SelectMany(Both),
        new("base_label", ColumnKind.Text, row => row.Layer.Alpha?.Before.Label.Word()),
        new("label", ColumnKind.Text, row => row.Layer.Alpha?.After.Label.Word()),
        .. hasDelta ? Delta(table) : [],
        new("note", ColumnKind.Text, row => row.Layer.Note),
        new("convention", ColumnKind.Text, row => row.Model.Other.Options.Method.Convention.Scaling)
        {
            IsOfModel = true,
        },
    ];

    private static Column<ComparedRow> Distance(string name, Func<WeightDistances, double?> get) => new(
        name, ColumnKind.Real, row => row.Layer.Distances is { } distances ? get(distances) : null);

    private static Column<ComparedRow>[] Overlap(string side, Func<WeightDistances, VectorOverlap?> get)
    {
        Column<ComparedRow> Part(string name, Func<VectorOverlap, double> part) => Distance(
            side + name, distances => get(distances) is { } overlap ? part(overlap) : null);
        return
        [
            Part("_overlap", overlap => overlap.Subspace),
            Part("_overlap_chance", overlap => overlap.SubspaceChance),
            Part("_vectors", overlap => overlap.Vectors),
            Part("_vectors_chance", overlap => overlap.VectorsChance),
            Part("_angle", overlap => overlap.Angle),
        ];
    }

    private static Column<ComparedRow>[] Both(Metric metric) =>
    [
        Value("base_" + metric.Name, metric, row => row.Layer.Before),
        Value(metric.Name, metric, row => row.Layer.After),
        .. metric.Kind == MetricKind.Word ? Array.Empty<Column<ComparedRow>>() :
        [
            new("diff_" + metric.Name, ColumnKind.Real, row =>
                row.Layer is { Before: { } before, After: { } after }
                    ? metric.Value(after.Metrics) - metric.Value(before.Metrics) : null),
        ],
    ];

    private static Column<ComparedRow> Value(string name, Metric metric, Func<ComparedRow, LayerAnalysis?> get)
    {
        double? Number(ComparedRow row) => get(row) is { } layer ? metric.Value(layer.Metrics) : null;
        return metric.Kind switch
        {
            MetricKind.Real => new(name, ColumnKind.Real, row => Number(row)),
            MetricKind.Word => new(name, ColumnKind.Text, row => metric.WordOf(Number(row))),
            _ => new(name, ColumnKind.Count, row => (long?)Number(row)),
        };
    }

    private static IEnumerable<Column<ComparedRow>> Delta(MetricTable table)
    {
        var columns = LayerColumns.For(table);
        return columns.Where(column =>
                table.All.Any(metric => metric.Name == column.Name) || column.Name is "status" or "label" or "trap_at")
            .Select(column => new Column<ComparedRow>(
                "delta_" + column.Name, column.Kind, row => row.Delta is { } delta ? column.Value(delta) : default));
    }
}
