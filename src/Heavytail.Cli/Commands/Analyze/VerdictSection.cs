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

        Paragraph.Write(terminal, " verdict: ", VerdictSentences.InShort(verdict), ToneOf(verdict));
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
        models = [.. models.Where(model => model.Layers.Count > 0)];
        ModelVerdict[] verdicts = [.. models.Select(ModelVerdict.From)];
        var verdict = ModelVerdict.Sum(verdicts);
        if (verdict.Rows == 0)
        {
            return;
        }

        string rows = models[0].Summary.Slices is null ? "layer" : "slice";
        string[] untrained =
            [.. models.Zip(verdicts).Where(pair => pair.Second.LooksUntrained).Select(pair => pair.First.Path)];
        Paragraph.Write(
            terminal,
            " verdict: ",
            verdicts is [var only] ? VerdictSentences.InShort(only) : Several(verdicts, untrained.Length),
            ToneOf(verdict));
        WriteCounts(verdict, $"{Phrases.Count(verdict.Rows, rows)} of {Phrases.Count(verdicts.Length, "model")}");
        if (untrained.Length > 0 && models.Count > 1)
        {
            string more = untrained.Length > Named
                ? $" and {Phrases.Count(untrained.Length - Named, "more model")}" : "";
            string common = CommonFolder.Of([.. models.Select(model => model.Path)]);
            Paragraph.Write(
                terminal,
                untrained.Length == 1 ? " looks untrained: " : " look untrained: ",
                string.Join(", ", untrained.Take(Named).Select(path => path[common.Length..])) + more,
                Tone.Warning);
        }

        WriteAdvice(verdict);
        terminal.WriteLine();
    }

    private static string Several(ModelVerdict[] verdicts, int untrained)
    {
        int outside = verdicts.Count(verdict => verdict.Outside > 0);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"of {verdicts.Length} models, {untrained} look{(untrained == 1 ? "s" : "")} untrained, and {outside} ")
            + $"{(outside == 1 ? "has" : "have")} layers outside";
    }

    private void WriteCounts(ModelVerdict verdict, string counted)
    {
        Paragraph.Write(terminal, " alpha: ", VerdictSentences.Counts(verdict, counted), ToneOf(verdict));
        if (VerdictSentences.Noise(verdict) is string noise && !verdict.LooksUntrained)
        {
            Paragraph.Write(terminal, " noise: ", noise, Tone.Plain);
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

    /// <summary>The layers whose labels say so with what these rest on, and the uncertain ones by their alpha.</summary>
    private void WriteWorst(ModelVerdict verdict, int prefix)
    {
        string NameOf(LayerVerdict row) => Printable.Shorten(
            Printable.Text(row.Row.Name[prefix..]) + SliceOf(row.Row), TextColumn.ModelName);
        LayerVerdict[] certain = [.. verdict.Worst.Where(row => row.Label != LayerLabel.Uncertain)];
        if (certain.Length > 0)
        {
            terminal.WriteLine(" furthest out:");
            int width = certain.Max(row => Printable.Width(NameOf(row)));
            foreach (var row in certain)
            {
                string name = NameOf(row);
                string padding = new(' ', width - Printable.Width(name) + 2);
                Paragraph.Write(
                    terminal,
                    Indent + name + padding,
                    $"{row.Label.Word()}: {VerdictSentences.Reason(row)}",
                    Tone.Plain);
            }
        }

        if (certain.Length < verdict.Worst.Count)
        {
            WrappedList.Write(
                terminal,
                " furthest out, but uncertain:",
                verdict.Worst.Except(certain).Select(row => $"{NameOf(row)} {VerdictSentences.Alpha(row)}"));
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
