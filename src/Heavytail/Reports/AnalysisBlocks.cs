using System.Globalization;

namespace Heavytail.Reports;

/// <summary>An analyzed model for people.</summary>
internal static class AnalysisBlocks
{
    /// <summary>The layers, their means, where they stand, and what they say.</summary>
    /// <param name="model">The model, as people see it.</param>
    /// <param name="layers">The layers of the table.</param>
    /// <param name="placement">Where it stands among others; null for nothing.</param>
    /// <param name="verdict">What the labels of all its rows come to.</param>
    public static IEnumerable<Block> Write(
        ModelAnalysis model, Sheet layers, Placement? placement, ModelVerdict verdict)
    {
        bool pooled = model.Options.Method.Convention.PoolsSlices;
        yield return new Block.Heading(Block.Heading.Main, model.Path);
        if (!pooled && model.Layers.All(row => row.Slice is null))
        {
            yield return new Block.Paragraph("Each row: means over the slices of a layer, counts summed.");
        }

        yield return new Block.Table(layers);
        yield return new Block.Paragraph(pooled
            ? "Mean over layers:"
            : $"Mean over {Phrases.Counted(model.Summary)}, as far as they have a value:");
        yield return new Block.Table(Means(model.Summary));
        if (placement is not null)
        {
            foreach (var block in PlacementTable.Blocks(placement))
            {
                yield return block;
            }
        }

        yield return new Block.Bullets([.. Findings(model, verdict)]);
    }

    private static Sheet Means(ModelSummary summary)
    {
        var means = SummaryCells.MeansOf(summary);
        SheetColumn[] columns = [.. means.Select(mean => new SheetColumn(mean.Name, ColumnKind.Real))];
        return new Sheet(columns, [[.. means.Select(mean => (Cell)mean.Value)]]);
    }

    private static IEnumerable<string> Findings(ModelAnalysis model, ModelVerdict verdict)
    {
        string compat = !model.Options.Method.Convention.IsCompatible
            ? ""
            : $", compatible with `{model.Options.Method.Convention.Compatibility}`";
        string convention = model.Options.Method.Convention.Scaling;
        yield return $"{MarkdownWriter.Escape(Phrases.Format(model))}, convention `{convention}`{compat}";
        if (Phrases.Matrices(model.Options) is string matrices)
        {
            yield return $"matrices: {MarkdownWriter.Escape(matrices)}";
        }

        if (model.Options.Method.Precision.Bound() is string bound)
        {
            yield return $"precision `{model.Options.Method.Precision.Word()}`: {bound}";
        }

        yield return $"{Phrases.Counted(model.Summary)} analyzed, {Phrases.NotAnalyzed(model.Skipped)}";
        if (model.Summary.TooSmall > 0)
        {
            yield return Phrases.TooSmall(model.Summary);
        }

        foreach (string line in VerdictOf(model, verdict))
        {
            yield return line;
        }

        string[] warnings =
        [
            .. Warned(model, TrainingWarning.OverTrained, "alpha <", TrainingWarnings.OverTrainedBelow),
            .. Warned(model, TrainingWarning.UnderTrained, "alpha >", TrainingWarnings.UnderTrainedAbove),
        ];
        foreach (string line in warnings.Concat(Notes(model)).Concat(TooLarge(model)))
        {
            yield return line;
        }
    }

    /// <summary>The labels in words: counts, the layers furthest out, what to do.</summary>
    private static IEnumerable<string> VerdictOf(ModelAnalysis model, ModelVerdict verdict)
    {
        if (verdict.Rows == 0)
        {
            yield break;
        }

        yield return $"verdict: {VerdictSentences.InShort(verdict, model.Summary.Slices is null ? "layer" : "slice")}";
        yield return $"alpha: {VerdictSentences.Counts(verdict, Phrases.Counted(model.Summary))}";
        if (VerdictSentences.Noise(verdict) is string noise && !verdict.LooksUntrained)
        {
            yield return $"noise: {MarkdownWriter.Escape(noise)}";
        }

        foreach (var row in verdict.Worst)
        {
            string slice = row.Row.Slice is int index
                ? string.Create(CultureInfo.InvariantCulture, $" slice {index}") : "";
            string name = MarkdownWriter.Escape(row.Row.Name) + slice;
            yield return $"furthest out: {name}: {row.Label.Word()}: {VerdictSentences.Reason(row)}";
        }

        foreach (var (label, text) in VerdictSentences.Advice(verdict))
        {
            yield return $"{label.Word()}: {text}";
        }
    }

    private static IEnumerable<string> Warned(
        ModelAnalysis model, TrainingWarning warning, string condition, double limit)
    {
        string[] names =
        [
            .. model.Layers.Where(layer => layer.Metrics.Warning == warning)
                .Select(layer => MarkdownWriter.Escape(layer.Name)),
        ];
        return names.Length == 0
            ? []
            :
            [
                $"by alpha alone, whatever its sigma: {warning.Word()} ({condition} {RealText.Exact(limit)}): "
                    + string.Join(", ", names),
            ];
    }

    /// <summary>Why layers have no numbers.</summary>
    private static IEnumerable<string> Notes(ModelAnalysis model) => model.Layers
        .Where(layer => layer.Note is not null && layer.Metrics.Status != LayerStatus.TooSmall)
        .Select(layer => Line(layer.Metrics.Status.Word(), layer.Name, layer.Note!));

    /// <summary>Layers that were asked for and did not fit into memory.</summary>
    private static IEnumerable<string> TooLarge(ModelAnalysis model) => model.Skipped
        .Where(tensor => tensor.Reason == SkipReason.Memory)
        .Select(tensor => Line(tensor.Reason.Word(), tensor.Name, tensor.Explanation));

    private static string Line(string word, string name, string text) =>
        $"{word}: {MarkdownWriter.Escape(name)}: {MarkdownWriter.Escape(text)}";
}
