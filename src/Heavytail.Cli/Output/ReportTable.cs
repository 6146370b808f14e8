using System.Globalization;
using Heavytail.Analysis;
using Heavytail.Comparison.Published;
using Heavytail.Layers;
using Heavytail.LinearAlgebra;
using Heavytail.Metrics;
using Heavytail.Reports;
using Heavytail.Spectra;

namespace Heavytail.Cli.Output;

/// <summary>A report for people: a table a model, what it says in words, and the models side by side.</summary>
internal static class ReportTable
{
    public static void Write(Report report, TableView view, Terminal terminal, Verbosity verbosity)
    {
        foreach (var model in report.Models)
        {
            WriteModel(model, report.PlacementOf(model), view, terminal, verbosity);
            terminal.WriteLine();
        }

        if (report.Models.Count > 1)
        {
            ComparisonTable.Write(report.Models, terminal);
        }
    }

    private static void WriteModel(
        ModelAnalysis model, Placement? placement, TableView view, Terminal terminal, Verbosity verbosity)
    {
        Heading.Write(model.Path, model.Format, terminal);
        terminal.WriteLine();
        if (model.Layers.Count == 0)
        {
            string reason = model.Skipped.Count == 0 ? "the file holds no tensor" : "no tensor passed";
            terminal.WriteLine($" nothing to analyze: {reason}", Tone.Warning);
        }
        else
        {
            var convention = model.Options.Convention;
            if (!convention.PoolsSlices() && model.Layers.All(row => row.Slice is null))
            {
                terminal.WriteLine($" means over slices, counts summed, convention {convention.Word()}", Tone.Strong);
                terminal.WriteLine(" --columns slice,name,alpha,… shows each slice", Tone.Dim);
                terminal.WriteLine();
            }

            LayerTable.Write(model, view, terminal);
        }

        terminal.WriteLine();
        WriteNotes(model, terminal);
        WriteSummary(model, terminal);
        WriteSkipped(model, terminal, verbosity);
        if (placement is not null)
        {
            PlacementTable.Write(placement, terminal);
        }
    }

    /// <summary>Why a layer has no numbers, for each that has none.</summary>
    private static void WriteNotes(ModelAnalysis model, Terminal terminal)
    {
        foreach (var layer in model.Layers.Where(layer => layer.Note is not null && layer.Metrics.Status != LayerStatus.TooSmall))
        {
            var tone = layer.Metrics.Status.IsError() ? Tone.Error : Tone.Warning;
            terminal.Write($" {layer.Metrics.Status.Word()}", tone);
            string slice = layer.Slice is int index ? Invariant($" slice {index}") : "";
            terminal.WriteLine($"  {Printable.Text(layer.Name)}{slice}: {layer.Note}");
        }
    }

    private static void WriteSummary(ModelAnalysis model, Terminal terminal)
    {
        var summary = model.Summary;
        if (summary.Layers == 0)
        {
            return;
        }

        Flow.Write(terminal, summary.Slices is null ? " mean" : " mean over slices:", SummaryCells.MeansOf(summary)
            .Where(mean => mean.Value is not null)
            .Select(mean => $"{mean.Name} {CellText.Rounded(mean.Value)}"));
        Flow.Write(terminal, $" {MarkdownParts.Counted(summary)}:", FindingsOf(summary));
        string compat = model.Options.Compatibility == Compatibility.None ? "" : $", --compat {model.Options.Compatibility.Word()}";
        terminal.WriteLine(Invariant($" {summary.AnalyzedParameters:N0} of {summary.Parameters:N0} parameters analyzed, convention {model.Options.Convention.Word()}{compat}"));
        if (model.Options.Precision.Bound() is string bound)
        {
            terminal.WriteLine($" precision {model.Options.Precision.Word()}: {bound}");
        }
    }

    /// <summary>The counts with their limits; zeros too, for they are what a reader hopes for.</summary>
    private static TextCell[] FindingsOf(ModelSummary summary) =>
    [
        Finding(summary.OverTrained, "over-trained (alpha < 2)", Tone.Error),
        Finding(summary.UnderTrained, "under-trained (alpha > 6)", Tone.Warning),
        Finding(summary.Failed, "failed", Tone.Warning),
        .. summary.TooSmall > 0 ? [new TextCell(MarkdownParts.TooSmall(summary))] : Array.Empty<TextCell>(),
    ];

    private static TextCell Finding(int count, string what, Tone tone) =>
        new(Invariant($"{count} {what}"), count > 0 ? tone : Tone.Plain);

    private static void WriteSkipped(ModelAnalysis model, Terminal terminal, Verbosity verbosity)
    {
        if (model.Skipped.Count == 0)
        {
            return;
        }

        bool list = verbosity == Verbosity.Verbose;
        string[] reasons =
        [
            .. model.Skipped.GroupBy(tensor => tensor.Reason).OrderBy(group => group.Key)
                .Select(group => Invariant($"{group.Count()} {group.Key.Word()}")),
        ];
        reasons[^1] += list ? "" : " (-v lists them)";
        Flow.Write(terminal, $" {MarkdownParts.Count(model.Skipped.Count, "tensor")} skipped:", reasons, Tone.Dim);
        foreach (var skipped in model.Skipped)
        {
            // A layer that was wanted and did not fit is told as other failures are.
            bool failed = skipped.Reason == SkipReason.Memory;
            if (list || failed)
            {
                terminal.WriteLine(
                    $"   {Printable.Text(skipped.Name)}: {skipped.Explanation}", failed ? Tone.Error : Tone.Dim);
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
