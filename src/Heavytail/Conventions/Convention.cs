using System.Globalization;
using Heavytail.Conventions;
using Heavytail.Fits;
using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail;

/// <summary>
/// How weights are scaled, pooled and fitted: all that differs between the default numbers, those of
/// WeightWatcher 0.7.5.5 and those of two papers. Nothing else asks which convention is in force.
/// </summary>
public abstract class Convention
{
    private const string NoCompatibility = "none";

    private protected Convention(string name) => Name = name;

    /// <summary>
    /// The default: convolution slices × √½, dense matrices as they are, slices pooled, no absolute thresholds.
    /// </summary>
    public static Convention WeightWatcher { get; } = new WeightWatcherConvention();

    /// <summary>
    /// WeightWatcher 0.7.5.5 to the printed digits: weights cast to F32, λ ≤ 1e-5 dropped, ranks by double's ε, a
    /// failed
    /// fit written as −1 and averaged.
    /// </summary>
    public static Convention WeightWatcher0755 { get; } = new WeightWatcher0755Convention();

    /// <summary>
    /// Martin, Peng &amp; Mahoney, Nature Communications 2021, by WeightWatcher 0.2.7: every slice a matrix of its own,
    /// × √(slices/2), and fitted from M = 50 on.
    /// </summary>
    public static Convention Nature2021 { get; } = new Nature2021Convention();

    /// <summary>
    /// Martin &amp; Mahoney, SDM 2020, by the notebooks of the paper: every slice a matrix of its own, as it is;
    /// convolutions from M = 50 on.
    /// </summary>
    public static Convention Sdm2020 { get; } = new Sdm2020Convention();

    /// <summary>Every convention, the default first.</summary>
    public static IReadOnlyList<Convention> All { get; } = [WeightWatcher, WeightWatcher0755, Nature2021, Sdm2020];

    /// <summary>Its name on the command line: <c>weightwatcher-0.7.5.5</c>.</summary>
    public string Name { get; }

    /// <summary>The scaling that it shares with others: what reports call the convention.</summary>
    public virtual string Scaling => Name;

    /// <summary>The program whose quirks it reproduces: what reports call <c>compat</c>.</summary>
    public virtual string Compatibility => NoCompatibility;

    /// <summary>Whether it reproduces a program with its quirks.</summary>
    public bool IsCompatible => Compatibility != NoCompatibility;

    /// <summary>Whether the slices of a layer make one spectrum; where not, each is a row of its own.</summary>
    public virtual bool PoolsSlices => true;

    /// <summary>
    /// Whether tensors are taken whole: the historical programs did not cut fused projections, gates and groups.
    /// </summary>
    public virtual bool TakesTensorsWhole => false;

    /// <summary>Whether the reduction to a band may be done in single precision.</summary>
    public virtual bool AllowsSinglePrecision => true;

    /// <summary>The fewest eigenvalues that a layer must have, unless the user says otherwise.</summary>
    public virtual int DefaultMinEvals => 10;

    /// <summary>
    /// The most eigenvalues that a layer may have, unless the user says otherwise; null for no limit.
    /// </summary>
    internal virtual int? DefaultMaxEvals => null;

    /// <summary>The largest N that is analyzed; null for no limit.</summary>
    internal virtual int? MaxN => null;

    /// <summary>The convention of a name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static Convention Find(string name) => All.FirstOrDefault(convention => convention.Name == name)
        ?? throw UnknownNameException.From(name, All.Select(convention => convention.Name), "convention");

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The same convention with a row for each slice.</summary>
    internal virtual Convention BySlice => this;

    /// <summary>M, N and Q as its reports give them.</summary>
    internal virtual MatrixShape Shape(Layer layer) => new(layer.M, layer.N);

    /// <summary>c², where the convention takes c·W for W.</summary>
    internal abstract double Factor(Layer layer);

    /// <summary>Eigenvalues of what is fitted at a time: of the pooled spectrum, or of each slice.</summary>
    internal virtual long EigenvalueCount(Layer layer) => layer.EigenvalueCount;

    /// <summary>The number of eigenvalues by which it leaves layers out: see <see cref="DefaultMinEvals"/>.</summary>
    internal virtual long CountToFilter(Layer layer) => EigenvalueCount(layer);

    /// <summary>Eigenvalues of all that is fitted of a layer.</summary>
    internal long TotalEigenvalueCount(Layer layer) => EigenvalueCount(layer) * (PoolsSlices ? 1 : layer.Rf);

