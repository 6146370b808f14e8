using System.Globalization;

namespace Heavytail;

/// <summary>Something about a model that is worth a look.</summary>
/// <param name="Severity">How much.</param>
/// <param name="Kind">What it is, in a word or two: <c>over-trained</c>, <c>trap</c>.</param>
/// <param name="Row">The layer; null for the model as a whole.</param>
/// <param name="Text">What was found, and what it rests on.</param>
public sealed record Finding(Severity Severity, string Kind, LayerAnalysis? Row, string Text);

/// <summary>The findings of a model, the gravest first.</summary>
public static class Findings
{
    /// <summary>
    /// Everything worth a look: layers that failed, labels that the interval supports, traps, over-regularized layers,
    /// and the model as a whole where it looks untrained. Within a severity, in the order of the file.
    /// </summary>
    public static IReadOnlyList<Finding> Of(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var verdict = ModelVerdict.From(model);
        var found = new List<Finding>();
        if (verdict.LooksUntrained)
        {
            found.Add(new Finding(Severity.Error, "untrained", null, VerdictSentences.InShort(verdict)));
        }

        if (VerdictSentences.Pairing(verdict) is string pairing)
        {
            found.Add(new Finding(Severity.Warning, "pairing", null, pairing));
        }

        found.AddRange(model.Skipped.Where(tensor => tensor.Reason == SkipReason.Memory).Select(tensor =>
            new Finding(Severity.Error, tensor.Reason.Word(), null, $"{tensor.Name}: {tensor.Explanation}")));
        found.AddRange(model.Layers.SelectMany(row =>
            Of(LayerVerdict.From(row, model.Options.Method.Convention))));
        found.AddRange(HeavyTails(model));
        return [.. found.OrderByDescending(finding => (int)finding.Severity)];
    }

    private static IEnumerable<Finding> Of(LayerVerdict row)
    {
        var metrics = row.Row.Metrics;
        if (metrics.Status.IsError())
        {
            yield return new Finding(Severity.Error, metrics.Status.Word(), row.Row, row.Row.Note ?? "no numbers");
            yield break;
        }

        if (SeverityOf(row.Label) is { } severity)
        {
            yield return new Finding(severity, row.Label.Word(), row.Row, VerdictSentences.Reason(row));
        }

        if (metrics.Erg?.OverRegularized == true)
        {
            yield return new Finding(
                Severity.Warning, "over-regularized", row.Row, Text(
                    $"alpha below 2 and Δλ_min {RealText.Rounded(metrics.Erg.DeltaLambdaMin!.Value)} below 0"));
        }

        foreach (string sentence in OfTraps(metrics))
        {
            yield return new Finding(Severity.Warning, "trap", row.Row, sentence);
        }
    }

    /// <summary>Layers whose entries have a heavy tail, in one finding: no single entry is to blame.</summary>
    private static IEnumerable<Finding> HeavyTails(ModelAnalysis model)
    {
        int count = model.Layers.Count(row => row.Metrics.Traps is { Count: > 0, Cause: TrapCause.HeavyTail });
        if (count > 0)
        {
            yield return new Finding(
                Severity.Warning, "traps", null, Text(
                    $"{Phrases.Count(count, "layer")} of {model.Layers.Count} with traps by a heavy tail of entries: ")
                    + "large weights that no single entry accounts for; the column num_traps has them");
        }
    }

    /// <summary>The traps of a layer in a sentence, unless a heavy tail of entries makes them.</summary>
    internal static IEnumerable<string> OfTraps(LayerMetrics metrics) =>
        metrics.Traps is { Count: > 0 } traps && traps.Cause != TrapCause.HeavyTail ? [Sentence(traps)] : [];

    private static string Sentence(TrapMetrics traps)
    {
        const string Beyond = "an eigenvalue beyond noise";
        string at = traps.At is null ? "" : $" ({traps.At})";
        string strongest = traps.Count == 1 ? "" : Text($"{traps.Count} traps, the strongest: ");
        return strongest + traps.Cause switch
        {
            TrapCause.Mean => $"the weights have a mean{at}, which makes {Beyond}; taking it off removes that",
            TrapCause.Entry => $"one weight{at} is so large that it makes {Beyond}; clipping it removes that",
            TrapCause.Row => $"weights of one output{at} are so large that they make {Beyond}; clip them",
            TrapCause.Column => $"weights of one input{at} are so large that they make {Beyond}; clip them",
            TrapCause.Entries => $"a few weights{at} are so large that they make {Beyond}; clip them",
            _ => $"{Beyond} stays when the weights are put in random order, and none of them accounts for it",
        };
    }

    private static Severity? SeverityOf(LayerLabel label) => label switch
    {
        LayerLabel.OverTrained => Severity.Error,
        LayerLabel.UnderTrained or LayerLabel.RandomLike => Severity.Warning,
        _ => null,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
