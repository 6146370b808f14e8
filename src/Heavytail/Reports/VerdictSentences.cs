using System.Globalization;

namespace Heavytail;

/// <summary>A verdict in words, for people.</summary>
public static class VerdictSentences
{
    private const int MostNamed = 3;
    private const double Low = TrainingWarnings.OverTrainedBelow;
    private const double High = TrainingWarnings.UnderTrainedAbove;

    /// <summary>Whether a network is trained, and what alpha says of how well: the one sentence to read.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="row">What a row is: <c>layer</c> or <c>slice</c>.</param>
    public static string InShort(ModelVerdict verdict, string row = "layer")
    {
        ArgumentNullException.ThrowIfNull(verdict);
        int judged = verdict.LookingRandom + verdict.BeyondNoise;
        int graded = verdict.Rows - verdict.WithoutAlpha;
        return verdict switch
        {
            { Failed: > 0 } => $"damaged: {Have(verdict.Failed, verdict.Rows, row)} weights that are NaN, "
                + "infinite, out of range or unreadable",
            { LooksUntrained: true } => Invariant(
                $"looks untrained: {verdict.LookingRandom} of {judged} spectra could be those of random weights"),
            { Outside: > 0 } => $"{Trained(judged)}, but {Are(verdict.Outside, verdict.Rows, row)} outside",
            { RandomLike: > 0 } when 2 * verdict.RandomLike >= graded =>
                $"perhaps trained in part: {Are(verdict.RandomLike, graded, row)} random-like",
            _ when graded > 0 && 2 * verdict.Inside > graded =>
                $"{Trained(judged)} well, as far as alpha says: "
                    + $"{Are(verdict.Inside, graded, row)} inside, none outside",
            { Uncertain: > 0 } => $"{Trained(judged)}, but alpha does not say how well: "
                + $"{Are(verdict.Uncertain, verdict.Rows, row)} too uncertain",
            _ => $"{Trained(judged)}, but no {row} has an alpha that says how well",
        };
    }

    /// <summary><c>1 of 9 layers is</c>; <c>its layer is</c> where there is one.</summary>
    private static string Are(int count, int all, string row) => all == 1
        ? $"its {row} is"
        : Invariant($"{count} of {all} {row}s {(count == 1 ? "is" : "are")}");

    private static string Have(int count, int all, string row) => all == 1
        ? $"its {row} has"
        : Invariant($"{count} of {all} {row}s {(count == 1 ? "has" : "have")}");

    private static string Trained(int judged) => judged > 0 ? "trained" : "perhaps trained";

