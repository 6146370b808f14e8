namespace Heavytail.Spectra;

/// <summary>Keeps spectra from one run to the next. Thread-safe.</summary>
internal interface ISpectrumStore
{
    /// <summary>The spectrum of a key; null where there is none.</summary>
    Spectrum? Find(SpectrumKey key);

    /// <summary>Keeps a spectrum.</summary>
    void Add(SpectrumKey key, Spectrum spectrum);
}
