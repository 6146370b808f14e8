using System.Globalization;
using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>A report for people: a table a model, what it says in words, and the models side by side.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="verbosity">Whether skipped tensors are listed.</param>
internal sealed class AnalysisTable(Terminal terminal, Verbosity verbosity)
{
    private readonly VerdictSection _verdicts = new(terminal);

    /// <summary>The whole report.</summary>
    public void Write(AnalysisDocument document)
    {
        foreach (var model in document.Models)
        {
            WriteModel(document, model);
        }

        WriteEnd(document);
    }

    /// <summary>Whether models without a layer are left out: of many files, their number is enough.</summary>
    public bool SkipsEmpty { get; set; }

    /// <summary>One model: its layers, the verdict, its means.</summary>
    public void WriteModel(AnalysisDocument document, ModelAnalysis model)
    {
        if (document.View.SummaryOnly || (SkipsEmpty && model.Layers.Count == 0))
        {
            return;
        }

        var shown = document.ForPeople(model);
        WriteLayers(shown, document.View);
        terminal.WriteLine();
        WriteNotes(shown);
        if (model.IsComplete)
        {
            WriteSummary(model);
            WriteSkipped(model);
            if (document.PlacementOf(model) is { } placement)
            {
                PlacementSection.Write(placement, terminal);
            }
        }
        else
        {
            string layers = Phrases.Count(model.Summary.Layers, "layer");
            terminal.WriteLine($" interrupted after {layers}", Tone.Warning);
        }

        terminal.WriteLine();
    }

    /// <summary>The models side by side, where there are several or they are all that was asked for.</summary>
    public void WriteEnd(AnalysisDocument document)
    {
        bool alone = document.View.SummaryOnly;
        if (alone && document.Models.Count > 0)
        {
            _verdicts.WriteAll(document.Models);
        }

        if (document.Models.Count > 1 || (alone && document.Models.Count > 0))
        {
            ComparisonTable.Write(document.ModelsInOrder(), document.View.SortBy, terminal);
        }
    }

    private void WriteLayers(ModelAnalysis model, LayerView view)
    {
        Heading.Write(model.Path, Phrases.Format(model), terminal);
        terminal.WriteLine();
        if (model.Layers.Count == 0)
        {
            // The error says what the file holds instead.
            terminal.WriteLine(" no layer to analyze", Tone.Warning);
        }
        else
        {
            var convention = model.Options.Method.Convention;
            if (!convention.PoolsSlices && model.Layers.All(row => row.Slice is null))
            {
                terminal.WriteLine($" means over slices, counts summed, convention {convention.Name}", Tone.Strong);
                terminal.WriteLine(" --columns slice,name,alpha,… shows each slice", Tone.Dim);
                terminal.WriteLine();
            }

            LayerTable.Write(model, view, terminal);
            if (view.Columns is null)
            {
                MeasureTables.Write(model, terminal);
            }
        }
    }

    /// <summary>Why a layer has no numbers, for each that has none.</summary>
    private void WriteNotes(ModelAnalysis model)
    {
        var noted = model.Layers
            .Where(layer => layer.Note is not null && layer.Metrics.Status != LayerStatus.TooSmall).ToArray();
        foreach (var layer in noted)
        {
            var tone = layer.Metrics.Status.IsError() ? Tone.Error : Tone.Warning;
            string slice = layer.Slice is int index ? Invariant($" slice {index}") : "";
            Paragraph.Write(
                terminal, $" {layer.Metrics.Status.Word()}  ", $"{layer.Name}{slice}: {layer.Note}", tone);
        }

        if (noted.Length > 0)
        {
            terminal.WriteLine();
        }
    }

    private void WriteSummary(ModelAnalysis model)
    {
        var summary = model.Summary;
        if (summary.Layers == 0)
        {
            return;
        }

        bool hasVerdict = !model.Options.Method.Matrices.Inverse;
        if (hasVerdict)
        {
            _verdicts.Write(model);
        }

        string[] means = [.. MeansOf(model)];
        if (means.Length > 0)
        {
            WrappedList.Write(terminal, summary.Slices is null ? " mean" : " mean over slices:", means);
        }

        if (hasVerdict)
        {
            WrappedList.Write(terminal, " by alpha alone:", FindingsOf(summary));
        }

        if (summary.TooSmall > 0)
        {
            terminal.WriteLine($" without alpha: {Phrases.TooSmall(summary)}");
        }

        terminal.WriteLine(
            Invariant($" {summary.AnalyzedParameters:N0} of {summary.Parameters:N0} parameters analyzed, ")
            + $"convention {model.Options.Method.Convention.Scaling}{Phrases.Compatible(model.Options)}");
        if (Phrases.Matrices(model.Options) is string matrices)
        {
            Paragraph.Write(terminal, " matrices: ", matrices, Tone.Plain);
        }

        if (model.Options.Method.Precision.Bound() is string bound)
        {
            terminal.WriteLine($" precision {model.Options.Method.Precision.Word()}: {bound}");
        }
    }

    private static IEnumerable<string> MeansOf(ModelAnalysis model)
    {
        var summary = AnalysisDocument.SummaryOf(model);
        return summary.Columns.Zip(summary.Rows[0])
            .Where(mean => mean.First.Kind == ColumnKind.Real && mean.Second.Kind != CellKind.None)
            .Select(mean => $"{mean.First.Name} {mean.Second.Rounded}");
    }

    /// <summary>The counts with their limits; zeros too, for they are what a reader hopes for.</summary>
    private static TextCell[] FindingsOf(ModelSummary summary) =>
    [
        Finding(summary.OverTrained, "over-trained (alpha < 2)", Tone.Error),
        Finding(summary.UnderTrained, "under-trained (alpha > 6)", Tone.Warning),
    ];

    private static TextCell Finding(int count, string what, Tone tone) =>
        new(Invariant($"{count} {what}"), count > 0 ? tone : Tone.Plain);

    private void WriteSkipped(ModelAnalysis model)
    {
        var tensors = model.Skipped.Where(skipped => skipped.Layer is null);
        var layers = model.Skipped.Where(skipped => skipped.Layer is not null);
        WriteSkipped([.. tensors], "tensor", "skipped", terminal, verbosity);
        WriteSkipped([.. layers], "layer", "left out", terminal, verbosity);
    }

    private static void WriteSkipped(
        SkippedTensor[] all, string noun, string participle, Terminal terminal, Verbosity verbosity)
    {
        if (all.Length == 0)
        {
            return;
        }

        bool list = verbosity == Verbosity.Verbose;
        string[] reasons = [.. Phrases.Reasons(all)];
        reasons[^1] += list ? "" : " (-v lists them)";
        WrappedList.Write(terminal, $" {Phrases.Count(all.Length, noun)} {participle}:", reasons, Tone.Dim);
        foreach (var skipped in all)
        {
            // A layer that was requested and did not fit is listed, as other failures are.
            bool failed = skipped.Reason == SkipReason.Memory;
            if (list || failed)
            {
                string label = $"   {Printable.Text(skipped.Name)}: ";
                Paragraph.Write(terminal, label, skipped.Explanation, failed ? Tone.Error : Tone.Dim);
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
