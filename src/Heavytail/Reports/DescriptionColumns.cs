namespace Heavytail.Reports;

/// <summary>A row of the tensor table.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tensor">A tensor of it.</param>
internal readonly record struct TensorRow(Description Model, DescribedTensor Tensor);

/// <summary>The columns of descriptions, named as those of layers where they are the same thing.</summary>
internal static class DescriptionColumns
{
    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<Column<TensorRow>> All { get; } =
    [
        new("model", ColumnKind.Text, row => row.Model.Path) { IsForPrograms = true },
        new("layer_id", ColumnKind.Count, row => row.Tensor.Tensor.Index),
        new("name", ColumnKind.Text, row => row.Tensor.Layer?.Name) { IsForPrograms = true },
        new("longname", ColumnKind.Text, row => row.Tensor.Tensor.Name),
        new("layer_type", ColumnKind.Text, row => row.Tensor.Layer?.Kind.Word()),
        new("rule", ColumnKind.Text, row => row.Tensor.Rule),
        new("dtype", ColumnKind.Text, row => row.Tensor.Tensor.Encoding),
        new("shape", ColumnKind.Text, row => row.Tensor.Tensor.Shape),
        new("bytes", ColumnKind.Count, row => (long?)row.Tensor.StoredByteCount),
        new("M", ColumnKind.Count, row => ShapeOf(row)?.M),
        new("N", ColumnKind.Count, row => ShapeOf(row)?.N),
        new("Q", ColumnKind.Real, row => ShapeOf(row)?.Q),
        new("rf", ColumnKind.Count, row => row.Tensor.Layer?.Rf),
        new("num_evals", ColumnKind.Count, row => EvalsOf(row)),
        new("decision", ColumnKind.Text, row => row.Tensor.Skipped is null ? "analyzed" : "skipped"),
        new("reason", ColumnKind.Text, row => row.Tensor.Skipped?.Reason.Word()) { IsForPrograms = true },
        new("note", ColumnKind.Text, row => row.Tensor.Skipped is null
            ? NoteOf(row.Model, row.Tensor.Layer!)
            : row.Tensor.Skipped.Explanation),
        new("why", ColumnKind.Text, row => row.Tensor.Why),
    ];

    /// <summary>A matrix that is computed from several tensors stands at the first, by a name of its own.</summary>
    private static string? NoteOf(Description model, Layer layer)
    {
        string? remark = model.Options.Method.Convention.Remark(layer);
        return layer.Sources.Count < 2 ? remark : remark is null ? layer.Name : $"{layer.Name}, {remark}";
    }

    private static long? EvalsOf(TensorRow row) =>
        row.Tensor.Layer is { } layer ? row.Model.Options.Method.Convention.TotalEigenvalueCount(layer) : null;

    private static MatrixShape? ShapeOf(TensorRow row) =>
        row.Tensor.Layer is { } layer ? row.Model.Options.Method.Convention.Shape(layer) : null;
}
