using Heavytail.Spectra;

namespace Heavytail.Benchmarks.Evidence;

/// <summary>An engine that counts how many layers it decomposes.</summary>
internal sealed class CountingEngine(ISpectrumEngine engine) : ISpectrumEngine
{
    private int _count;

    public int Count => _count;

    public string Generation => engine.Generation;

    public SpectrumMemory Memory(SpectrumRequest request) => engine.Memory(request);

    public SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _count);
        return engine.Decompose(request, open, resources, cancellation);
    }

    public SpectrumMemory? Memory(LayerParts parts) => engine.Memory(parts);

    public IReadOnlyList<SpectrumResult>? DecomposeParts(
        LayerParts parts, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        var results = engine.DecomposeParts(parts, open, resources, cancellation);
        Interlocked.Add(ref _count, results?.Count ?? 0);
        return results;
    }
}
