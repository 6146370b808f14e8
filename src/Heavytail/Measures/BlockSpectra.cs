using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Measures;

/// <summary>The spectra of a layer without one block of its rows at a time.</summary>
/// <param name="engine">The engine.</param>
/// <param name="request">The layer, and how exactly.</param>
/// <param name="open">Opens its stored values, in the layer's order of reading.</param>
/// <param name="resources">Threads to use.</param>
/// <param name="cancellation">Stops the work between blocks.</param>
internal sealed class BlockSpectra(
    ISpectrumEngine engine,
    SpectrumRequest request,
    Func<Stream> open,
    SpectrumResources resources,
    CancellationToken cancellation)
{
    /// <summary>Multiply-adds of all of them.</summary>
    public static double Cost(Layer layer) => ShortenedLayer.All(layer).Sum(shortened => shortened.Layer.Cost);

    /// <summary>
    /// Memory at the peak: what the engine takes for the longest, and the stored elements once where they cannot be
    /// read from any position.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">The layer, and how exactly.</param>
    public static SpectrumMemory Memory(ISpectrumEngine engine, SpectrumRequest request)
    {
        if (ShortenedLayer.All(request.Layer) is not { Count: > 0 } all)
        {
            return default;
        }

        if (engine.Memory(PartsOf(request, all)) is { } shared)
        {
            return shared;
        }

        var memory = engine.Memory(For(request, all.MaxBy(shortened => shortened.Layer.ElementCount)!));
        return request.Access.CanSeek ? memory : memory with
        {
            Held = checked(Bytes(request.Layer) + Math.Max(memory.Held, request.Access.BufferedBytes)),
        };
    }

    private IReadOnlyList<(Layer Layer, Spectrum Spectrum)>? _ofSlices;

    /// <summary>
    /// The spectrum of each, computed as it is asked for, with the layer that it is of. Those that every slice asks for
    /// are computed once.
    /// </summary>
    public IEnumerable<(Layer Layer, Spectrum Spectrum)> All() => request.Layer.Matrices == MatrixKind.Slices
        ? _ofSlices ??= [.. Compute()]
        : Compute();

    private IEnumerable<(Layer Layer, Spectrum Spectrum)> Compute()
    {
        var all = ShortenedLayer.All(request.Layer);
        return all.Count == 0 ? []
            : engine.DecomposeParts(PartsOf(request, all), open, resources, cancellation) is { } together
                ? all.Zip(together, (shortened, result) => (shortened.Layer, SpectrumOf(result)))
                : OneByOne(all);
    }

    private IEnumerable<(Layer Layer, Spectrum Spectrum)> OneByOne(IReadOnlyList<ShortenedLayer> all)
    {
        BufferedWeights? held = null;
        try
        {
            foreach (var shortened in all)
            {
                var result = engine.Decompose(For(request, shortened), () => Open(shortened), resources, cancellation);
                yield return (shortened.Layer, SpectrumOf(result));
            }
        }
        finally
        {
            held?.Dispose();
        }

        Stream Open(ShortenedLayer shortened) =>
            shortened.Open(request.Access.CanSeek ? open() : InMemory(held ??= Hold()));
    }

    private static Spectrum SpectrumOf(SpectrumResult result) => result.Spectrum
        ?? throw new InvalidOperationException("weights that have a spectrum have none without some rows");

    private static LayerParts PartsOf(SpectrumRequest request, IReadOnlyList<ShortenedLayer> all) => new(
        request,
        [.. all.Select(shortened => shortened.Block)],
        [.. all.Select(shortened => For(request, shortened))]);

    private static SpectrumRequest For(SpectrumRequest request, ShortenedLayer shortened) => request with
    {
        Layer = shortened.Layer,
        Access = request.Access.CanSeek ? request.Access : new TensorAccess(CanSeek: true, BufferedBytes: 0),
        Content = request.Content?.Derive(shortened.Identity, shortened.Identity),
    };

    private static long Bytes(Layer layer) => layer.ElementCount * (layer.Tensor.Type.Bits() / 8);

    private BufferedWeights Hold() =>
        BufferedWeights.Load(open, request.Layer.Tensor.Type, request.Layer.ElementCount, 1, slicesFirst: true);

    private unsafe UnmanagedMemoryStream InMemory(BufferedWeights held) =>
        new(held.Slice(0), Bytes(request.Layer));
}
