using System.Collections.Concurrent;
using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>A store in memory, which keeps spectra as bytes.</summary>
internal sealed class MemoryStore : ISpectrumStore
{
    private readonly ConcurrentDictionary<SpectrumKey, (byte[] Bytes, SpectrumOrigin Origin)> _spectra = new();

    public IReadOnlyList<SpectrumOrigin> Origins =>
        [.. _spectra.Values.Select(one => one.Origin).OrderBy(origin => origin.Layer, StringComparer.Ordinal)];

    public Spectrum? Find(SpectrumKey key) =>
        _spectra.TryGetValue(key, out var kept) && Spectrum.TryDeserialize(kept.Bytes, out var spectrum)
            ? spectrum
            : null;

    public void Add(SpectrumKey key, Spectrum spectrum, SpectrumOrigin origin) =>
        Assert.True(_spectra.TryAdd(key, (spectrum.Serialize(), origin)));
}
