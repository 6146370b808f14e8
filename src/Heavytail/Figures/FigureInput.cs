using Heavytail.Fits;
using Heavytail.Measures;
using Heavytail.Traps;

namespace Heavytail.Figures;

/// <summary>What figures of a row are drawn from.</summary>
internal sealed class FigureInput
{
    private AlphaPoint[]? _curve;

    private FigureInput(LayerAnalysis row, Convention convention, ScaledSpectrum spectrum, double[] positive)
    {
        (Row, Convention, Spectrum, Positive) = (row, convention, spectrum, positive);
        Fit = IntervalMeasure.FitOf(row.Metrics);
        Bulk = row.Metrics.Bulk is { BulkMax: > 0, BulkMin: >= 0 } bulk ? bulk : null;
    }

    /// <summary>The row.</summary>
    public LayerAnalysis Row { get; }

    /// <summary>The convention in force.</summary>
    public Convention Convention { get; }

    /// <summary>The spectrum of the row as the convention scales it.</summary>
    public ScaledSpectrum Spectrum { get; }

    /// <summary>The eigenvalues that are above the numerical rank, ascending; one or more.</summary>
    public double[] Positive { get; }

    /// <summary>The number of all eigenvalues, zeros among them.</summary>
    public int Count => Spectrum.Eigenvalues.Count;

    /// <summary>The power law; null where there is none.</summary>
    public PowerLawFit? Fit { get; }

    /// <summary>Why there is no power law.</summary>
    public string NoFit => $"no power law was fitted: {Row.Note ?? Row.Metrics.Status.Word()}";

    /// <summary>The bulk; null where there is none.</summary>
    public BulkMetrics? Bulk { get; }

    /// <summary>The traps; null where they were not looked for.</summary>
    public LayerTraps? Traps => Row.Metrics.Traps?.Details?.Traps;

    /// <summary>c² of the convention.</summary>
    public double Factor => Convention.Factor(Row.Layer);

    /// <summary>The layer, with its slice where it is one.</summary>
    public string Name => Row.Slice is int slice ? FigureText.Of($"{Row.Name} slice {slice}") : Row.Name;

    /// <summary>What an eigenvalue is called.</summary>
    public string Eigenvalue => Row.Layer.Inverse ? "eigenvalue 1/λ" : "eigenvalue λ";

    /// <summary>The values that a power law may be fitted to again; null where it may not.</summary>
    public FittedValues? Fitted => Convention.Fitted(Row.Layer, Spectrum);

    /// <summary>The row as figures need it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="options">The options that it was analyzed by.</param>
    /// <param name="missing">Why it has no figure.</param>
    /// <returns>Null where it has none.</returns>
    public static FigureInput? Of(LayerAnalysis row, AnalysisOptions options, out string? missing)
    {
        if (row.KeptSpectrum is null)
        {
            missing = row.Metrics.Status.IsError()
                ? $"there is no spectrum: {row.Note ?? row.Metrics.Status.Word()}"
                : "the spectrum was not kept";
            return null;
        }

        var convention = options.Method.Convention;
        var spectrum = convention.Read(row.Layer, row.KeptSpectrum);
        spectrum = row.Slice is int slice ? spectrum.Slice(slice) : spectrum;
        double[] positive = [.. spectrum.NonZeroEigenvalues];
        missing = positive.Length == 0 ? "all eigenvalues are zero"
            : double.IsFinite(positive[^1]) && positive[0] > 0 ? null
            : "eigenvalues are beyond the range of double";
        return missing is null ? new FigureInput(row, convention, spectrum, positive) : null;
    }

    /// <summary>The positive eigenvalues in a range; they ascend.</summary>
    /// <param name="low">The smallest.</param>
    /// <param name="high">The largest.</param>
    public double[] Between(double low, double high)
    {
        int first = 0;
        while (first < Positive.Length && Positive[first] < low)
        {
            first++;
        }

        int end = first;
        while (end < Positive.Length && Positive[end] <= high)
        {
            end++;
        }

        return Positive[first..end];
    }

    /// <summary>The share of eigenvalues in the tail.</summary>
    public double TailShare(PowerLawFit fit) =>
        (double)Spectrum.Eigenvalues.Count(value => value >= fit.XMin) / Count;

    /// <summary>The tails of all xmin: two figures show them.</summary>
    public AlphaPoint[]? Curve(out string? missing)
    {
        missing = TailCurve.WhyMissing(this);
        return missing is null ? _curve ??= TailCurve.Of(this) : null;
    }

    /// <summary>α with its error, for titles.</summary>
    public string AlphaText => Fit is { } fit
        ? FigureText.Of($"α = {fit.Alpha:F2} ± {fit.Sigma:F2}")
        : "no power law";

    /// <summary>The power law in words.</summary>
    public string FitSentence => Fit is { } fit
        ? FigureText.Of($"the power law of alpha {fit.Alpha:F2} ± {fit.Sigma:F2} begins at xmin ")
            + FigureText.Of($"{FigureText.Number(fit.XMin)}, with {fit.TailCount} of {Count} eigenvalues above, ")
            + FigureText.Of($"Kolmogorov–Smirnov distance {fit.D:F3}")
        : NoFit;

    /// <summary>What the count of spikes counts: of each slice those beyond its own bulk.</summary>
    public string SpikesOf => Row.Layer.Rf > 1 && Row.Slice is null && Spectrum.Slices.Count > 1
        ? "spikes of their slices, each beside the bulk of its own"
        : "spikes";

    /// <summary>The bulk in words; empty without one.</summary>
    public string BulkSentence => Bulk is { } bulk
        ? $"; the bulk of noise ends at {FigureText.Number(bulk.BulkMax!.Value)}, its edge is at "
            + FigureText.Of($"{FigureText.Number(bulk.Edge ?? bulk.BulkMax.Value)}; {bulk.NumSpikes} eigenvalues are ")
            + SpikesOf
        : "";
}
