namespace Heavytail.Reports;

/// <summary>Models as rows: their counts, verdicts and means.</summary>
internal static class ModelRows
{
    private static readonly Column<ModelAnalysis>[] s_columns =
    [
        new("model", ColumnKind.Text, model => model.Path),
        new("format", ColumnKind.Text, model => model.Format),
        .. CountNames().Select((name, k) => new Column<ModelAnalysis>(
            name, ColumnKind.Count, model => SummaryCells.CountsOf(model.Summary)[k].Value)),
        new("inside", ColumnKind.Count, model => Counted(model)?.Inside),
        new("outside", ColumnKind.Count, model => Counted(model)?.Outside),
        new("uncertain", ColumnKind.Count, model => Counted(model)?.Uncertain),
        new("random_like", ColumnKind.Count, model => Counted(model)?.RandomLike),
    ];

    /// <summary>Null where no layer has a label, as those of computed matrices and of inverse spectra.</summary>
    private static ModelVerdict? Counted(ModelAnalysis model) =>
        ModelVerdict.From(model) is { Rows: > 0 } verdict ? verdict : null;

    /// <summary>Every column of some models.</summary>
    public static Sheet Sheet(IReadOnlyList<ModelAnalysis> models)
    {
        var table = models.Count > 0 ? models[0].Options.Metrics : MetricTable.BuiltIn;
        return Heavytail.Sheet.From([.. s_columns, .. table.Means.Select(Mean)], models);
    }

    /// <summary>Whether it is a column of models that layers do not have.</summary>
    public static bool IsCount(string name) =>
        s_columns.Any(column => column.Name == name && column.Kind == ColumnKind.Count);

    /// <summary>Whether models have a column.</summary>
    public static bool Has(string name, ModelAnalysis model) => Find(name, model) is not null;

    /// <summary>The value of a model in a column that it has.</summary>
    public static Cell Cell(string name, ModelAnalysis model) => Find(name, model)!.CellOf(model);

    private static Column<ModelAnalysis>? Find(string name, ModelAnalysis model) =>
        s_columns.Concat(model.Options.Metrics.Means.Select(Mean)).FirstOrDefault(column => column.Name == name);

    private static Column<ModelAnalysis> Mean(Metric metric) =>
        new(metric.Name, ColumnKind.Real, model => model.Summary[metric.Name]);

    private static IEnumerable<string> CountNames() => SummaryCells
        .CountsOf(ModelSummary.Compute([], MetricTable.BuiltIn, new ModelCounts(0, 0, 0))).Select(cell => cell.Name);
}
