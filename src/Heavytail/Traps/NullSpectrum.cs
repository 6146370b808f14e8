using Heavytail.Spectra;
using Heavytail.Tensors;

namespace Heavytail.Traps;

/// <summary>
/// The spectrum of a layer whose entries are in random order, slice by slice: what the values alone give, without the
/// places that training gave them.
/// </summary>
internal static class NullSpectrum
{
    /// <summary>
    /// Memory at the peak: the stored elements once, and what the engine takes to read them from memory; a convolution
    /// is then held twice.
    /// </summary>
    /// <param name="engine">The engine that computes it.</param>
    /// <param name="request">The layer, and how exactly.</param>
    public static SpectrumMemory Memory(ISpectrumEngine engine, SpectrumRequest request)
    {
        var memory = engine.Memory(InMemory(request));
        return memory with
        {
            Held = checked(PermutedWeights.StoredBytes(request.Layer)
                + Math.Max(memory.Held, request.Access.BufferedBytes)),
        };
    }

    /// <summary>Permutes and decomposes a layer. The result does not depend on the resources.</summary>
    /// <param name="engine">The engine. Nothing is read or drawn where it knows the spectrum.</param>
    /// <param name="request">The layer, how exactly, and what identifies the permutation.</param>
    /// <param name="open">Opens its stored values, in the layer's order of reading.</param>
    /// <param name="random">Draws the permutation: one generator for each replicate.</param>
    /// <param name="resources">Threads to use.</param>
    /// <param name="cancellation">Stops the work between blocks.</param>
    public static SpectrumResult Compute(
        ISpectrumEngine engine,
        SpectrumRequest request,
        Func<Stream> open,
        Random random,
        SpectrumResources resources,
        CancellationToken cancellation)
    {
        PermutedWeights? permuted = null;
        try
        {
            return engine.Decompose(
                InMemory(request),
                () => (permuted ??= PermutedWeights.Draw(request.Layer, open, random, cancellation)).Open(),
                resources,
                cancellation);
        }
        finally
        {
            permuted?.Dispose();
        }
    }

    private static SpectrumRequest InMemory(SpectrumRequest request) => request with
    {
        Layer = PermutedWeights.Layout(request.Layer),
        Access = new TensorAccess(CanSeek: true, BufferedBytes: 0),
    };
}
