namespace Heavytail.RandomMatrices;

/// <summary>How many eigenvalues there are, and the white matrix that those below the spikes behave like.</summary>
/// <param name="Count">Nonzero eigenvalues of all slices together.</param>
/// <param name="Rows">N of a slice.</param>
/// <param name="Slices">R, how many slices were pooled.</param>
internal readonly record struct BulkShape(int Count, double Rows, int Slices)
{
    /// <summary>n = N − k/R: each spike takes a row and a column.</summary>
    /// <param name="spikes">k, of all slices together.</param>
    public double EffectiveRows(int spikes) => Rows - ((double)spikes / Slices);

    /// <summary>m = (count − k)/R.</summary>
    /// <param name="spikes">k, of all slices together.</param>
    public double EffectiveColumns(int spikes) => (double)(Count - spikes) / Slices;

    /// <summary>m/n.</summary>
    /// <param name="spikes">k, of all slices together.</param>
    public double Aspect(int spikes) => Math.Min(1, EffectiveColumns(spikes) / EffectiveRows(spikes));
}
