using System.Globalization;

namespace Heavytail;

/// <summary>What a page of one layer says before its figures.</summary>
public static class LayerSentences
{
    /// <summary>The label with its reason, the fit, the bulk, the traps: as far as the layer has them.</summary>
    /// <param name="row">The layer, or a slice of it.</param>
    /// <param name="options">The options that it was analyzed by.</param>
    public static IEnumerable<string> Of(LayerAnalysis row, AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(options);
        var metrics = row.Metrics;
        if (metrics.Status.IsError())
        {
            yield return $"{metrics.Status.Word()}: {row.Note ?? "there are no numbers"}";
            yield break;
        }

        var verdict = LayerVerdict.From(row, options.Method.Convention);
        if (verdict.Label != LayerLabel.None)
        {
            yield return $"{verdict.Label.Word()}: {VerdictSentences.Reason(verdict)}";
        }

        string slices = row.Layer.Rf > 1 && row.Slice is null ? Text($", {row.Layer.Rf} slices") : "";
        yield return Text($"{row.Layer.Kind.Word()}, {row.Layer.N} × {row.Layer.M}{slices}");
        if (metrics.Tail is { Alpha: double alpha, XMin: double xmin, D: double distance })
        {
            yield return Text($"alpha {RealText.Rounded(alpha)} from xmin {RealText.Rounded(xmin)} on, ")
                + Text($"{metrics.Tail.NumPlSpikes} eigenvalues, D {RealText.Rounded(distance)}");
        }

        if (metrics.Bulk is { NumSpikes: int spikes, SigmaMp: double sigma })
        {
            yield return Text($"bulk of sigma {RealText.Rounded(sigma)}, {Phrases.Count(spikes, "spike")} beyond it");
        }

        foreach (string trap in Findings.OfTraps(metrics))
        {
            yield return trap;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
