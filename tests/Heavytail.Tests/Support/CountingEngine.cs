using Heavytail.LinearAlgebra.Kernels;
using Heavytail.Spectra;

namespace Heavytail.Tests.Support;

/// <summary>The CPU, and how many decompositions it was asked for.</summary>
internal sealed class CountingEngine : ISpectrumEngine
{
    private readonly CpuEngine _inner = new(KernelSet.Current);
    private int _calls;

    public int Calls => _calls;

    public string Generation => _inner.Generation;

    public SpectrumMemory Memory(SpectrumRequest request) => _inner.Memory(request);

    public SpectrumResult Decompose(
        SpectrumRequest request, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        return _inner.Decompose(request, open, resources, cancellation);
    }

    public SpectrumMemory? Memory(LayerParts parts) => _inner.Memory(parts);

    public IReadOnlyList<SpectrumResult>? DecomposeParts(
        LayerParts parts, Func<Stream> open, SpectrumResources resources, CancellationToken cancellation)
    {
        var results = _inner.DecomposeParts(parts, open, resources, cancellation);
        Interlocked.Add(ref _calls, results?.Count ?? 0);
        return results;
    }
}
