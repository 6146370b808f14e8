using Heavytail.Cli.Output;

namespace Heavytail.Cli.Commands.Analyze;

/// <summary>What the labels of a model come to: counts, the worst layers, and what to do.</summary>
/// <param name="terminal">The terminal.</param>
internal sealed class VerdictSection(Terminal terminal)
{
    private const string Indent = "   ";

    /// <summary>Models that are named.</summary>
    private const int Named = 3;

    /// <summary>Labels whose advice was given: it is the same for every model.</summary>
    private readonly HashSet<LayerLabel> _advised = [];

    /// <summary>One model; nothing where its layers have no labels.</summary>
    /// <param name="model">The model, with all its rows.</param>
    public void Write(ModelAnalysis model)
    {
        var verdict = ModelVerdict.From(model);
        if (verdict.Rows == 0)
        {
            return;
        }

        WriteCounts(verdict, Phrases.Counted(model.Summary));
        if (VerdictSentences.Pairing(verdict) is string pairing)
        {
            Paragraph.Write(terminal, " pairing: ", pairing, Tone.Plain);
        }

        WriteWorst(verdict, NamePrefix.Of(model.AllLayers).Length);
        WriteAdvice(verdict);
        terminal.WriteLine();
    }

    /// <summary>All models together; nothing where none has labels.</summary>
    public void WriteAll(IReadOnlyList<ModelAnalysis> models)
    {
        ModelVerdict[] verdicts = [.. models.Select(ModelVerdict.From)];
        var verdict = ModelVerdict.Sum(verdicts);
        if (verdict.Rows == 0)
        {
            return;
        }

        string rows = models[0].Summary.Slices is null ? "layer" : "slice";
        WriteCounts(verdict, $"{Phrases.Count(verdict.Rows, rows)} of {Phrases.Count(models.Count, "model")}");
        string[] untrained =
            [.. models.Zip(verdicts).Where(pair => pair.Second.LooksUntrained).Select(pair => pair.First.Path)];
        if (untrained.Length > 0)
        {
            string more = untrained.Length > Named
                ? $" and {Phrases.Count(untrained.Length - Named, "more model")}" : "";
            Paragraph.Write(
                terminal, " looks untrained: ", string.Join(", ", untrained.Take(Named)) + more, Tone.Warning);
        }

        WriteAdvice(verdict);
        terminal.WriteLine();
    }

    private void WriteCounts(ModelVerdict verdict, string counted)
    {
        Paragraph.Write(terminal, " verdict: ", VerdictSentences.Counts(verdict, counted), ToneOf(verdict));
        if (VerdictSentences.Noise(verdict) is string noise)
        {
            Paragraph.Write(terminal, " noise: ", noise, verdict.LooksUntrained ? Tone.Warning : Tone.Plain);
        }
    }

    /// <summary>What to do about each label, and where to read on.</summary>
    private void WriteAdvice(ModelVerdict verdict)
    {
        LayerLabel? first = null;
        foreach (var (label, text) in VerdictSentences.Advice(verdict))
        {
            if (_advised.Add(label))
            {
                Paragraph.Write(terminal, $" {label.Word()}: ", text, ToneOf(label));
                first ??= label;
            }
        }

        if (first is { } explained)
        {
            terminal.WriteLine($" `heavytail explain {explained.Word()}` says more", Tone.Hint);
        }
    }

    private void WriteWorst(ModelVerdict verdict, int prefix)
    {
        if (verdict.Worst.Count == 0)
        {
            return;
        }

        terminal.WriteLine(" furthest out:");
        string[] names = [.. verdict.Worst.Select(row => Printable.Shorten(
            Printable.Text(row.Row.Name[prefix..]) + SliceOf(row.Row), TextColumn.ModelName))];
        int width = names.Max(Printable.Width);
        foreach (var (row, name) in verdict.Worst.Zip(names))
        {
            string padding = new(' ', width - Printable.Width(name) + 2);
            Paragraph.Write(
                terminal, Indent + name + padding, $"{row.Label.Word()}: {VerdictSentences.Reason(row)}", Tone.Plain);
        }
    }

    private static string SliceOf(LayerAnalysis row) => row.Slice is int slice
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" slice {slice}")
        : "";

    private static Tone ToneOf(ModelVerdict verdict) => verdict switch
    {
        { OverTrained: > 0 } => Tone.Error,
        { UnderTrained: > 0 } => Tone.Warning,
        _ => Tone.Strong,
    };

    private static Tone ToneOf(LayerLabel label) => label switch
    {
        LayerLabel.OverTrained => Tone.Error,
        LayerLabel.UnderTrained => Tone.Warning,
        _ => Tone.Dim,
    };
}
