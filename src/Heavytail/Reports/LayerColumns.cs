namespace Heavytail.Reports;

/// <summary>A row of the layer table.</summary>
/// <param name="Model">The model.</param>
/// <param name="Layer">A layer of it, or a slice of one.</param>
internal readonly record struct LayerRow(ModelAnalysis Model, LayerAnalysis Layer)
{
    /// <summary>The convention of the model.</summary>
    public Convention Convention => Model.Options.Method.Convention;
}

/// <summary>The columns of layers: what identifies a row, its metrics, and how it ended.</summary>
internal static class LayerColumns
{
    /// <summary>The column that numbers slices.</summary>
    public const string Slice = "slice";

    /// <summary>The heading of <c>num_pl_spikes</c> in tables of the tool.</summary>
    private const string TailHeading = "tail";

    private static readonly Column<LayerRow>[] s_identity =
    [
        new("model", ColumnKind.Text, row => row.Model.Path) { IsOfModel = true },
        new("layer_id", ColumnKind.Count, row => row.Layer.Layer.Id),
        new("name", ColumnKind.Text, row => row.Layer.Layer.Name),
        new("longname", ColumnKind.Text, row => row.Layer.Layer.LongName),
        new("layer_type", ColumnKind.Text, row => row.Layer.Layer.Kind.Word()),
        new("rule", ColumnKind.Text, row => row.Layer.Layer.Rule),
        new("dtype", ColumnKind.Text, row => row.Layer.Layer.Tensor.Encoding),
        new("shape", ColumnKind.Text, row => row.Layer.Layer.Tensor.Shape),
        new("M", ColumnKind.Count, row => row.Convention.Shape(row.Layer.Layer).M),
        new("N", ColumnKind.Count, row => row.Convention.Shape(row.Layer.Layer).N),
        new("Q", ColumnKind.Real, row => row.Convention.Shape(row.Layer.Layer).Q),
        new("rf", ColumnKind.Count, row => row.Layer.Layer.Rf),
        new(Slice, ColumnKind.Count, row => row.Layer.Slice),
        new("num_evals", ColumnKind.Count, row => row.Layer.Slice is null
            ? row.Convention.TotalEigenvalueCount(row.Layer.Layer)
            : row.Convention.EigenvalueCount(row.Layer.Layer)),
    ];

    private static readonly Lazy<Column<LayerRow>[]> s_known = new(() => Create(MeasureCatalog.Metrics));

    private static readonly Column<LayerRow>[] s_ending =
    [
        new("status", ColumnKind.Text, row => row.Layer.Metrics.Status.Word())
        {
            Severity = row => row.Layer.Metrics.Status == LayerStatus.Success ? Severity.None : Severity.Warning,
        },
        new("warning", ColumnKind.Text, row => row.Layer.Metrics.Warning.Word()) { Severity = SeverityOfWarning },
        new("label", ColumnKind.Text, row => LabelOf(row).Word()) { Severity = SeverityOfLabel },
        new("trap_at", ColumnKind.Text, row => row.Layer.Metrics.Traps?.At),
        new("note", ColumnKind.Text, row => row.Layer.Note),
        new("convention", ColumnKind.Text, row => row.Convention.Scaling) { IsOfModel = true },
    ];

    /// <summary>Every column of an analysis without further measures, in the order of reports.</summary>
    public static IReadOnlyList<Column<LayerRow>> All { get; } = Create(MetricTable.BuiltIn);

    /// <summary>Every column of an analysis with every measure of this library.</summary>
    public static IReadOnlyList<Column<LayerRow>> Known => s_known.Value;

    /// <summary>Whether people see a row for each slice of a model unless they ask for other columns.</summary>
    public static bool HaveSlices(ModelAnalysis model) => model.Options.Method.Matrices.Kind == MatrixKind.Slices;

    /// <summary>The names of the columns that Markdown shows unless others are asked for.</summary>
    /// <param name="options">What is measured, and of which matrices.</param>
    public static IReadOnlyList<string> DefaultOf(AnalysisOptions options) => DefaultOf(
        options.Metrics, options.Method.Matrices.Kind == MatrixKind.Slices ? [Slice] : []);

    private static string[] DefaultOf(MetricTable table, string[] slice) =>
    [
        "layer_id", "name", "layer_type", "M", "N", "rf", .. slice,
        .. table.Default.SelectMany(
            metric => metric.Name == "alpha" ? ["alpha", "alpha_ci_low", "alpha_ci_high"] : new[] { metric.Name })
            .Distinct(), "status", "label",
    ];

    /// <summary>Every column of an analysis, in the order of reports.</summary>
    /// <param name="table">The metrics of the analysis.</param>
    public static IReadOnlyList<Column<LayerRow>> For(MetricTable table) =>
        ReferenceEquals(table, MetricTable.BuiltIn) ? All : Create(table);

    /// <summary>Columns by name, in the order asked for.</summary>
    /// <param name="names">The names.</param>
    /// <param name="table">The metrics of the analysis.</param>
    /// <exception cref="UnknownNameException">There is no such column.</exception>
    public static IReadOnlyList<Column<LayerRow>> Select(IEnumerable<string> names, MetricTable table)
    {
        var columns = For(table);
        return
        [
            .. names.Select(name => columns.FirstOrDefault(column => column.Name == name)
                ?? throw Unknown(name, columns)),
        ];
    }

    /// <summary>Tables show one column under a shorter heading, which people then type.</summary>
    private static UnknownNameException Unknown(string name, IReadOnlyList<Column<LayerRow>> columns) =>
        name == TailHeading
            ? new UnknownNameException(name, ["num_pl_spikes"])
            : UnknownNameException.From(name, columns.Select(column => column.Name));

    private static Column<LayerRow>[] Create(MetricTable table) =>
        [.. s_identity, .. table.All.Select(From), .. s_ending];

    private static Column<LayerRow> From(Metric metric) => metric.Kind switch
    {
        MetricKind.Real => new(metric.Name, ColumnKind.Real, row => metric.Value(row.Layer.Metrics))
        {
            Severity = metric.Name == "alpha" ? SeverityOfWarning : null,
        },
        MetricKind.Word => new(metric.Name, ColumnKind.Text, row => metric.WordOf(metric.Value(row.Layer.Metrics))),
        _ => new(metric.Name, ColumnKind.Count, row => (long?)metric.Value(row.Layer.Metrics)),
    };

    private static LayerLabel LabelOf(LayerRow row) => LayerVerdict.From(row.Layer, row.Convention).Label;

    private static Severity SeverityOfLabel(LayerRow row) => LabelOf(row) switch
    {
        LayerLabel.OverTrained => Severity.Error,
        LayerLabel.UnderTrained => Severity.Warning,
        _ => Severity.None,
    };

    private static Severity SeverityOfWarning(LayerRow row) => row.Layer.Metrics.Warning switch
    {
        TrainingWarning.OverTrained => Severity.Error,
        TrainingWarning.UnderTrained => Severity.Warning,
        _ => Severity.None,
    };
}
