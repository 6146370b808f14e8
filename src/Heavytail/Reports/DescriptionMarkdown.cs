namespace Heavytail.Reports;

/// <summary>Descriptions as GitHub Markdown, in the form of <see cref="ReportMarkdown"/>.</summary>
public static class DescriptionMarkdown
{
    private static readonly DescriptionColumn[] s_columns =
        [.. DescriptionColumn.All.Where(column => column.Name is not ("model" or "name" or "reason"))];

    /// <summary>Writes a section for each model, then the errors.</summary>
    public static void Write(DescriptionReport report, TextWriter destination)
    {
        foreach (var model in report.Models)
        {
            MarkdownParts.WriteHeading(model.Path, destination);
            MarkdownTable.Write(
                [.. s_columns.Select(column => (column.Name, column.Kind))],
                model.Tensors.Select(tensor => s_columns.Select(column => column.Value(model, tensor))),
                destination);
            WriteTotals(model, destination);
        }

        MarkdownParts.WriteErrors(report.Errors, destination);
    }

    private static void WriteTotals(Description model, TextWriter destination)
    {
        destination.Write(
            $"\n- {MarkdownTable.Escape(model.Format)}, {MarkdownParts.Count(model.Files.Count, "file")}, "
            + $"{MarkdownParts.Count(model.Parameters, "parameter")}\n");
        destination.Write($"- {string.Join(", ", DescriptionParts.Encodings(model))}\n");
        destination.Write($"- analyze: {DescriptionParts.Estimate(model)}\n");
        destination.Write(
            $"- {MarkdownParts.Count(model.Plan.Layers.Count, "layer")} to analyze, "
            + $"{MarkdownParts.Count(model.Plan.Skipped.Count, "tensor")} skipped"
            + MarkdownParts.CountReasons(model.Plan.Skipped.Select(tensor => tensor.Reason))
            + MarkdownParts.Historical(model.Options.Method.Convention) + "\n\n");
    }
}
