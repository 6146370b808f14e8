namespace Heavytail;

/// <summary>
/// Computes metrics of a layer beside those of the convention. Implement it to add a column of your own to every table,
/// CSV, JSON document and trend.
/// </summary>
/// <example>
/// <code>
/// public sealed class SpectralGap : IMeasure
/// {
///     public string Name => "spectral-gap";
///     public IReadOnlyList&lt;Metric&gt; Metrics { get; } = [new Metric("spectral_gap") { SummaryOrder = 100 }];
///     public LayerMetrics Measure(MeasureInput input) =>
///         input.Metrics.With("spectral_gap", input.Spectrum.Eigenvalues[^1] / input.Spectrum.Eigenvalues[^2]);
/// }
/// </code>
/// </example>
public interface IMeasure
{
    /// <summary>Its identity in reports. It changes with every change of what is computed.</summary>
    string Name { get; }

    /// <summary>The metrics that it adds, in the order of reports.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>What it needs beside the spectrum.</summary>
    MeasureNeeds Needs => MeasureNeeds.None;

    /// <summary>
    /// Whether it holds only for the eigenvalues λ of matrices of independent elements; then it is left out for others:
    /// see <see cref="MatrixOptions"/>.
    /// </summary>
    bool NeedsIndependence => false;

    /// <summary>The cost of a layer in multiply-adds, for the schedule and the progress.</summary>
    double Cost(Layer layer) => 0;

    /// <summary>The memory that a layer takes beside the buffers for reading weights, in bytes.</summary>
    long Bytes(Layer layer) => 0;

    /// <summary>
    /// Computes the metrics of a row: a layer, or a slice where the convention keeps slices apart. Rows without
    /// values are not measured, nor those of which the convention takes λ_max alone
    /// (<see cref="LayerStatus.TooSmall"/>).
    /// </summary>
    /// <param name="input">The row.</param>
    /// <returns>The metrics of the input, and those that this measure adds. Called from any thread.</returns>
    /// <remarks>An exception ends the analysis with a <see cref="MeasureException"/>.</remarks>
    LayerMetrics Measure(MeasureInput input);
}

/// <summary>What a measure needs beside the spectrum.</summary>
[Flags]
public enum MeasureNeeds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The weights, which are then read once more.</summary>
    Weights = 1,

    /// <summary>Spectra of the layer in random order, each of which is decomposed as the layer is.</summary>
    Permutations = 2,

    /// <summary>
    /// Spectra of the layer without one block of its rows at a time, each of which is decomposed as the layer is.
    /// </summary>
    Blocks = 4,
}