    /// <summary>How many layers are inside, outside, and too uncertain to say: one sentence.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="counted">What was counted: <c>20 layers</c>.</param>
    public static string Counts(ModelVerdict verdict, string counted)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        string outside = (verdict.OverTrained, verdict.UnderTrained) switch
        {
            (0, 0) => "0 outside",
            (int over, 0) => Invariant($"{over} outside (over-trained)"),
            (0, int under) => Invariant($"{under} outside (under-trained)"),
            (int over, int under) => Invariant(
                $"{over + under} outside ({over} over-trained, {under} under-trained)"),
        };
        string without = verdict.WithoutAlpha == 0 ? "" : Invariant($", {verdict.WithoutAlpha} without alpha");
        string random = verdict.RandomLike == 0 ? "" : Invariant($"{verdict.RandomLike} random-like, ");
        return Invariant($"of {counted}, {verdict.Inside} inside {Low} to {High}, {outside}, {random}")
            + Invariant($"{verdict.Uncertain} too uncertain to say{without}");
    }

    /// <summary>How many spectra could be noise: one sentence; null where none can be judged.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string? Noise(ModelVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        int judged = verdict.LookingRandom + verdict.BeyondNoise;
        string spectra = judged == 1 ? "spectrum could be that" : "spectra could be those";
        return judged == 0 ? null : Invariant($"{verdict.LookingRandom} of {judged} {spectra} of random weights")
            + (verdict.LooksUntrained ? "" : NamesOf(verdict.RandomRows));
    }

    /// <summary>
    /// That layers are over-trained and others under-trained in one model: one sentence; null where they are not.
    /// SETOL (arXiv 2507.17912) calls it compensation: over-loaded layers do the work of others.
    /// </summary>
    /// <param name="verdict">The verdict.</param>
    public static string? Pairing(ModelVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict is { OverTrained: > 0, UnderTrained: > 0 }
            ? Invariant($"{verdict.OverTrained} of alpha below {Low} beside {verdict.UnderTrained} above {High}: ")
                + "over-loaded layers may do the work of under-fitted ones, so mend the latter first"
            : null;
    }

    /// <summary>The first few of some layers, each once though it may have several rows.</summary>
    private static string NamesOf(IReadOnlyList<LayerAnalysis> rows)
    {
        string[] names = [.. rows.Select(row => row.Name).Distinct(StringComparer.Ordinal)];
        string more = names.Length > MostNamed ? Invariant($" and {names.Length - MostNamed} more") : "";
        return names.Length == 0 ? "" : $": {string.Join(", ", names.Take(MostNamed))}{more}";
    }

    /// <summary>What a label rests on: <c>alpha 1.62 (1.50 to 1.75) is below 2</c>.</summary>
    public static string Reason(LayerVerdict row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Alpha is null)
        {
            return "no alpha";
        }

        string side = row.Alpha switch
        {
            < Low => Invariant($"below {Low}"),
            > High => Invariant($"above {High}"),
            _ => Invariant($"between {Low} and {High}"),
        };
        string alpha = "alpha " + Alpha(row);
        return row.Label switch
        {
            LayerLabel.Uncertain when row.Eigenvalues < LayerLabels.LeastEigenvalues => Invariant(
                $"{alpha} is {side}, of only {row.Eigenvalues} eigenvalues"),
            LayerLabel.Uncertain => $"{alpha} may be on either side of {Crossed(row)}",
            LayerLabel.RandomLike => $"{alpha}, and nothing that random weights would not have",
            _ => $"{alpha} is {side}",
        };
    }

    /// <summary>What one does about the labels of a model, most urgent first: labels and sentences.</summary>
    public static IReadOnlyList<(LayerLabel Label, string Text)> Advice(ModelVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var advice = new List<(LayerLabel, string)>();
        if (verdict.OverTrained > 0)
        {
            advice.Add((LayerLabel.OverTrained,
                "a few strong directions dominate: compare with an earlier checkpoint, regularize more"));
        }

        if (verdict.UnderTrained > 0)
        {
            advice.Add((LayerLabel.UnderTrained,
                "little structure beyond noise: train longer, or make the layer smaller"));
        }

        if (verdict.Uncertain > 0)
        {
            advice.Add((LayerLabel.Uncertain, Invariant(
                $"the 95 % interval of alpha reaches across {Low} or {High}, or fewer than ")
                + Invariant($"{LayerLabels.LeastEigenvalues} eigenvalues: ")
                + "compare the layer with itself in another checkpoint"));
        }

        if (verdict.RandomLike > 0)
        {
            advice.Add((LayerLabel.RandomLike,
                "alpha is that of noise: train longer, make the layer smaller, or leave it out of comparisons"));
        }

        return advice;
    }

    /// <summary><c>1.62 (1.50 to 1.75)</c>: alpha and its interval.</summary>
    /// <param name="row">A row with α.</param>
    public static string Alpha(LayerVerdict row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Interval is (double low, double high)
            ? $"{TwoDecimals(row.Alpha!.Value)} ({TwoDecimals(low)} to {TwoDecimals(high)})"
            : TwoDecimals(row.Alpha!.Value);
    }

    /// <summary>Two decimals, as long as that is no more than a few digits.</summary>
    public static string TwoDecimals(double value) => Math.Abs(value) < 1e6
        ? value.ToString("F2", CultureInfo.InvariantCulture)
        : ((Cell)value).Rounded;

    /// <summary>The limits that an interval reaches across.</summary>
    private static string Crossed(LayerVerdict row)
    {
        var (low, high) = row.Interval ?? (double.NegativeInfinity, double.PositiveInfinity);
        return (low < Low && high >= Low, low <= High && high > High) switch
        {
            (true, true) => Invariant($"{Low} and {High}"),
            (true, false) => Invariant($"{Low}"),
            _ => Invariant($"{High}"),
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
