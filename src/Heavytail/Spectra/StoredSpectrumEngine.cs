namespace Heavytail.Spectra;

/// <summary>An engine behind a store: a spectrum that the store has is not computed again.</summary>
/// <param name="engine">Computes the others.</param>
/// <param name="store">Keeps spectra.</param>
internal sealed class StoredSpectrumEngine(ISpectrumEngine engine, ISpectrumStore store) : ISpectrumEngine
{
    public string Generation => engine.Generation;

    public SpectrumMemory Memory(SpectrumRequest request) => engine.Memory(request);

    public Spectrum? Find(SpectrumRequest request) => KeyOf(request) is { } key ? store.Find(key) : null;

    public SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        if (KeyOf(request) is not { } key)
        {
            return engine.Decompose(request, open, resources, cancellation);
        }

        if (store.Find(key) is { } known)
        {
            return new SpectrumResult(known, null);
        }

        var result = engine.Decompose(request, open, resources, cancellation);
        if (result.Spectrum is not null)
        {
            store.Add(key, result.Spectrum, OriginOf(request));
        }

        return result;
    }

    public SpectrumMemory? Memory(LayerParts parts) => engine.Memory(parts);

    public IReadOnlyList<SpectrumResult>? DecomposeParts(
        LayerParts parts, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        Spectrum?[] known = [.. parts.Requests.Select(Find)];
        if (Array.TrueForAll(known, spectrum => spectrum is not null))
        {
            return Array.ConvertAll(known, spectrum => new SpectrumResult(spectrum, null));
        }

        var results = engine.DecomposeParts(parts, open, resources, cancellation);
        foreach (var (request, result) in parts.Requests.Zip(results ?? []))
        {
            if (result.Spectrum is not null && KeyOf(request) is { } key)
            {
                store.Add(key, result.Spectrum, OriginOf(request));
            }
        }

        return results;
    }

    /// <summary>The key; null for what is not worth keeping, or has no identity.</summary>
    private SpectrumKey? KeyOf(SpectrumRequest request) =>
        request.Content is { } content && DecompositionTime.IsWorthKeeping(request)
            ? SpectrumKey.Compute(request, content, engine.Generation)
            : null;

    private SpectrumOrigin OriginOf(SpectrumRequest request)
    {
        var layer = request.Layer;
        return new SpectrumOrigin(
            layer.Tensor.File, layer.Name, layer.Rows, layer.Columns, layer.Rf, request.Content!.Kind,
            engine.Generation);
    }
}