    /// <summary>Why the convention leaves a layer out; null where it does not.</summary>
    internal virtual SkippedTensor? Skip(Layer layer) => null;

    /// <summary>What is left out of a layer that is analyzed; null where nothing is.</summary>
    internal virtual string? Remark(Layer layer) => null;

    /// <summary>What it asks of an engine.</summary>
    internal virtual SpectrumRequest Request(Layer layer, TensorAccess access, Precision precision) =>
        new(layer, access, precision);

    /// <summary>The metrics of a layer's rows: one, or one for each slice.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">Its spectrum as the convention scales it.</param>
    internal abstract IReadOnlyList<ConventionRow> Measure(Layer layer, ScaledSpectrum spectrum);

    /// <summary>
    /// α of a row and nothing else of it: what permutations of a layer and parts of it are decomposed for.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">Its spectrum as the convention scales it.</param>
    /// <param name="slice">The slice; null for all of them.</param>
    internal virtual RowAlpha Alpha(Layer layer, ScaledSpectrum spectrum, int? slice)
    {
        var row = Measure(layer, spectrum).First(row => row.Slice == slice);
        return new RowAlpha(row.Spectrum, row.Metrics.Status == LayerStatus.Success ? row.Metrics.Tail?.Alpha : null);
    }

    /// <summary>A spectrum as the convention reads it: of c·W, or the inverse of that.</summary>
    internal ScaledSpectrum Read(Layer layer, Spectrum spectrum)
    {
        double factor = Factor(layer);
        return layer.Inverse && spectrum.Rank > 0
            ? spectrum.Inverse().Scale(1 / factor)
            : spectrum.Scale(factor);
    }

    /// <summary>What a power law is fitted to.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">The spectrum of the row as the convention scales it.</param>
    /// <returns>Null where nothing else may fit it again: the historical programs fitted another law.</returns>
    internal virtual FittedValues? Fitted(Layer layer, ScaledSpectrum spectrum) => null;

    /// <summary>The bulk of noise in a row, and the spikes above it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="spectrum">The spectrum of the row as the convention scales it.</param>
    /// <returns>Null where there are too few eigenvalues.</returns>
    internal virtual BulkMetrics? Bulk(Layer layer, ScaledSpectrum spectrum) => BulkOfNoise.Fit(layer, spectrum);

    /// <summary>The bulk of a row with its entries in random order, where the convention fits it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="permuted">The spectrum of the permuted row as the convention scales it.</param>
    /// <returns>Null where the bulk follows from the entries, which a permutation leaves as they are.</returns>
    internal virtual BulkMetrics? PermutedBulk(Layer layer, ScaledSpectrum permuted) => null;

    /// <summary>The top eigenvalues of a row on which det X = 1 holds.</summary>
    /// <param name="spectrum">The spectrum of the row as the convention scales it.</param>
    internal virtual DeterminantTail Determinant(ScaledSpectrum spectrum) =>
        DeterminantTail.ByLogarithms(spectrum.Eigenvalues, spectrum.Rank);

    /// <summary>A number in a sentence.</summary>
    private protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One row of a layer by a convention.</summary>
/// <param name="Spectrum">What was fitted: the pooled spectrum, or one slice.</param>
/// <param name="Metrics">Its metrics.</param>
/// <param name="Note">Why values are missing, for people; null where none are.</param>
/// <param name="Slice">The slice; null where slices are pooled.</param>
internal sealed record ConventionRow(ScaledSpectrum Spectrum, LayerMetrics Metrics, string? Note, int? Slice = null)
{
    /// <summary>
    /// The values that were fitted, positive and ascending; null where no measure may fit them again: the historical
    /// programs fitted another law.
    /// </summary>
    public FittedValues? Fitted { get; init; }
}

/// <summary>A row of which only α is of interest.</summary>
/// <param name="Spectrum">Its spectrum as the convention scales it.</param>
/// <param name="Alpha">α; null where the fit failed.</param>
internal readonly record struct RowAlpha(ScaledSpectrum Spectrum, double? Alpha);

/// <summary>The dimensions of a slice, as a convention reports them.</summary>
/// <param name="M">The number of singular values.</param>
/// <param name="N">The other dimension.</param>
internal readonly record struct MatrixShape(int M, int N)
{
    /// <summary>The aspect ratio N/M.</summary>
    public double Q => (double)N / M;
}
