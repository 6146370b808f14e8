
using Heavytail.Analysis;
using Heavytail.Comparison.Published;
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;
using Heavytail.Spectra;

namespace Heavytail.Reports;

/// <summary>A report as GitHub Markdown, for issues and READMEs: four significant digits.</summary>
public static class ReportMarkdown
{
    /// <summary>Writes a section for each model, then the errors.</summary>
    /// <param name="report">The report.</param>
    /// <param name="columns">The columns of the layer tables.</param>
    /// <param name="destination">Where to, in UTF-8.</param>
    public static void Write(Report report, IReadOnlyList<ReportColumn> columns, TextWriter destination)
    {
        foreach (var model in report.Models)
        {
            WriteModel(model, report.PlacementOf(model), columns, destination);
        }

        MarkdownParts.WriteErrors(report.Errors, destination);
    }

    private static void WriteModel(
        ModelAnalysis model, Placement? placement, IReadOnlyList<ReportColumn> columns, TextWriter destination)
    {
        MarkdownParts.WriteHeading(model.Path, destination);
        if (!model.Options.Convention.PoolsSlices() && model.Layers.All(row => row.Slice is null))
        {
            destination.Write("Each row: means over the slices of a layer, counts summed.\n\n");
        }

        MarkdownTable.Write(
            [.. columns.Select(column => (column.Name, column.Kind))],
            model.Layers.Select(layer => columns.Select(column => column.Value(model, layer))),
            destination);
        destination.Write(model.Options.Convention.PoolsSlices()
            ? "\nMean over layers:\n\n"
            : $"\nMean over {MarkdownParts.Counted(model.Summary)}, as far as they have a value:\n\n");
        var means = SummaryCells.MeansOf(model.Summary);
        MarkdownTable.Write(
            [.. means.Select(mean => (mean.Name, ColumnKind.Real))],
            [means.Select(mean => (object?)mean.Value)],
            destination);
        if (placement is not null)
        {
            PlacementParts.WriteMarkdown(placement, destination);
        }

        destination.Write('\n');
        WriteFindings(model, destination);
        destination.Write('\n');
    }

    private static void WriteFindings(ModelAnalysis model, TextWriter destination)
    {
        string compat = model.Options.Compatibility == Compatibility.None
            ? ""
            : $", compatible with `{model.Options.Compatibility.Word()}`";
        destination.Write(
            $"- {MarkdownTable.Escape(model.Format)}, convention `{model.Options.Convention.Word()}`{compat}\n");
        if (model.Options.Precision.Bound() is string bound)
        {
            destination.Write($"- precision `{model.Options.Precision.Word()}`: {bound}\n");
        }

        destination.Write(
            $"- {MarkdownParts.Counted(model.Summary)} analyzed, "
            + $"{MarkdownParts.Count(model.Summary.Skipped, "tensor")} skipped"
            + MarkdownParts.CountReasons(model.Skipped.Select(tensor => tensor.Reason)) + "\n");
        if (model.Summary.TooSmall > 0)
        {
            destination.Write($"- {MarkdownParts.TooSmall(model.Summary)}\n");
        }

        WriteNames(model, TrainingWarning.OverTrained, $"alpha < {CellText.Exact(TrainingWarnings.OverTrainedBelow)}", destination);
        WriteNames(model, TrainingWarning.UnderTrained, $"alpha > {CellText.Exact(TrainingWarnings.UnderTrainedAbove)}", destination);
        foreach (var layer in model.Layers.Where(layer => layer.Note is not null && layer.Metrics.Status != LayerStatus.TooSmall))
        {
            destination.Write(
                $"- {layer.Metrics.Status.Word()}: {MarkdownTable.Escape(layer.Name)}: {MarkdownTable.Escape(layer.Note!)}\n");
        }

        foreach (var skipped in model.Skipped.Where(tensor => tensor.Reason == SkipReason.Memory))
        {
            destination.Write(
                $"- {skipped.Reason.Word()}: {MarkdownTable.Escape(skipped.Name)}: {MarkdownTable.Escape(skipped.Explanation)}\n");
        }
    }

    private static void WriteNames(
        ModelAnalysis model, TrainingWarning warning, string condition, TextWriter destination)
    {
        string[] names =
        [
            .. model.Layers.Where(layer => layer.Metrics.Warning == warning).Select(layer => MarkdownTable.Escape(layer.Name)),
        ];
        if (names.Length > 0)
        {
            destination.Write($"- {warning.Word()} ({condition}): {string.Join(", ", names)}\n");
        }
    }
}
