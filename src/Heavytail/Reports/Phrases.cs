using System.Globalization;
using Heavytail.Conventions;

namespace Heavytail;

/// <summary>Turns of phrase that Markdown and the tables of terminals share.</summary>
public static class Phrases
{
    /// <summary>A number with its noun: <c>1 layer</c>, <c>2 layers</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>The better end of a score: <c>higher</c> or <c>lower</c>.</summary>
    public static string Direction(TrendData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.LowerIsBetter ? "lower" : "higher";
    }

    /// <summary>The better end of a score, and how that is known.</summary>
    public static string Better(TrendData data) => Direction(data) + " is better"
        + (data.DirectionSource == ScoreDirectionSource.Assumed ? ", as assumed" : "");

    /// <summary>A historical convention after a comma; empty for the default.</summary>
    public static string Historical(Convention convention) =>
        convention.PoolsSlices || convention.Name == Convention.WeightWatcher.Name
            ? ""
            : $", convention {convention.Name}, slice by slice";

    /// <summary>The option for the quirks of another program, after a comma; empty where there are none.</summary>
    public static string Compatible(AnalysisOptions? options) =>
        options?.Method.Convention is { IsCompatible: true } convention ? $", --compat {convention.Compatibility}" : "";

    /// <summary>
    /// What spectra are of, and what does not hold for them: a sentence; null for the layers' own matrices.
    /// </summary>
    public static string? Matrices(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var matrices = options.Method.Matrices;
        const string NoNoise =
            "noise has another spectrum here, so that spikes, traps, phases and p-values are left out";
        return matrices switch
        {
            { IsDefault: true } => null,
            { Inverse: true } => $"{matrices}: {NoNoise}; the limits 2 and 6 of alpha are those of lambda, so that "
                + "there are no labels",
            { Kind: MatrixKind.Slices or MatrixKind.Unfolded } => $"{matrices}",
            _ => $"{matrices}: {NoNoise}; eigenvalues depend on each other, so that there are no intervals and no "
                + "labels: compare with the same matrices of an untrained network",
        };
    }

    /// <summary>What spectra are of, after a comma; empty for the layers' own matrices.</summary>
    public static string OfMatrices(AnalysisOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Method.Matrices is { IsDefault: false } matrices ? $", matrices {matrices}" : "";
    }

    /// <summary>The format of a model, and from how many files it is joined.</summary>
    public static string Format(ModelAnalysis model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Joined is null ? model.Format : $"{model.Format}, {model.Joined}";
    }

    /// <summary>What the counts of a summary are of: <c>20 layers</c>, or <c>172 slices of 20 layers</c>.</summary>
    public static string Counted(ModelSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary.Slices is int slices
            ? $"{Count(slices, "slice")} of {Count(summary.Layers, "layer")}"
            : Count(summary.Layers, "layer");
    }

    /// <summary>How many slices are not fitted, and why.</summary>
    public static string TooSmall(ModelSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return string.Create(
            CultureInfo.InvariantCulture, $"{summary.TooSmall} too small to fit (M < {HistoricalConvention.LeastM})");
    }

    /// <summary>
    /// How often each reason occurs, in the order of reasons: <c>12 not-a-matrix</c>, <c>1 too-large</c>. One that
    /// all have has no count, which stands before.
    /// </summary>
    public static IReadOnlyList<string> Reasons(IEnumerable<SkippedTensor> skipped)
    {
        var groups = skipped.GroupBy(tensor => tensor.Reason).OrderBy(group => group.Key).ToArray();
        return groups.Length == 1
            ? [groups[0].Key.Word()]
            : [.. groups.Select(group =>
                string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key.Word()}"))];
    }

    /// <summary>
    /// What is not analyzed, in words: <c>5 tensors skipped (5 not-a-matrix)</c>, and layers that are left out.
    /// </summary>
    internal static string NotAnalyzed(IReadOnlyList<SkippedTensor> skipped)
    {
        SkippedTensor[] tensors = [.. skipped.Where(tensor => tensor.Layer is null)];
        SkippedTensor[] layers = [.. skipped.Where(tensor => tensor.Layer is not null)];
        string text = $"{Count(tensors.Length, "tensor")} skipped{InParentheses(Reasons(tensors))}";
        return layers.Length == 0
            ? text
            : $"{text}, {Count(layers.Length, "layer")} left out{InParentheses(Reasons(layers))}";
    }

    /// <summary>The reasons in parentheses after a space; empty without any.</summary>
    internal static string InParentheses(IReadOnlyList<string> reasons) =>
        reasons.Count == 0 ? "" : $" ({string.Join(", ", reasons)})";
}
