using Heavytail.Traps;

namespace Heavytail.Measures;

/// <summary>One permutation of a row: a layer, or a slice of one.</summary>
/// <param name="row">The row as the convention sees the permuted layer.</param>
/// <param name="spectrum">The spectrum of the permuted layer.</param>
internal sealed class PermutedRow(RowAlpha row, Spectrum spectrum)
{
    /// <summary>The spectrum as the convention scales it.</summary>
    public ScaledSpectrum Spectrum => row.Spectrum;

    /// <summary>α by the convention; null where the fit failed.</summary>
    public double? Alpha => row.Alpha;

    /// <summary>Counts the eigenvalues beyond the edge of noise.</summary>
    /// <param name="traps">The traps of the slices of the row, for their edges.</param>
    public NullReplicate Count(LayerTraps traps) => NullReplicate.Of(spectrum, traps);
}
