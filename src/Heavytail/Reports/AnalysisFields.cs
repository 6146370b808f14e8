namespace Heavytail.Reports;

/// <summary>An analyzed model as JSON.</summary>
internal static class AnalysisFields
{
    /// <summary>A model in a document.</summary>
    /// <param name="model">The model.</param>
    /// <param name="placement">Where it stands; null where it is not placed.</param>
    /// <param name="hasOptions">Whether its options are its own, and not those of the document.</param>
    public static Fields Model(ModelAnalysis model, Placement? placement, bool hasOptions) => new()
    {
        { "path", model.Path },
        { "format", model.Format },
        { "joined", model.Joined },
        SharedFields.OwnOptions(model.Options, hasOptions),
        SharedFields.Convention(model.Options),
        { "files", model.Files.Select(File) },
        { "summary", Summary(model.Summary) },
        { "percentiles", PlacementTable.ToJson(placement) },
        { "layers", Layers(model) },
        { "skipped", model.Skipped.Select(Skipped) },
        { "errors", SharedFields.Errors(model.Errors.Select(ReportError.From)) },
    };

    /// <summary>
    /// A model as lines, one for each tensor: a reader filters by <c>status</c>. Analyzed layers have every column;
    /// skipped tensors have <c>"status": "skipped"</c> and a <c>reason</c>. A model that is placed among others has one
    /// line more, with <c>"status": "placed"</c> and <c>percentiles</c>. In all, <c>note</c> is for people.
    /// </summary>
    public static IEnumerable<Fields> Lines(ModelAnalysis model, Placement? placement)
    {
        var columns = LayerColumns.For(model.Options.Metrics).Where(column => !column.IsOfModel).ToArray();
        var lines = model.Layers.Select(layer => Fields.From(columns, new LayerRow(model, layer)))
            .Concat(model.Skipped.Select(SkippedLine));
        if (placement is not null)
        {
            var percentiles = PlacementTable.ToJson(placement);
            lines = lines.Append(new Fields { { "status", "placed" }, { "percentiles", percentiles } });
        }

        return lines.Select(line => new Fields
        {
            { "model", model.Path },
            SharedFields.Convention(model.Options),
            line,
        });
    }

    private static IEnumerable<Fields> Layers(ModelAnalysis model)
    {
        var columns = LayerColumns.For(model.Options.Metrics);
        return model.Layers.Select(layer => Fields.From(columns, new LayerRow(model, layer)));
    }

    private static Fields File(AnalyzedFile file) => new()
    {
        { "path", file.Path },
        { "size", file.Size },
        { "sha256", file.Sha256 },
    };

    private static Fields Summary(ModelSummary summary)
    {
        var fields = new Fields();
        foreach (var (name, value) in SummaryCells.From(summary))
        {
            fields.Add(name, Cell.From(value));
        }

        return fields;
    }

    private static Fields Skipped(SkippedTensor tensor) => new()
    {
        { "tensor_id", tensor.Tensor.Index },
        { "name", tensor.Name },
        { "layer_type", tensor.Layer?.Kind.Word() },
        { "dtype", tensor.Tensor.Encoding },
        { "shape", tensor.Tensor.Shape },
        { "reason", tensor.Reason.Word() },
        { "explanation", tensor.Explanation },
    };

    private static Fields SkippedLine(SkippedTensor tensor) => new()
    {
        { "layer_id", tensor.Tensor.Index },
        { "name", tensor.Name },
        { "longname", tensor.Tensor.Name },
        { "layer_type", tensor.Layer?.Kind.Word() },
        { "dtype", tensor.Tensor.Encoding },
        { "shape", tensor.Tensor.Shape },
        { "status", "skipped" },
        { "reason", tensor.Reason.Word() },
        { "note", tensor.Explanation },
    };
}
