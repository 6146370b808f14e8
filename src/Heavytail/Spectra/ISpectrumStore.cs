namespace Heavytail;

/// <summary>Keeps spectra from one run to the next. Thread-safe.</summary>
/// <remarks>
/// A store costs an analysis time at most: <see cref="Find"/> returns null for whatever it cannot read, and
/// <see cref="Add"/> may drop what it cannot keep. Neither throws.
/// </remarks>
public interface ISpectrumStore
{
    /// <summary>
    /// An analysis will ask soon. A store that takes a while to open may begin now, beside the analysis.
    /// </summary>
    void Prepare()
    {
    }

    /// <summary>The spectrum of a key, as it was added, to the bit; null where there is none.</summary>
    /// <param name="key">The identity of the spectrum.</param>
    Spectrum? Find(SpectrumKey key);

    /// <summary>Keeps a spectrum.</summary>
    /// <param name="key">The identity of the spectrum.</param>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="origin">Where it was first seen, for whoever lists the store.</param>
    void Add(SpectrumKey key, Spectrum spectrum, SpectrumOrigin origin);
}
