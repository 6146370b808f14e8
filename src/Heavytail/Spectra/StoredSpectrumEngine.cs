namespace Heavytail.Spectra;

/// <summary>An engine behind a store: a spectrum that the store has is not computed again.</summary>
/// <param name="engine">Computes the others.</param>
/// <param name="store">Keeps spectra.</param>
internal sealed class StoredSpectrumEngine(ISpectrumEngine engine, ISpectrumStore store) : ISpectrumEngine
{
    public string Generation => engine.Generation;

    public SpectrumMemory Memory(SpectrumRequest request) => engine.Memory(request);

    public SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        var key = SpectrumKey.Compute(request, open, engine.Generation, cancellation);
        if (store.Find(key) is { } known)
        {
            return new SpectrumResult(known, null);
        }

        var result = engine.Decompose(request, open, resources, cancellation);
        if (result.Spectrum is not null)
        {
            store.Add(key, result.Spectrum);
        }

        return result;
    }
}
