
using Heavytail.Layers;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>A column of the tensor table of a description.</summary>
/// <param name="Name">Its name, as in <see cref="ReportColumns"/> where it is the same thing.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">A tensor's value, as in <see cref="ReportColumn"/>.</param>
public sealed record DescriptionColumn(
    string Name, ColumnKind Kind, Func<Description, DescribedTensor, object?> Value)
{
    /// <summary>Every column, in the order of reports.</summary>
    public static IReadOnlyList<DescriptionColumn> All { get; } =
    [
        new("model", ColumnKind.Text, (model, _) => model.Path),
        new("layer_id", ColumnKind.Count, (_, tensor) => tensor.Tensor.Index),
        new("name", ColumnKind.Text, (_, tensor) => tensor.Layer?.Name),
        new("longname", ColumnKind.Text, (_, tensor) => tensor.Tensor.Name),
        new("layer_type", ColumnKind.Text, (_, tensor) => tensor.Layer?.Kind.Word()),
        new("rule", ColumnKind.Text, (_, tensor) => tensor.Rule),
        new("dtype", ColumnKind.Text, (_, tensor) => tensor.Tensor.Encoding),
        new("shape", ColumnKind.Text, (_, tensor) => tensor.Tensor.Shape),
        new("bytes", ColumnKind.Count, (_, tensor) => (long)tensor.Tensor.StoredByteCount),
        new("M", ColumnKind.Count, (model, tensor) => SidesOf(model, tensor)?.M),
        new("N", ColumnKind.Count, (model, tensor) => SidesOf(model, tensor)?.N),
        new("Q", ColumnKind.Real, (model, tensor) => SidesOf(model, tensor)?.Q),
        new("rf", ColumnKind.Count, (_, tensor) => tensor.Layer?.Rf),
        new("num_evals", ColumnKind.Count, (model, tensor) => EvalsOf(model, tensor)),
        new("decision", ColumnKind.Text, (_, tensor) => tensor.Skipped is null ? "analyzed" : "skipped"),
        new("reason", ColumnKind.Text, (_, tensor) => tensor.Skipped?.Reason.Word()),
        new("note", ColumnKind.Text, (model, tensor) => tensor.Skipped is null
            ? model.Options.Convention.Remark(tensor.Layer!)
            : tensor.Skipped.Explanation),
        new("why", ColumnKind.Text, (_, tensor) => tensor.Why),
    ];

    private static long? EvalsOf(Description model, DescribedTensor tensor) =>
        tensor.Layer is null ? null : model.Options.Convention.TotalEigenvalueCount(tensor.Layer);

    private static MatrixSides? SidesOf(Description model, DescribedTensor tensor) =>
        tensor.Layer is null ? null : MatrixSides.From(tensor.Layer, model.Options.Compatibility);
}
